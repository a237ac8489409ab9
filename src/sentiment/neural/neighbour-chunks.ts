/** Reviews → passages whose words' neighbours are to be foretold, dealt out in slices of like size. */
import { createRandom } from '../../random.js';
import type { NeighbourTargets } from '../../rnn/train/sampled-softmax.js';
import type { Example } from '../../rnn/train/shard.js';
import type { TrainingSet } from '../../rnn/train/training-run.js';
import type { EncodedTexts } from '../../text/pieces/encoded-texts.js';

/** Longest passage. */
const LONGEST = 128;

/** Where passages begin and end in the ids: each review in parts of like length. // [passages, 2] */
export function cutPassages({ starts }: EncodedTexts): Uint32Array {
  const bounds: number[] = [];
  for (let i = 0; i + 1 < starts.length; i++) {
    const length = starts[i + 1]! - starts[i]!;
    const parts = Math.ceil(length / LONGEST);
    for (let p = 0; p < parts; p++) {
      const from = starts[i]! + Math.floor((length * p) / parts);
      const to = starts[i]! + Math.floor((length * (p + 1)) / parts);
      // A single word has no neighbour.
      if (to - from > 1) bounds.push(from, to);
    }
  }
  return Uint32Array.from(bounds);
}

/** A passage and, for each place, the word after it and the word before it. */
export function neighbourExample(ids: ArrayLike<number>): Example<NeighbourTargets> {
  const input = Int32Array.from(ids);
  const after = new Int32Array(input.length).fill(-1);
  const before = new Int32Array(input.length).fill(-1);
  after.set(input.subarray(1));
  before.set(input.subarray(0, -1), 1);
  return { input, target: { directions: [after, before] } };
}

/**
 * Passages in a random order, `perSlice` of them an epoch; when all were seen they come again.
 * @param first - epochs that were dealt before
 */
export function dealPassages(
  texts: EncodedTexts,
  options: { perSlice: number; seed: number; first?: number },
): TrainingSet<NeighbourTargets> {
  const { perSlice, seed, first = 0 } = options;
  const bounds = cutPassages(texts);
  const order = Uint32Array.from({ length: bounds.length / 2 }, (_, i) => i);
  createRandom(seed).shuffle(order);
  const at = (index: number, epoch: number): number =>
    order[((first + epoch) * perSlice + index) % order.length]!;
  return {
    frames: (epoch) =>
      Array.from({ length: perSlice }, (_, index) => {
        const passage = at(index, epoch);
        return bounds[2 * passage + 1]! - bounds[2 * passage]!;
      }),
    example(index, epoch) {
      const passage = at(index, epoch);
      return neighbourExample(texts.ids.subarray(bounds[2 * passage]!, bounds[2 * passage + 1]!));
    },
  };
}
