/**
 * Feature-space maximum-likelihood linear regression: the affine transform of one speaker's frames under which a model
 * fits them best (Gales 1998, "Maximum likelihood linear transformations for HMM-based speech recognition", section
 * 3.2), drawn towards the identity where there is little speech.
 */
import type { FeatureMatrix } from '../../audio/features.js';
import type { GmmSet } from '../../hmm/gmm-set.js';
import { cholesky, choleskySolve } from '../../hmm/linear-algebra.js';
import { applyTransform, type LinearTransform } from './linear-transform.js';

/** Passes over the rows; each can only raise the likelihood. */
const ROW_UPDATES = 8;

/** What the prior knows of the training frames: its weight is so many frames of average speech that fit the model. */
export interface FmllrPrior {
  /** Second moments of extended frames [x 1], upper triangle row by row. // [(D + 1)(D + 2) / 2] */
  moments: Float64Array;
  /** Mean precision of each dimension over the model's Gaussians. // [D] */
  precision: Float64Array;
}

/** Gaussians trained on frames of adapted speakers, and what adapting to a new one takes. */
export interface AdaptedGmms {
  gmms: GmmSet;
  prior: FmllrPrior;
  /** Frames of evidence that the identity has on its side. */
  priorFrames: number;
}

/**
 * Frames → the same frames brought nearer to the speakers that trained `adapted`. // [T, D]
 * @param senones - senone of every frame; -1 in silence, which tells nothing of the speaker. // [T]
 */
export function adaptFeatures(
  features: FeatureMatrix,
  senones: Int32Array,
  { gmms, prior, priorFrames }: AdaptedGmms,
): FeatureMatrix {
  const accumulator = new FmllrAccumulator(gmms);
  for (let t = 0; t < features.frames; t++) {
    if (senones[t]! >= 0) accumulator.add(senones[t]!, features, t);
  }
  return applyTransform(accumulator.estimate(prior, priorFrames), features);
}

/** Statistics of one speaker: Gales's k(i) and G(i) of every dimension. */
export class FmllrAccumulator {
  private readonly linear: Float64Array; // [D, D + 1]
  private readonly quadratic: Float64Array; // [D, (D + 1)(D + 2) / 2]
  private readonly posterior: Float64Array;
  private readonly outer: Float64Array; // [(D + 1)(D + 2) / 2]
  private frames = 0;

  constructor(private readonly gmms: GmmSet) {
    const D = gmms.dimensions;
    this.linear = new Float64Array(D * (D + 1));
    this.quadratic = new Float64Array((D * (D + 1) * (D + 2)) / 2);
    this.posterior = new Float64Array(gmms.components);
    this.outer = new Float64Array(((D + 1) * (D + 2)) / 2);
  }

  /** Gathers frame `t` of unadapted `features`, known to belong to senone `s`. */
  add(s: number, features: FeatureMatrix, t: number): void {
    const { gmms, linear, quadratic, posterior, outer } = this;
    const D = gmms.dimensions;
    const size = outer.length;
    const at = t * D;
    gmms.posteriors(s, features.data, at, posterior);
    this.frames++;
    for (let j = 0, k = 0; j <= D; j++) {
      const x = j < D ? features.data[at + j]! : 1;
      for (let l = j; l <= D; l++) outer[k++] = x * (l < D ? features.data[at + l]! : 1);
    }
    const from = gmms.offsets[s]!;
    const to = gmms.offsets[s + 1]!;
    for (let d = 0; d < D; d++) {
      let precision = 0;
      let weightedMean = 0;
      for (let g = from; g < to; g++) {
        const row = (g * D + d) * 2;
        weightedMean += posterior[g - from]! * gmms.rows[row]!;
        precision -= 2 * posterior[g - from]! * gmms.rows[row + 1]!;
      }
      for (let j = 0; j < D; j++) linear[d * (D + 1) + j]! += weightedMean * features.data[at + j]!;
      linear[d * (D + 1) + D]! += weightedMean;
      for (let k = 0, row = d * size; k < size; k++) quadratic[row + k]! += precision * outer[k]!;
    }
  }

