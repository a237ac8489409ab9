/** Books and transcripts → slices of passages to learn from, each slice with its share of transcripts. */
import { createRandom } from '../../../random.js';
import type { NeighbourTargets } from '../../../rnn/train/sampled-softmax.js';
import type { Example } from '../../../rnn/train/shard.js';
import type { TrainingSet } from '../../../rnn/train/training-run.js';
import { type EncodedTexts, textAt } from '../../../text/pieces/encoded-texts.js';

/** A text behind its boundary, and at each place what comes next: at the end the boundary. */
export function nextExample(ids: ArrayLike<number>, boundary: number): Example<NeighbourTargets> {
  const input = new Int32Array(ids.length + 1).fill(boundary);
  const next = new Int32Array(ids.length + 1).fill(boundary);
  input.set(Int32Array.from(ids), 1);
  next.set(Int32Array.from(ids));
  return { input, target: { directions: [next] } };
}

export interface DealOptions {
  boundary: number;
  /** Passages of a slice. */
  perSlice: number;
  /** Of them, from the second text. */
  share: number;
  seed: number;
  /** How many passages of each text were dealt in the run before. */
  dealt?: readonly [number, number];
}

/** Both texts in a random order, some of each in a slice; when all of one were seen they come again. */
export function dealText(
  texts: readonly [EncodedTexts, EncodedTexts],
  options: DealOptions,
): TrainingSet<NeighbourTargets> {
  const { boundary, perSlice, share, seed, dealt = [0, 0] } = options;
  const random = createRandom(seed);
  const orders = texts.map(({ starts }) => {
    const order = Uint32Array.from({ length: starts.length - 1 }, (_, i) => i);
    random.shuffle(order);
    return order;
  });
  const counts = sliceCounts(perSlice, share);
  const at = (index: number, epoch: number): { texts: EncodedTexts; passage: number } => {
    const which = index < counts[0] ? 0 : 1;
    const order = orders[which]!;
    const place = dealt[which]! + epoch * counts[which]! + index - (which === 0 ? 0 : counts[0]);
    return { texts: texts[which]!, passage: order[place % order.length]! };
  };
  return {
    frames: (epoch) =>
      Array.from({ length: perSlice }, (_, index) => {
        const { texts: own, passage } = at(index, epoch);
        return own.starts[passage + 1]! - own.starts[passage]! + 1;
      }),
    example(index, epoch) {
      const { texts: own, passage } = at(index, epoch);
      return nextExample(textAt(own, passage), boundary);
    },
  };
}

/** Passages of each text in a slice. */
export function sliceCounts(perSlice: number, share: number): [number, number] {
  const second = Math.round(perSlice * share);
  return [perSlice - second, second];
}
