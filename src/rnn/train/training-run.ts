/**
 * A whole training: epochs of batches, a look at dev after each, checkpoints every few minutes and when asked to stop,
 * exact resume. Everything random is drawn from the seed, the epoch and the step, so a checkpoint need not keep it.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../../write-all.js';
import { type BatchOptions, epochBatches, evaluationBatches } from './batches.js';
import { type RunPosition, readCheckpoint, writeCheckpoint } from './checkpoint.js';
import type { LossTotals } from './loss.js';
import { learningRate, type ScheduleOptions } from './schedule.js';
import type { Example } from './shard.js';
import { sumTotals, type Trainer } from './trainer.js';

/** Sequences to learn from; nothing is read before it is wanted. */
export interface TrainingSet<Target> {
  /** Input frames of each sequence in an epoch. */
  frames(epoch: number): readonly number[];
  /** One sequence. Augmentation may depend on the epoch; the same epoch must give the same sequence. */
  example(index: number, epoch: number): Example<Target>;
}

export interface TrainingRunOptions<Target> {
  trainer: Trainer<Target>;
  train: TrainingSet<Target>;
  dev?: TrainingSet<Target>;
  epochs: number;
  schedule: ScheduleOptions;
  batches: BatchOptions;
  seed: number;
  /** Folder of the checkpoint, the best weights and the metrics; git-ignored. */
  folder: string;
  /** What else decides the course of the run, e.g. a fingerprint of the data: a resumed run must agree in it. */
  identity?: unknown;
  /** Figure of the dev set that is to become small. Default: loss over weight. */
  figure?: (totals: LossTotals) => number;
  /** Epochs without a better figure after which the run ends. Default: none. */
  patience?: number;
  /** Epoch before which the run ends for now; one with a later one, or none, goes on. */
  until?: number;
  checkpointMinutes?: number;
  /** Asks the run to write a checkpoint and end. */
  signal?: AbortSignal;
  /** Told after every step, for progress bars. */
  onStep?: (progress: StepProgress) => void;
  /** Told after every epoch. */
  onEpoch?: (metrics: EpochMetrics) => void;
}

export interface StepProgress {
  epoch: number;
  epochs: number;
  /** Batches of the epoch that are done, and all of them. */
  batch: number;
  batches: number;
  /** Mean loss of the epoch so far. */
  loss: number;
  secondsLeft: number;
}

/** A line of metrics.jsonl. */
export interface EpochMetrics {
  epoch: number;
  steps: number;
  rate: number;
  /** Means of the sums of the loss over its weight, by name. */
  train: Record<string, number>;
  dev?: Record<string, number>;
  figure?: number;
  isBest: boolean;
  seconds: number;
}

export type RunEnd = 'finished' | 'stopped' | 'no-improvement';

