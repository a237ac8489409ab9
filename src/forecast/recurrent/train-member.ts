/** Trains one network on windows of many series, or of one. Which settings are good is found elsewhere. */
import type { Kernels } from '../../rnn/kernels/kernels.js';
import { Network } from '../../rnn/train/network.js';
import { pinballLoss } from '../../rnn/train/pinball-loss.js';
import { Trainer } from '../../rnn/train/trainer.js';
import { readBestWeights, runTraining, type StepProgress } from '../../rnn/train/training-run.js';
import type { Covariates } from '../covariates.js';
import {
  type BodyOptions,
  type EncodingDescription,
  forecastNetwork,
  makeEncoding,
  quantileOutputs,
} from './quantile-recipe.js';
import { type ErrorCost, trainingWindows } from './windows.js';

export interface MemberSettings extends BodyOptions {
  encoding: EncodingDescription;
  epochs: number;
  /** Windows of an epoch, and of a batch. */
  perEpoch: number;
  batch: number;
  peakRate: number;
  weightDecay: number;
  /** Frames at the beginning of a window that are only read. */
  warmUp: number;
}

export interface TrainMemberOptions {
  kernels: Kernels;
  settings: MemberSettings;
  /** Everything that may be learnt from. */
  series: readonly Float64Array[];
  /** Of each series, where the encoding reads some. */
  covariates?: readonly Covariates[];
  cost: ErrorCost;
  /** Of the weights' beginning, the windows and what is dropped. */
  seed: number;
  /** Of checkpoints; a training that was stopped goes on from there. */
  folder: string;
  signal?: AbortSignal;
  onStep?: (progress: StepProgress) => void;
}

/**
 * Runs, or goes on with, a training. Its weights are a running average of those of the last steps.
 * @returns the network, to be closed; undefined when asked to stop before the end
 */
export async function trainMember(options: TrainMemberOptions): Promise<Network | undefined> {
  const { kernels, settings, series, cost, seed, folder, signal, onStep } = options;
  const { epochs, perEpoch, batch, peakRate, weightDecay, warmUp } = settings;
  const encoding = makeEncoding(settings.encoding);
  const network = new Network(kernels, forecastNetwork(encoding, settings), seed);
  const loss = pinballLoss(quantileOutputs(encoding));
  const trainer = new Trainer(network, loss, { clipNorm: 1, weightDecay, averageDecay: 0.998 });
  const prepared = series.map((values, s) => encoding.prepare(values, options.covariates?.[s]));
  try {
    const end = await runTraining({
      ...{ trainer, epochs, seed, folder },
      train: trainingWindows(encoding, prepared, { perEpoch, seed, cost, warmUp }),
      schedule: { peakRate },
      batches: { maxFrames: batch * encoding.context, maxSequences: batch },
      // Other histories, another run.
      identity: { settings, points: series.map(({ length }) => length) },
      ...(signal && { signal }),
      ...(onStep && { onStep }),
    });
    if (end === 'stopped') {
      network.close();
      return undefined;
    }
    kernels.arena.f32(network.parameters, network.size).set(readBestWeights(folder));
    return network;
  } catch (error) {
    network.close();
    throw error;
  } finally {
    trainer.close();
  }
}
