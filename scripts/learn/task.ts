/** What the learning tests share: what they are given, and training with a time limit. */
import type { TrainingBar } from '../../src/cli/progress.js';
import type { CellSpec } from '../../src/rnn/kernels/cell.js';
import type { Kernels } from '../../src/rnn/kernels/kernels.js';
import type { Loss } from '../../src/rnn/train/loss.js';
import { Network, type NetworkDescription } from '../../src/rnn/train/network.js';
import { Trainer } from '../../src/rnn/train/trainer.js';
import {
  evaluate,
  readBestWeights,
  runTraining,
  type TrainingRunOptions,
  type TrainingSet,
} from '../../src/rnn/train/training-run.js';
import { writeCurves } from '../report/curves.js';

export interface LearningContext {
  kernels: Kernels;
  cell: (units: number) => CellSpec;
  folder: string;
  seed: number;
  bar: TrainingBar;
  /** Training ends after so long, by the clock. */
  limitMs: number;
}

/** @returns figures by name */
export type LearningTask = (context: LearningContext) => Promise<Record<string, number>>;

/** Trains, picks the best epoch by dev, measures it on test. @returns means over the test set by name */
export async function learn<Target>(
  { kernels, folder, seed, bar, limitMs }: LearningContext,
  description: NetworkDescription,
  loss: Loss<Target>,
  sets: { train: TrainingSet<Target>; dev: TrainingSet<Target>; test: TrainingSet<Target> },
  options: Pick<TrainingRunOptions<Target>, 'epochs' | 'schedule' | 'batches' | 'figure'>,
): Promise<Record<string, number>> {
  using network = new Network(kernels, description, seed);
  const trainer = new Trainer(network, loss, { clipNorm: 1, averageDecay: 0.99 });
  const { train, dev, test } = sets;
  await runTraining({
    ...{ trainer, train, dev, seed, folder, signal: AbortSignal.timeout(limitMs), ...options },
    onStep: bar.step,
    onEpoch: (metrics) => bar.log(JSON.stringify(metrics)),
  });
  bar.stop();
  writeCurves(folder);
  kernels.arena.f32(network.parameters, network.size).set(readBestWeights(folder));
  trainer.touched();
  const { weight, ...sums } = evaluate(trainer, test, options.batches);
  trainer.close();
  return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / weight]));
}