  /**
   * @param priorFrames - how many frames of evidence the identity has on its side. Suggested: 50 to 500.
   * @returns the [D, D + 1] transform.
   */
  estimate(prior: FmllrPrior, priorFrames: number): LinearTransform {
    const D = this.gmms.dimensions;
    const E = D + 1;
    const matrix = new Float64Array(E * E);
    const factors = new Float64Array(D * E * E);
    const linear = this.linear.slice();
    for (let d = 0; d < D; d++) {
      const k = linear.subarray(d * E, (d + 1) * E);
      const size = prior.moments.length;
      for (let j = 0, at = 0; j < E; j++) {
        for (let l = j; l < E; l++, at++) {
          const pull = priorFrames * prior.precision[d]! * prior.moments[at]!;
          matrix[l * E + j] = this.quadratic[d * size + at]! + pull; // the lower triangle is all that is read
          // At the identity the prior's gradient vanishes: k = G e(d) − frames · e(d).
          if (l === d) k[j]! += pull;
          else if (j === d) k[l]! += pull;
        }
      }
      k[d]! -= priorFrames;
      if (!cholesky(matrix, 0, E, factors, d * E * E))
        throw new Error('fMLLR statistics are not positive definite');
    }
    return maximizeRows(factors, linear, this.frames + priorFrames, D);
  }
}

/**
 * Row by row: w(i) = (α p(i) + k(i)) G(i)⁻¹, p(i) the cofactors of row i (up to a factor: a column of A⁻¹), α the root
 * of a quadratic that maximises the likelihood (Gales, eq. 27).
 * @param factors - Cholesky factor of each G(i). // [D, D + 1, D + 1]
 * @param linear - k(i). // [D, D + 1]
 */
function maximizeRows(factors: Float64Array, linear: Float64Array, beta: number, D: number): LinearTransform {
  const E = D + 1;
  const W = new Float64Array(D * E);
  const inverse = new Float64Array(D * D);
  for (let d = 0; d < D; d++) {
    W[d * E + d] = 1;
    inverse[d * D + d] = 1;
    choleskySolve(factors, d * E * E, E, linear.subarray(d * E, (d + 1) * E)); // k(i) becomes G(i)⁻¹ k(i)
  }
  const towards = new Float64Array(E);
  const change = new Float64Array(D);
  for (let iteration = 0; iteration < ROW_UPDATES; iteration++) {
    for (let d = 0; d < D; d++) {
      for (let j = 0; j < D; j++) towards[j] = inverse[j * D + d]!;
      towards[D] = 0;
      choleskySolve(factors, d * E * E, E, towards);
      let a = 0;
      let b = 0;
      for (let j = 0; j < D; j++) {
        a += inverse[j * D + d]! * towards[j]!;
        b += inverse[j * D + d]! * linear[d * E + j]!;
      }
      const root = Math.sqrt(b * b + 4 * a * beta);
      const gain = (alpha: number): number =>
        beta * Math.log(Math.abs(alpha * a + b)) - 0.5 * alpha * alpha * a;
      const plus = (-b + root) / (2 * a);
      const minus = (-b - root) / (2 * a);
      const alpha = gain(plus) > gain(minus) ? plus : minus;
      for (let j = 0; j < E; j++) {
        const value = alpha * towards[j]! + linear[d * E + j]!;
        if (j < D) change[j] = value - W[d * E + j]!;
        W[d * E + j] = value;
      }
      replaceRow(inverse, change, d, D);
    }
  }
  return { matrix: Float32Array.from(W), rows: D, columns: E };
}

/** A⁻¹ after `change` was added to row `d` of A (Sherman and Morrison 1950). */
function replaceRow(inverse: Float64Array, change: Float64Array, d: number, D: number): void {
  const row = new Float64Array(D); // changeᵀ A⁻¹
  for (let j = 0; j < D; j++) {
    for (let k = 0; k < D; k++) row[k]! += change[j]! * inverse[j * D + k]!;
  }
  const denominator = 1 + row[d]!;
  for (let j = 0; j < D; j++) {
    const factor = inverse[j * D + d]! / denominator;
    for (let k = 0; k < D; k++) inverse[j * D + k]! -= factor * row[k]!;
  }
}

/** The prior of a model and the frames it was trained on. */
export function fmllrPrior(gmms: GmmSet, matrices: readonly FeatureMatrix[]): FmllrPrior {
  const D = gmms.dimensions;
  const moments = new Float64Array(((D + 1) * (D + 2)) / 2);
  let count = 0;
  for (const { data, frames } of matrices) {
    count += frames;
    for (let at = 0; at < frames * D; at += D) {
      for (let j = 0, k = 0; j <= D; j++) {
        const x = j < D ? data[at + j]! : 1;
        for (let l = j; l < D; l++) moments[k++]! += x * data[at + l]!;
        moments[k++]! += x;
      }
    }
  }
  const precision = new Float64Array(D);
  for (let g = 0; g < gmms.components; g++) {
    for (let d = 0; d < D; d++) precision[d]! -= (2 * gmms.rows[(g * D + d) * 2 + 1]!) / gmms.components;
  }
  return { moments: moments.map((sum) => sum / count), precision };
}
