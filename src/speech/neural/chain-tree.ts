/**
 * The senones of the neural model: positions of phones after a left neighbour, tied by a decision tree that asks about
 * nothing else. Without right contexts the decoder's network is a plain prefix tree.
 */
import { addDeltas } from '../../audio/deltas.js';
import type { FeatureMatrix } from '../../audio/features.js';
import { VARIANCE_FLOOR } from '../gmm/acoustic-model.js';
import { type ContextTree, TreeContext } from '../gmm/context-tree.js';
import { clusterPhones, growTree, pool, type TriphoneStats } from '../gmm/grow-tree.js';
import { CHAIN_POSITIONS, FRAME_STRIDE, forEachSegment, type PhoneSegments } from './chain-alignment.js';

/** Cepstral coefficients the tree looks at, with their deltas: the higher ones hold little but noise. */
const COEFFICIENTS = 13;

export interface ChainTreeOptions {
  /** Number of phones; ids run from 0. */
  phones: number;
  /** Id of the phone that stands for silence; its neighbours are not asked about. */
  silence: number;
  /** Senones wanted; fewer when data do not suffice. */
  senones: number;
  /** Frames of scores a senone has at least. */
  minFrames: number;
}

/** An utterance to grow the tree from. */
export interface SegmentedFeatures {
  features: FeatureMatrix; // [T, C]
  segments: PhoneSegments;
}

/** Counts the utterances' phone states after each neighbour and grows the tree that explains their cepstra best. */
export function growChainTree(
  utterances: Iterable<SegmentedFeatures>,
  { phones, silence, senones, minFrames }: ChainTreeOptions,
): ContextTree {
  const byState = new Map<number, TriphoneStats>();
  const D = 3 * COEFFICIENTS;
  for (const { features, segments } of utterances) {
    const { data } = dynamicCepstra(features);
    const add = (left: number, phone: number, position: number, from: number, to: number): void => {
      const key = (left * phones + phone) * CHAIN_POSITIONS + position;
      let stats = byState.get(key);
      if (!stats) {
        const sum = new Float64Array(D);
        stats = { left, phone, right: silence, position, count: 0, sum, sumSquares: new Float64Array(D) };
        byState.set(key, stats);
      }
      stats.count += (to - from) * FRAME_STRIDE;
      for (let at = from * FRAME_STRIDE * D; at < to * FRAME_STRIDE * D; at++) {
        const x = data[at]!;
        stats.sum[at % D]! += x;
        stats.sumSquares[at % D]! += x * x;
      }
    };
    forEachSegment(segments, silence, (left, phone, start, end) => {
      add(left, phone, 0, start, start + 1);
      if (end > start + 1) add(left, phone, 1, start + 1, end);
    });
  }
  const stats = [...byState.values()];
  const all = pool(stats, D);
  const varianceFloor = all.sum.map((sum, d) => {
    const mean = sum / all.count;
    return VARIANCE_FLOOR * (all.sumSquares[d]! / all.count - mean * mean);
  });
  const means = Array.from({ length: phones }, (_, phone) =>
    pool(
      stats.filter((s) => s.phone === phone),
      D,
    ),
  );
  return growTree(stats, clusterPhones(means, varianceFloor), phones, silence, CHAIN_POSITIONS, {
    senones,
    minFrames: minFrames * FRAME_STRIDE,
    varianceFloor,
    sides: ['left'],
  });
}

/** The tree as the decoder asks it, in the chain topology, which has no transition probabilities. */
export function chainContext(tree: ContextTree): TreeContext {
  return new TreeContext(tree, new Float32Array(tree.senones), 'chain');
}

/** The first cepstral coefficients with their first and second deltas. // [T, 39] */
function dynamicCepstra({ data, frames, dimensions }: FeatureMatrix): FeatureMatrix {
  const low = new Float32Array(frames * COEFFICIENTS);
  for (let t = 0; t < frames; t++) {
    low.set(data.subarray(t * dimensions, t * dimensions + COEFFICIENTS), t * COEFFICIENTS);
  }
  return addDeltas({ data: low, frames, dimensions: COEFFICIENTS }, 2);
}
