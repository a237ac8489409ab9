/** A GMM acoustic model: which senones there are, what they sound like, how long they last; and how it is re-estimated. */
import type { FeatureMatrix } from '../../audio/features.js';
import { allotComponents, GmmAccumulator, growMixture } from '../../hmm/gmm-accumulator.js';
import { type DiagonalMixture, GmmSet } from '../../hmm/gmm-set.js';
import { type ContextTree, TreeContext } from './context-tree.js';
import { forEachState, type PhoneAlignment } from './phone-alignment.js';

/** Share of the global variance that no component's variance may fall below. */
export const VARIANCE_FLOOR = 0.01;

export interface GmmAcousticModel {
  context: TreeContext;
  gmms: GmmSet;
}

/** An utterance as the trainer sees it. */
export interface AlignedFeatures {
  features: FeatureMatrix;
  alignment: PhoneAlignment;
}

/** {@link VARIANCE_FLOOR} of each dimension's variance over all frames. // [D] */
export function varianceFloors(matrices: Iterable<FeatureMatrix>): Float64Array {
  let sum = new Float64Array(0);
  let sumSquares = new Float64Array(0);
  let count = 0;
  for (const { data, frames, dimensions: D } of matrices) {
    if (sum.length === 0) {
      sum = new Float64Array(D);
      sumSquares = new Float64Array(D);
    }
    count += frames;
    for (let i = 0; i < frames * D; i++) {
      const x = data[i]!;
      sum[i % D]! += x;
      sumSquares[i % D]! += x * x;
    }
  }
  return sum.map((s, d) => VARIANCE_FLOOR * Math.max(sumSquares[d]! / count - (s / count) ** 2, 1e-6));
}

/** One Gaussian per senone and self-loop probabilities, straight from alignments. */
export function initialModel(
  tree: ContextTree,
  utterances: readonly AlignedFeatures[],
  floor: Float64Array,
): GmmAcousticModel {
  const D = floor.length;
  const unit: DiagonalMixture = {
    weights: new Float64Array([1]),
    means: new Float64Array(D),
    variances: new Float64Array(D).fill(1),
  };
  const gmms = GmmSet.fromMixtures(Array<DiagonalMixture>(tree.senones).fill(unit), D);
  const context = new TreeContext(tree, new Float32Array(tree.senones).fill(Math.log(0.5)));
  return reestimate({ context, gmms }, utterances, floor).model;
}

/**
 * One Viterbi-training step: mixtures and self-loop probabilities from fixed alignments.
 * @param growTo - total number of Gaussians to grow to after the step; none are added unless given.
 * @returns the new model and the mean log-likelihood per frame under the old one.
 */
export function reestimate(
  model: GmmAcousticModel,
  utterances: readonly AlignedFeatures[],
  floor: Float64Array,
  growTo?: number,
): { model: GmmAcousticModel; logLikelihoodPerFrame: number } {
  const { context, gmms } = model;
  const accumulator = new GmmAccumulator(gmms);
  const S = gmms.states;
  const frames = new Float64Array(S);
  const visits = new Float64Array(S);
  for (const { features, alignment } of utterances) {
    forEachState(alignment, context.silence, (left, phone, right, position, start, end) => {
      const senone = context.senones(left, phone, right)[position]!;
      visits[senone]!++;
      frames[senone]! += end - start;
      for (let t = start; t < end; t++) accumulator.add(senone, features.data, t * features.dimensions, 1);
    });
  }
  let mixtures = accumulator.update({ varianceFloor: floor, minOccupancy: 8 });
  if (growTo !== undefined) {
    const sizes = allotComponents(accumulator.stateOccupancy(), growTo, 0.3, 20);
    mixtures = mixtures.map((mixture, s) => growMixture(mixture, sizes[s]!, gmms.dimensions));
  }
  // One visit and one frame more than seen keep both probabilities away from 0.
  const selfLogProb = Float32Array.from(frames, (n, s) =>
    Math.log1p(-(visits[s]! + 1) / (Math.max(n, visits[s]!) + 2)),
  );
  return {
    model: {
      context: new TreeContext(context.tree, selfLogProb),
      gmms: GmmSet.fromMixtures(mixtures, gmms.dimensions),
    },
    logLikelihoodPerFrame: accumulator.logLikelihood / Math.max(1, accumulator.frames),
  };
}
