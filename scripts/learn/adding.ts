/**
 * The adding problem (Hochreiter & Schmidhuber 1997, section 5.4): 200 frames of a number and a mark; the target at the
 * end is the sum of the two marked numbers. Always guessing 1 gives a mean squared error of 1/6.
 */
import { createRandom } from '../../src/random.js';
import { squaredError } from '../../src/rnn/train/squared-error.js';
import type { TrainingSet } from '../../src/rnn/train/training-run.js';
import { type LearningTask, learn } from './task.js';

const T = 200;

/** Sequences drawn anew every epoch, so there is nothing to learn by heart. */
function sequences(count: number, seed: number): TrainingSet<Float32Array> {
  const frames = new Array<number>(count).fill(T);
  return {
    frames: () => frames,
    example(index, epoch) {
      const random = createRandom(seed + epoch * count + index);
      const input = new Float32Array(2 * T);
      for (let t = 0; t < T; t++) input[2 * t] = random.next();
      const marks = [random.int(T / 2), T / 2 + random.int(T / 2)];
      for (const t of marks) input[2 * t + 1] = 1;
      const target = new Float32Array(T).fill(Number.NaN);
      target[T - 1] = input[2 * marks[0]!]! + input[2 * marks[1]!]!;
      return { input, target };
    },
  };
}

export const adding: LearningTask = async (context) => {
  const description = {
    inputs: 2,
    layers: [
      { kind: 'recurrent', cell: context.cell(64), memory: T } as const,
      { kind: 'dense', units: 1 } as const,
    ],
  };
  const sets = {
    train: sequences(6_400, 1_000_003 * context.seed),
    dev: sequences(500, -1_000_000),
    test: sequences(2_000, -2_000_000),
  };
  const options = {
    epochs: 25,
    schedule: { peakRate: 3e-3, hold: 0.4 },
    batches: { maxFrames: 64 * T, maxSequences: 64 },
  };
  const { loss } = await learn(context, description, squaredError, sets, options);
  return { frames: T, meanSquaredError: loss! };
};
