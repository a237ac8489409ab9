/**
 * An encoder trained frame by frame → the same encoder trained on whole utterances: what was said against everything
 * that could have been said (lattice-free MMI, Povey et al. 2016).
 */
import { packTimedGraph } from '../../rnn/kernels/pack-graph.js';
import { LfmmiLoss } from '../../rnn/train/lfmmi-loss.js';
import { Network } from '../../rnn/train/network.js';
import { Trainer } from '../../rnn/train/trainer.js';
import { type RunEnd, readBestWeights, runTraining, type TrainingSet } from '../../rnn/train/training-run.js';
import { chainContext } from './chain-tree.js';
import { CopyTurns } from './copy-turns.js';
import { encoderDescription } from './encoder-network.js';
import type { FeatureCache } from './feature-cache.js';
import { buildDenominator } from './lfmmi/denominator.js';
import { NumeratorBuilder } from './lfmmi/numerator.js';
import { acceptorOfSegments } from './lfmmi/phone-acceptor.js';
import { estimatePhoneLm } from './lfmmi/phone-lm.js';
import { type Masks, maskedFeatures } from './masked-features.js';
import { SPEC_AUGMENT, type SpecAugmentOptions } from './spec-augment.js';
import type { FrameTrainingOptions } from './train-frames.js';
import { splitBySpeaker } from './training-split.js';

export interface MmiTrainingOptions extends FrameTrainingOptions {
  /** Weights to begin with, laid out like the network's parameters. */
  initial: Float32Array;
  /** What the network gives with these weights: posteriors after training by frames, likelihoods after this one. */
  initialGives: 'posteriors' | 'likelihoods';
  /** Frames of 30 ms by which a phone may leave its place in the alignment. Suggested: 2. */
  tolerance: number;
  /** See `LfmmiOptions`. */
  leakage: number;
  l2: number;
  boost?: number;
  /** See `Masks`. */
  longestShift?: number;
  furthestWarp?: number;
  /** Decoupled weight decay. Default 0.01. */
  weightDecay?: number;
  /** Speakers who choose the epoch and teach nothing; those of {@link heldOutSpeakers} unless given. */
  heldOut?: ReadonlySet<string>;
  log?: (line: string) => void;
}

/** As `trainFrames`. The outputs are log-likelihoods up to a constant, to be used without priors. */
export async function trainMmi(options: MmiTrainingOptions): Promise<{ network: Network; end: RunEnd }> {
  const { kernels, cache, shape, initial } = options;
  const { tree, logPriors } = cache.targets;
  const network = new Network(kernels, encoderDescription(shape, tree.senones), undefined);
  kernels.arena.f32(network.parameters, network.size).set(initial);
  if (options.initialGives === 'posteriors') takePriorsOut(network, logPriors);
  const training = { ...options, ...splitBySpeaker(cache, options.heldOut), identity: { shape } };
  return { network, end: await trainOnWholes(network, training) };
}

/** Log-posteriors become log-likelihoods: what the search for words will add a language model to. */
export function takePriorsOut(network: Network, logPriors: Float32Array, share = 1): void {
  const head = network.layers.at(-1)!.name;
  network.weight(`${head}/bias`).forEach((bias, s, all) => {
    all[s] = bias - share * logPriors[s]!;
  });
}

/** A training of a network there is already. */
export interface WholesTrainingOptions
  extends Omit<MmiTrainingOptions, 'kernels' | 'shape' | 'initial' | 'initialGives'> {
  /** Numbers of utterances in the cache: to learn from, and to choose the epoch by; without the latter the last is kept. */
  train: readonly number[];
  dev?: readonly number[];
  /** What else must be equal for a run to be resumed. */
  identity: unknown;
  /** What is hidden of the clips to learn from; `SPEC_AUGMENT` unless given. */
  masks?: SpecAugmentOptions;
}

/** Trains `network`, which has the weights of its best epoch afterwards; where the run was stopped, those it had then. */
export async function trainOnWholes(network: Network, options: WholesTrainingOptions): Promise<RunEnd> {
  const { cache, epochs, peakRate, seed, folder, signal, onStep, onEpoch, train, dev } = options;
  const {
    tolerance,
    leakage,
    l2,
    boost = 0,
    longestShift = 0,
    furthestWarp = 0,
    weightDecay = 0.01,
  } = options;
  const { log = () => {} } = options;
  const { kernels } = network;
  const { tree, phones } = cache.targets;
  const plain = train.filter((i) => cache.utterances[i]!.copy === 0);
  const lm = estimatePhoneLm(
    plain.map((i) => cache.phones(i)),
    phones.length,
  );
  const context = chainContext(tree);
  const { graph, leak } = buildDenominator(lm, context);
  log(
    `denominator: ${lm.histories.length} histories, ${graph.classes.length} states, ${graph.from.length} arcs`,
  );
  using mmi = new LfmmiLoss(kernels, graph, leak, { leakage, l2, boost });
  const numerators = new NumeratorBuilder(lm, context);
  const spoken = (indices: readonly number[], masks?: Masks) =>
    spokenUtterances(cache, numerators, indices, { tolerance, ...(masks && { masks }) });
  const trainer = new Trainer(network, mmi, { clipNorm: 5, averageDecay: 0.998, weightDecay });
  const end = await runTraining({
    ...{ trainer, epochs, seed, folder },
    identity: {
      ...(options.identity as object),
      tolerance,
      leakage,
      l2,
      ...(boost > 0 && { boost }),
      longestShift,
      ...(furthestWarp > 0 && { furthestWarp }),
      weightDecay,
      utterances: train.length,
    },
    train: spoken(train, { ...(options.masks ?? SPEC_AUGMENT), seed, longestShift, furthestWarp }),
    ...(dev && { dev: spoken(dev) }),
    schedule: { peakRate, warmUp: 0.04, hold: 0.2, decay: 'linear', final: 0.03 },
    batches: { maxFrames: options.maxFrames, maxSequences: options.maxUtterances },
    ...(signal && { signal }),
    ...(onStep && { onStep }),
    ...(onEpoch && { onEpoch }),
  });
  trainer.close();
  if (end !== 'stopped') kernels.arena.f32(network.parameters, network.size).set(readBestWeights(folder));
  return end;
}

interface SpokenOptions {
  tolerance: number;
  /** Nothing is masked without them. */
  masks?: Masks;
}

/** Utterances with the graph of what was said in them. */
function spokenUtterances(
  cache: FeatureCache,
  numerators: NumeratorBuilder,
  indices: readonly number[],
  { tolerance, masks }: SpokenOptions,
): TrainingSet<Int32Array> {
  const copies = new CopyTurns(cache, indices);
  return {
    frames: (epoch) => copies.inEpoch(epoch).map((i) => cache.utterances[i]!.frames),
    example(index, epoch) {
      const i = copies.inEpoch(epoch)[index]!;
      const input = masks ? maskedFeatures(cache, i, epoch, masks) : cache.features(i);
      const acceptor = acceptorOfSegments(cache.segments(i), tolerance);
      const target = packTimedGraph(numerators.build(acceptor, cache.utterances[i]!.labelFrames));
      return { input, target };
    },
  };
}
