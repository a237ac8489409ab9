/** Which sequences go together: like lengths, a bounded number of frames, another order every epoch. */
import { createRandom } from '../../random.js';

export interface BatchOptions {
  /** Most frames of a batch, padding included. */
  maxFrames: number;
  /** Most sequences of a batch. Suggested: 16 a thread or more, for the speed of the products. */
  maxSequences: number;
  /** Sequences are sorted by length within groups of this many batches. More waste less, fewer mix better. */
  sortWithin?: number;
}

/**
 * The batches of one epoch, as indices.
 * @param frames - frames of each sequence; those without frames are left out
 * @param seed - decides the order; the same seed gives the same batches
 */
export function epochBatches(frames: readonly number[], options: BatchOptions, seed: number): number[][] {
  const { maxFrames, maxSequences, sortWithin = 8 } = options;
  const random = createRandom(seed);
  const order = [...frames.keys()].filter((i) => frames[i]! > 0);
  random.shuffle(order);
  const batches: number[][] = [];
  const group = maxSequences * sortWithin;
  for (let i = 0; i < order.length; i += group) {
    const sorted = order.slice(i, i + group).sort((a, b) => frames[b]! - frames[a]!);
    let batch: number[] = [];
    for (const index of sorted) {
      // The first is the longest: every other is padded to it.
      const padded = frames[batch[0] ?? index]! * (batch.length + 1);
      if (batch.length > 0 && (batch.length >= maxSequences || padded > maxFrames)) {
        batches.push(batch);
        batch = [];
      }
      batch.push(index);
    }
    if (batch.length > 0) batches.push(batch);
  }
  random.shuffle(batches);
  return batches;
}

/** All sequences once, the longest first: for evaluation. */
export function evaluationBatches(frames: readonly number[], options: BatchOptions): number[][] {
  const { maxFrames, maxSequences } = options;
  const order = [...frames.keys()].filter((i) => frames[i]! > 0).sort((a, b) => frames[b]! - frames[a]!);
  const batches: number[][] = [];
  for (const index of order) {
    const last = batches.at(-1);
    const fits = last && last.length < maxSequences && frames[last[0]!]! * (last.length + 1) <= maxFrames;
    if (fits) last.push(index);
    else batches.push([index]);
  }
  return batches;
}
