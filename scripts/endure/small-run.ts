/** A small training with everything that must survive a kill: dropout, averages, several epochs, frequent checkpoints. */
import { createRandom } from '../../src/random.js';
import type { Kernels } from '../../src/rnn/kernels/kernels.js';
import { crossEntropy, type FrameLabels } from '../../src/rnn/train/cross-entropy.js';
import { Network, type NetworkDescription } from '../../src/rnn/train/network.js';
import { Trainer } from '../../src/rnn/train/trainer.js';
import { runTraining, type TrainingSet } from '../../src/rnn/train/training-run.js';

const DESCRIPTION: NetworkDescription = {
  inputs: 8,
  layers: [
    {
      ...{ kind: 'recurrent', cell: { kind: 'lstm', units: 64 }, bidirectional: true },
      ...{ dropout: 0.1, recurrentDropout: 0.1 },
    },
    { kind: 'dropout', rate: 0.2 },
    { kind: 'recurrent', cell: { kind: 'gru', units: 64, resetAfter: true } },
    { kind: 'dense', units: 4 },
  ],
};

/** The label of a frame: the number of positive inputs among the first two, and whether they are the larger half. */
export function quadrants(count: number, seed: number): TrainingSet<FrameLabels> {
  const random = createRandom(seed);
  const frames = Array.from({ length: count }, () => 20 + random.int(60));
  return {
    frames: () => frames,
    example(index, epoch) {
      const own = createRandom(seed + 7919 * epoch + index + 1);
      const T = frames[index]!;
      const input = Float32Array.from({ length: T * 8 }, () => own.normal());
      const target = new Int32Array(T);
      for (let t = 0; t < T; t++) {
        const before = t > 0 ? input[(t - 1) * 8]! : 0;
        target[t] = (input[t * 8]! > 0 ? 1 : 0) + (before > 0 ? 2 : 0);
      }
      return { input, target };
    },
  };
}

/** Runs, or goes on with, the training in a folder. @returns a digest of weights, moments and averages at its end */
export async function smallRun(kernels: Kernels, folder: string): Promise<Float32Array> {
  using network = new Network(kernels, DESCRIPTION, 1);
  const trainer = new Trainer(network, crossEntropy, { clipNorm: 1, averageDecay: 0.99, weightDecay: 0.01 });
  await runTraining({
    ...{ trainer, folder, seed: 3, epochs: 6, checkpointMinutes: 0.005 },
    ...{ train: quadrants(320, 1), dev: quadrants(40, 1_000_000) },
    schedule: { peakRate: 3e-3 },
    batches: { maxFrames: 2_000, maxSequences: 16 },
  });
  const state = trainer.state().map(({ values }) => [...values]);
  trainer.close();
  return Float32Array.from(state.flat());
}