/** Runs, or goes on with, a training. */
export async function runTraining<Target>(options: TrainingRunOptions<Target>): Promise<RunEnd> {
  const { trainer, train, epochs, batches, seed, folder, schedule, patience = Infinity, signal } = options;
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'checkpoint.bin');
  const identity = {
    ...{ network: trainer.network.description, sequences: train.frames(0).length },
    ...{
      threads: trainer.network.kernels.threads,
      epochs,
      schedule,
      batches,
      seed,
      data: options.identity ?? null,
    },
  };
  const position: RunPosition = readCheckpoint(path, trainer, identity) ?? fresh();
  dropLaterMetrics(folder, position.epoch);
  let since = performance.now();
  let written = since;
  const save = (): void => {
    const now = performance.now();
    position.seconds += (now - since) / 1000;
    since = written = now;
    position.steps = trainer.steps;
    writeCheckpoint(path, trainer, identity, position);
  };
  const end = Math.min(epochs, options.until ?? epochs);
  while (position.epoch < end) {
    const { epoch } = position;
    if (position.best && epoch - position.best.epoch > patience) return 'no-improvement';
    const order = epochBatches(train.frames(epoch), batches, seed + epoch * 7919);
    let rate = 0;
    const startedAt = position.batch;
    const started = performance.now();
    for (; position.batch < order.length; position.batch++) {
      // The event loop gets its turn: signals and timers.
      await new Promise(setImmediate);
      if (signal?.aborted) {
        save();
        return 'stopped';
      }
      const done = epoch + position.batch / order.length;
      rate = learningRate(schedule, done / epochs);
      const examples = order[position.batch]!.map((index) => train.example(index, epoch));
      const report = trainer.step(examples, rate, dropoutSeed(seed, epoch, position.batch));
      position.sums = { ...sumTotals([position.sums as LossTotals, report]) };
      const now = performance.now();
      const pace = (now - started) / 1000 / (position.batch + 1 - startedAt);
      options.onStep?.({
        ...{ epoch, epochs, batch: position.batch + 1, batches: order.length },
        loss: position.sums.loss! / Math.max(1e-9, position.sums.weight!),
        secondsLeft: pace * ((epochs - epoch) * order.length - position.batch - 1),
      });
      if (now - written > (options.checkpointMinutes ?? 3) * 60_000) {
        position.batch++;
        save();
        position.batch--;
      }
    }
    const metrics = finishEpoch(options, position, rate);
    metrics.seconds += (performance.now() - since) / 1000;
    appendFileSync(join(folder, 'metrics.jsonl'), `${JSON.stringify(metrics)}\n`);
    Object.assign(position, { epoch: epoch + 1, batch: 0, sums: { loss: 0, weight: 0 } });
    save();
    options.onEpoch?.(metrics);
  }
  return end < epochs ? 'stopped' : 'finished';
}

/** Looks at dev, keeps the weights if they are the best. */
function finishEpoch<Target>(
  options: TrainingRunOptions<Target>,
  position: RunPosition,
  rate: number,
): EpochMetrics {
  const { trainer, dev, folder } = options;
  const { epoch, sums } = position;
  const metrics: EpochMetrics = {
    ...{ epoch, steps: trainer.steps, rate, train: means(sums as LossTotals) },
    ...{ isBest: true, seconds: position.seconds },
  };
  trainer.swapAverage();
  if (dev) {
    const totals = evaluate(trainer, dev, options.batches, epoch);
    metrics.dev = means(totals);
    metrics.figure = options.figure?.(totals) ?? metrics.dev.loss!;
    metrics.isBest = metrics.figure < (position.best?.figure ?? Infinity);
    if (metrics.isBest) position.best = { figure: metrics.figure, epoch };
  }
  const weights = trainer.network.snapshot();
  trainer.swapAverage();
  if (metrics.isBest) writeWhole(join(folder, 'best.weights'), new Uint8Array(weights.buffer));
  return metrics;
}

/** The loss of a whole set. */
export function evaluate<Target>(
  trainer: Trainer<Target>,
  set: TrainingSet<Target>,
  batches: BatchOptions,
  epoch = 0,
): LossTotals {
  const each = evaluationBatches(set.frames(epoch), batches).map((batch) =>
    trainer.evaluate(batch.map((index) => set.example(index, epoch))),
  );
  return sumTotals(each);
}

/** The best weights of a run, laid out like the network's parameters. */
export function readBestWeights(folder: string): Float32Array {
  return new Float32Array(new Uint8Array(readFileSync(join(folder, 'best.weights'))).buffer);
}

function means(totals: LossTotals): Record<string, number> {
  const { weight, gradientNorm, ...rest } = totals;
  return Object.fromEntries(Object.entries(rest).map(([name, sum]) => [name, sum / Math.max(1e-9, weight)]));
}

function fresh(): RunPosition {
  return { epoch: 0, batch: 0, steps: 0, sums: { loss: 0, weight: 0 }, seconds: 0 };
}

function dropoutSeed(seed: number, epoch: number, batch: number): number {
  return (Math.imul(seed * 31 + epoch, 1_000_003) + batch * 64) >>> 0;
}

/** A run killed between an epoch's metrics and its checkpoint writes that line again. */
function dropLaterMetrics(folder: string, epoch: number): void {
  const path = join(folder, 'metrics.jsonl');
  if (!existsSync(path)) return;
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  const kept = lines.filter((line) => (JSON.parse(line) as EpochMetrics).epoch < epoch);
  if (kept.length < lines.length) writeWhole(path, kept.map((line) => `${line}\n`).join(''));
}
