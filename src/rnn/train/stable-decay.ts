/**
 * A training whose length may be decided late: the rate stays at its height as long as the run is to last, and then falls
 * to nothing in some slices more (warm-up, stable, decay: Hu et al. 2024).
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../../write-all.js';
import type { Trainer } from './trainer.js';
import { runTraining, type TrainingRunOptions, type TrainingSet } from './training-run.js';

/** More slices than anyone will want: a run may be prolonged at any time. */
const ENDLESS = 10_000;

/** How long a run is. */
export interface StableDecayLength {
  /** Checkpoints, metrics and the result. */
  folder: string;
  /** Slices at the full rate. A later run may name more and goes on. */
  stableSlices: number;
  /** Slices in which the rate falls. */
  decaySlices: number;
  signal?: AbortSignal;
  log: (line: string) => void;
}

/** What one learns from, and how. */
export interface StableDecayTraining<Target>
  extends Required<Pick<TrainingRunOptions<Target>, 'trainer' | 'dev' | 'batches' | 'seed'>> {
  peakRate: number;
  /** Slices, or a part of one, in which the rate rises. */
  warmUpSlices: number;
  /** What is heard at the full rate, and while it falls. */
  stable: TrainingSet<Target>;
  decay: TrainingSet<Target>;
  /** Gives the network's weights a beginning, where the run has none behind it. */
  begin(trainer: Trainer<Target>): void;
}

/**
 * Runs, or goes on with, a training; its result is kept in the folder. The trainer and its network are closed.
 * @param open - called where there is something to do
 * @returns the weights at the end, or undefined when asked to stop before it
 */
export async function trainStableThenDecay<Target>(
  { folder, stableSlices, decaySlices, signal, log }: StableDecayLength,
  open: () => StableDecayTraining<Target>,
): Promise<Float32Array | undefined> {
  const kept = join(folder, `after-${stableSlices}+${decaySlices}.weights`);
  if (existsSync(kept)) return new Float32Array(new Uint8Array(readFileSync(kept)).buffer);
  const { trainer, dev, batches, seed, peakRate, warmUpSlices, ...training } = open();
  const { network } = trainer;
  const common = { trainer, dev, batches, seed, checkpointMinutes: 4, onStep: reporter(log) };
  try {
    const stable = join(folder, 'stable');
    if (!existsSync(join(stable, 'checkpoint.bin'))) {
      training.begin(trainer);
      trainer.touched();
    }
    await runTraining({
      ...common,
      train: training.stable,
      folder: stable,
      epochs: ENDLESS,
      until: stableSlices,
      schedule: { peakRate, warmUp: warmUpSlices / ENDLESS, hold: 1 },
      ...(signal && { signal }),
    });
    if (signal?.aborted) return undefined;
    const end = await runTraining({
      ...common,
      train: training.decay,
      folder: join(folder, `decay-after-${stableSlices}`),
      epochs: decaySlices,
      schedule: { peakRate, warmUp: 0, decay: 'linear', final: 0.01 },
      ...(signal && { signal }),
    });
    if (end === 'stopped') return undefined;
    const weights = network.snapshot();
    writeWhole(kept, new Uint8Array(weights.buffer));
    return weights;
  } finally {
    trainer.close();
    network.close();
  }
}

/** A line every hundred steps. */
function reporter(log: (line: string) => void): NonNullable<TrainingRunOptions<unknown>['onStep']> {
  return ({ epoch, batch, batches, loss }) => {
    if (batch % 100 === 0 || batch === batches) {
      log(`slice ${epoch} batch ${batch}/${batches} loss ${loss.toFixed(3)}`);
    }
  };
}
