/** Cached features and the senones of their alignment → an encoder: the first stage of the neural acoustic model. */
import type { Kernels } from '../../rnn/kernels/kernels.js';
import { crossEntropy, type FrameLabels } from '../../rnn/train/cross-entropy.js';
import { Network } from '../../rnn/train/network.js';
import { Trainer } from '../../rnn/train/trainer.js';
import {
  type EpochMetrics,
  type RunEnd,
  readBestWeights,
  runTraining,
  type StepProgress,
  type TrainingSet,
} from '../../rnn/train/training-run.js';
import { CopyTurns } from './copy-turns.js';
import { type EncoderShape, encoderDescription } from './encoder-network.js';
import type { FeatureCache } from './feature-cache.js';
import { type Masks, maskedFeatures } from './masked-features.js';
import { SPEC_AUGMENT } from './spec-augment.js';
import { splitBySpeaker } from './training-split.js';

export interface FrameTrainingOptions {
  kernels: Kernels;
  cache: FeatureCache;
  shape: EncoderShape;
  epochs: number;
  /** Highest learning rate. */
  peakRate: number;
  /** Most feature frames of a batch, padding included, and most utterances. */
  maxFrames: number;
  maxUtterances: number;
  seed: number;
  /** Folder of checkpoints, best weights and metrics. */
  folder: string;
  signal?: AbortSignal;
  onStep?: (progress: StepProgress) => void;
  onEpoch?: (metrics: EpochMetrics) => void;
}

/**
 * Trains by cross-entropy.
 * @returns how the run ended, and the network with the weights of its best epoch, to be closed by the caller; where
 *   the run was stopped, with those it had then
 */
export async function trainFrames(options: FrameTrainingOptions): Promise<{ network: Network; end: RunEnd }> {
  const { kernels, cache, shape, epochs, peakRate, seed, folder, signal, onStep, onEpoch } = options;
  const network = new Network(kernels, encoderDescription(shape, cache.targets.tree.senones), seed);
  const trainer = new Trainer(network, crossEntropy, {
    ...{ clipNorm: 5, averageDecay: 0.998, weightDecay: 0.01 },
  });
  const { train, dev } = splitBySpeaker(cache);
  const end = await runTraining({
    ...{ trainer, epochs, seed, folder, identity: { shape, utterances: train.length } },
    train: labelledFrames(cache, train, { ...SPEC_AUGMENT, seed }),
    dev: labelledFrames(cache, dev),
    schedule: { peakRate, warmUp: 0.05, hold: 0.35, final: 0.02 },
    batches: { maxFrames: options.maxFrames, maxSequences: options.maxUtterances },
    ...(signal && { signal }),
    ...(onStep && { onStep }),
    ...(onEpoch && { onEpoch }),
  });
  trainer.close();
  if (end !== 'stopped') kernels.arena.f32(network.parameters, network.size).set(readBestWeights(folder));
  return { network, end };
}

/**
 * Utterances of a cache with a senone for every frame of scores. An epoch hears each utterance once, in a copy that
 * changes from epoch to epoch.
 * @param indices - which utterances of the cache may be heard
 * @param masks - nothing is masked without them
 */
export function labelledFrames(
  cache: FeatureCache,
  indices: readonly number[],
  masks?: Masks,
): TrainingSet<FrameLabels> {
  const copies = new CopyTurns(cache, indices);
  return {
    frames: (epoch) => copies.inEpoch(epoch).map((i) => cache.utterances[i]!.frames),
    example(index, epoch) {
      const i = copies.inEpoch(epoch)[index]!;
      const input = masks ? maskedFeatures(cache, i, epoch, masks) : cache.features(i);
      return { input, target: cache.labels(i) };
    },
  };
}
