/** A recurrent encoder as acoustics: samples → cepstra → scores of senones, some 33 times a second. */
import { type FeaturePrior, normalizeUtterance } from '../../audio/cmvn.js';
import type { FeatureMatrix } from '../../audio/features.js';
import { layMargins } from '../../audio/margins.js';
import { extractMfcc } from '../../audio/mfcc.js';
import type { MfccShape } from '../../audio/mfcc-options.js';
import { type AcousticScores, DenseScores } from '../../decode/acoustic-scores.js';
import type { ModelFolder, ModelHeader } from '../../model-files.js';
import type { Kernels } from '../../rnn/kernels/kernels.js';
import { Encoder } from '../../rnn/runtime/encoder.js';
import { savedModelIn } from '../../rnn/runtime/model-files.js';
import type { Acoustics } from '../acoustics.js';
import { cepstralPrior } from './cepstral-prior.js';
import { type LookAhead, LookAheadScores } from './look-ahead-scores.js';
import { PairContext } from './pair-context.js';

/**
 * The acoustic part of a `speech-nn` model.json. Tensors: `senones` [P, P, 2], `logPriors` [S], and `cepstralPrior` [2, C],
 * mean and variance, where `cepstralPriorFrames` are given.
 */
export interface NeuralHeader extends ModelHeader {
  /** Phone names by id. */
  phones: string[];
  /** Id of silence. */
  silence: number;
  /** How the states of a phone follow each other. */
  topology: 'chain';
  /** Seconds from one frame of scores to the next. */
  frameSeconds: number;
  /** Cepstra the encoder reads, normalised to mean 0 and variance 1 over the utterance. */
  mfcc: MfccShape;
  /** As how many frames the cepstral prior counts in that; see cepstral-prior.ts. None unless given. */
  cepstralPriorFrames?: number;
  /** The encoder, which reads whole utterances or looks ahead a little: a model.json in the model's folder. */
  encoder: string;
  /**
   * How much of the log prior of a senone is taken from its log posterior: 1 where the encoder was trained on single
   * frames, 0 where it was trained on sequences.
   */
  priorWeight: number;
  /**
   * Frames of cepstra by which whole utterances are moved, the scores being the mean of all: several of them fall into one
   * frame of scores, and which ones is chance. [0] unless given; costs one run of the encoder each. Streams are not moved.
   */
  offsets?: readonly number[];
}

/** By measurements on LibriSpeech: see `npm run bench -- streaming`. */
const LOOK_AHEAD: LookAhead = { chunkFrames: 15, rightFrames: 36 };

export async function openNeural(folder: ModelFolder<NeuralHeader>, kernels: Kernels): Promise<Acoustics> {
  const { header, files, integers, floats } = folder;
  const { phones, silence, frameSeconds, mfcc, priorWeight, offsets = [0] } = header;
  const prior = savedPrior(folder);
  const encoder = await Encoder.load(savedModelIn(files, header.encoder), {
    kernels,
    logProbabilities: true,
    recurrentWeights: 'int8',
  });
  let isOpen = true;
  const bias = floats('logPriors').map((prior) => -priorWeight * prior); // [S]
  const context = new PairContext(integers('senones'), phones.length, silence);
  const cepstra = (samples: Float32Array): FeatureMatrix =>
    normalizeUtterance(extractMfcc(samples, { ...mfcc, engine: 'plain' }), { variance: true, prior });
  return {
    phones,
    frameSeconds,
    context,
    layMargins,
    cepstra,
    senonePhones: () => context.phonesOfSenones(bias.length),
    score: (samples) => biased(meanOutputs(encoder, cepstra(samples), offsets), bias, frameSeconds),
    stream() {
      const scores = new LookAheadScores(encoder.lookAhead(), mfcc, LOOK_AHEAD, prior);
      return {
        push: (samples) => {
          const { settled, ahead } = scores.push(samples);
          const scored = (table: Float32Array) => biased(table.slice(), bias, frameSeconds);
          return { settled: scored(settled), ahead: scored(ahead) };
        },
        finish: () => biased(scores.finish(), bias, frameSeconds),
        close: () => scores.close(),
      };
    },
    close() {
      if (isOpen) void encoder.close();
      isOpen = false;
    },
  };
}

/** What the model knows of cepstra before it hears any. */
export function savedPrior({ header, floats }: ModelFolder<NeuralHeader>): FeaturePrior | undefined {
  const { cepstralPriorFrames, mfcc } = header;
  if (!cepstralPriorFrames) return undefined;
  const both = Float64Array.from(floats('cepstralPrior')); // [2, C]
  const [mean, variance] = [both.slice(0, mfcc.coefficients), both.slice(mfcc.coefficients)];
  return cepstralPrior({ mean, variance }, cepstralPriorFrames);
}

/** Adds a bias to every row of a table and calls it scores. // [U, S] */
function biased(table: Float32Array, bias: Float32Array, frameSeconds: number): AcousticScores {
  const S = bias.length;
  for (let at = 0; at < table.length; at += S) {
    for (let s = 0; s < S; s++) table[at + s]! += bias[s]!;
  }
  return new DenseScores(table, table.length / S, S, frameSeconds);
}

/** What the encoder says of the cepstra moved by each offset, on average; its ends are drawn out. // [U, S] */
function meanOutputs(
  encoder: Encoder,
  { data, frames, dimensions }: FeatureMatrix,
  offsets: readonly number[],
): Float32Array {
  let mean: Float32Array | undefined;
  for (const offset of offsets) {
    const moved = new Float32Array(data.length); // [T, C]
    for (let t = 0; t < frames; t++) {
      const from = Math.max(0, Math.min(frames - 1, t + offset));
      moved.set(data.subarray(from * dimensions, (from + 1) * dimensions), t * dimensions);
    }
    const own = encoder.run(moved);
    mean ??= new Float32Array(own.length);
    for (let i = 0; i < own.length; i++) mean[i]! += own[i]! / offsets.length;
  }
  return mean ?? new Float32Array(0);
}
