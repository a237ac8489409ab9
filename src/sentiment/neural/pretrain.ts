/**
 * Learns words' neighbours in both directions from all reviews, labelled or not. The rate stays at its height as long as
 * the run is to last, which can be decided late, and then falls to zero in some slices more (warm-up, stable, decay).
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Kernels } from '../../rnn/kernels/kernels.js';
import { Network } from '../../rnn/train/network.js';
import { sampledSoftmax } from '../../rnn/train/sampled-softmax.js';
import { Trainer } from '../../rnn/train/trainer.js';
import { runTraining, type TrainingRunOptions } from '../../rnn/train/training-run.js';
import { countIds, type EncodedTexts } from '../../text/pieces/encoded-texts.js';
import { wordVectors } from '../../text/pieces/word-vectors.js';
import { dealPassages } from './neighbour-chunks.js';
import { languageModelNetwork, UNITS } from './networks.js';

const PEAK_RATE = 3e-3;
const SEED = 20;
/** More slices than anyone will want: a run may be prolonged at any time. */
const ENDLESS = 10_000;
const NOISE = 256;
/** Root mean square of the embedding's numbers at the beginning. */
const SPREAD = 0.1;

export interface PretrainOptions {
  kernels: Kernels;
  vocabularySize: number;
  /** To learn from. */
  reviews: EncodedTexts;
  /** To watch the loss on. */
  dev: EncodedTexts;
  /** Checkpoints, metrics and the result. */
  folder: string;
  /** Slices of a million words at the full rate. A later run may name more and goes on. */
  stableSlices: number;
  /** Slices in which the rate falls. */
  decaySlices: number;
  /** Passages of a slice. Default 10,000: about a million words. */
  perSlice?: number;
  /** Of the embedding and the LSTM, {@link UNITS} unless told. */
  units?: number;
  signal?: AbortSignal;
  log: (line: string) => void;
}

/**
 * Runs, or goes on with, the training.
 * @returns the weights of {@link languageModelNetwork}, or undefined when asked to stop before the end
 */
export async function pretrain(options: PretrainOptions): Promise<Float32Array | undefined> {
  const { kernels, vocabularySize, reviews, dev, folder, stableSlices, decaySlices, signal, log } = options;
  const { perSlice = 10_000, units = UNITS } = options;
  const kept = join(folder, `after-${stableSlices}+${decaySlices}.weights`);
  if (existsSync(kept)) return new Float32Array(new Uint8Array(readFileSync(kept)).buffer);
  const network = new Network(kernels, languageModelNetwork(vocabularySize, units), SEED);
  const counts = countIds([reviews], vocabularySize);
  const loss = sampledSoftmax(network, { counts, noise: NOISE });
  const trainer = new Trainer(network, loss, { clipNorm: 1 });
  try {
    let first = 0;
    const passages = dealPassages(reviews, { perSlice, seed: SEED, first: () => first });
    const common = {
      ...{ trainer, seed: SEED, checkpointMinutes: 4 },
      train: passages,
      dev: dealPassages(dev, { perSlice: Math.min(200, perSlice), seed: 1 }),
      batches: { maxFrames: 2048, maxSequences: 32 },
      onStep: reporter(log),
    };
    const stable = join(folder, 'stable');
    if (!existsSync(join(stable, 'checkpoint.bin'))) {
      log('word vectors from the words around; a minute');
      const vectors = wordVectors(reviews, vocabularySize, units, SPREAD);
      network.weight('embedding_0/embeddings').set(vectors);
      trainer.touched();
    }
    const enough = new AbortController();
    if (slicesDone(stable) >= stableSlices) enough.abort();
    await runTraining({
      ...common,
      folder: stable,
      epochs: ENDLESS,
      schedule: { peakRate: PEAK_RATE, warmUp: 0.2 / ENDLESS, hold: 1 },
      signal: signal ? AbortSignal.any([signal, enough.signal]) : enough.signal,
      onEpoch: ({ epoch }) => {
        if (epoch + 1 >= stableSlices) enough.abort();
      },
    });
    if (signal?.aborted) return undefined;
    first = stableSlices;
    const end = await runTraining({
      ...common,
      folder: join(folder, `decay-after-${stableSlices}`),
      epochs: decaySlices,
      schedule: { peakRate: PEAK_RATE, warmUp: 0, decay: 'linear', final: 0.01 },
      ...(signal && { signal }),
    });
    if (end === 'stopped') return undefined;
    const weights = network.snapshot();
    writeFileSync(kept, new Uint8Array(weights.buffer));
    return weights;
  } finally {
    trainer.close();
    network.close();
  }
}

/** Epochs whose metrics a run has written. */
function slicesDone(folder: string): number {
  const path = join(folder, 'metrics.jsonl');
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean).length : 0;
}

/** A line every hundred steps. */
function reporter(log: (line: string) => void): NonNullable<TrainingRunOptions<unknown>['onStep']> {
  return ({ epoch, batch, batches, loss }) => {
    if (batch % 100 === 0 || batch === batches) {
      log(`slice ${epoch} batch ${batch}/${batches} loss ${loss.toFixed(3)}`);
    }
  };
}
