/**
 * Trains the recurrent language model of the second pass: the next piece of a text, from all before it. The rate stays
 * at its height as long as the run is to last, which may be decided late, and then falls to nothing.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Kernels } from '../../../rnn/kernels/kernels.js';
import { Network, type NetworkDescription } from '../../../rnn/train/network.js';
import { sampledSoftmax } from '../../../rnn/train/sampled-softmax.js';
import { Trainer } from '../../../rnn/train/trainer.js';
import { runTraining, type TrainingRunOptions } from '../../../rnn/train/training-run.js';
import { countIds } from '../../../text/pieces/encoded-texts.js';
import { wordVectors } from '../../../text/pieces/word-vectors.js';
import { BOUNDARY } from './counted-pieces.js';
import { dealText, sliceCounts } from './deal.js';
import type { LanguageText } from './text.js';

const PEAK_RATE = 3e-3;
const SEED = 11;
/** More slices than anyone will want: a run may be prolonged at any time. */
const ENDLESS = 10_000;
/** Ids drawn to compete with those of a batch. */
const NOISE = 1024;
/** Root mean square of the embedding's numbers at the beginning. */
const SPREAD = 0.1;
/** Share of transcripts while the rate is high, and while it falls: the end is remembered best. */
const SHARES = [0.04, 0.15] as const;

export interface LanguageShape {
  /** Width of the table of pieces, which serves as input and as output. */
  embedding: number;
  /** Of the LSTM. */
  units: number;
}

export interface TrainLanguageOptions {
  kernels: Kernels;
  text: LanguageText;
  shape: LanguageShape;
  /** Checkpoints, metrics and the result. */
  folder: string;
  /** Slices at the full rate. A later run may name more and goes on. */
  stableSlices: number;
  /** Slices in which the rate falls. */
  decaySlices: number;
  /** Passages of a slice. Default 10,000: some 380,000 pieces. */
  perSlice?: number;
  signal?: AbortSignal;
  log: (line: string) => void;
}

/** Ids of pieces → states as wide as the table, whose products with its rows are logits but for their bias. */
export function languageNetwork(pieces: number, { embedding, units }: LanguageShape): NetworkDescription {
  return {
    inputs: 1,
    layers: [
      { kind: 'embedding', vocabulary: pieces, units: embedding },
      { kind: 'recurrent', cell: { kind: 'lstm', units } },
      { kind: 'dense', units: embedding },
    ],
  };
}

/** How often each piece occurs: what the bias of its logit is the logarithm of. */
export function countPieces({ books, transcripts, heldOut, vocabulary }: LanguageText): Float64Array {
  const counts = countIds([books, transcripts, heldOut], vocabulary.size);
  const texts = [books, transcripts, heldOut].reduce((sum, { starts }) => sum + starts.length - 1, 0);
  counts[vocabulary.idsOf(BOUNDARY)[0]!] = texts;
  return counts;
}

/**
 * Runs, or goes on with, the training.
 * @returns the weights of {@link languageNetwork}, or undefined when asked to stop before the end
 */
export async function trainLanguage(options: TrainLanguageOptions): Promise<Float32Array | undefined> {
  const { kernels, text, shape, folder, stableSlices, decaySlices, perSlice = 10_000, signal, log } = options;
  const kept = join(folder, `after-${stableSlices}+${decaySlices}.weights`);
  if (existsSync(kept)) return new Float32Array(new Uint8Array(readFileSync(kept)).buffer);
  const { vocabulary, books, transcripts, heldOut } = text;
  const [boundary] = vocabulary.idsOf(BOUNDARY) as [number];
  const network = new Network(kernels, languageNetwork(vocabulary.size, shape), SEED);
  const loss = sampledSoftmax(network, { counts: countPieces(text), noise: NOISE });
  const trainer = new Trainer(network, loss, { clipNorm: 1 });
  try {
    const train = (share: number, dealt: [number, number]) =>
      dealText([books, transcripts], { boundary, perSlice, share, seed: SEED, dealt: () => dealt });
    const watched = { boundary, perSlice: heldOut.starts.length - 1, share: 0, seed: 1 };
    const common = {
      ...{ trainer, seed: SEED, checkpointMinutes: 4, onStep: reporter(log) },
      dev: dealText([heldOut, heldOut], watched),
      batches: { maxFrames: 2048, maxSequences: 64 },
    };
    const stable = join(folder, 'stable');
    if (!existsSync(join(stable, 'checkpoint.bin'))) {
      log('vectors of pieces from the pieces around; a minute');
      network
        .weight('embedding_0/embeddings')
        .set(wordVectors(books, vocabulary.size, shape.embedding, SPREAD));
      trainer.touched();
    }
    const enough = new AbortController();
    if (slicesDone(stable) >= stableSlices) enough.abort();
    await runTraining({
      ...common,
      train: train(SHARES[0], [0, 0]),
      folder: stable,
      epochs: ENDLESS,
      schedule: { peakRate: PEAK_RATE, warmUp: 1 / ENDLESS, hold: 1 },
      signal: signal ? AbortSignal.any([signal, enough.signal]) : enough.signal,
      onEpoch: ({ epoch }) => {
        if (epoch + 1 >= stableSlices) enough.abort();
      },
    });
    if (signal?.aborted) return undefined;
    const [first, second] = sliceCounts(perSlice, SHARES[0]);
    const end = await runTraining({
      ...common,
      train: train(SHARES[1], [first * stableSlices, second * stableSlices]),
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
