/**
 * Feature-space maximum-likelihood linear regression: the affine transform of one speaker's frames under which a model
 * fits them best (Gales 1998, "Maximum likelihood linear transformations for HMM-based speech recognition", section
 * 3.2), drawn towards the identity where there is little speech.
 */
import { inverse, Matrix } from 'ml-matrix';
import type { FeatureMatrix } from '../../audio/features.js';
import type { GmmSet } from '../../hmm/gmm-set.js';
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

/** Frames and their senones → the same frames brought nearer to the speakers that trained `adapted`. // [T, D] */
export function adaptFeatures(
  features: FeatureMatrix,
  senones: Int32Array,
  { gmms, prior, priorFrames }: AdaptedGmms,
): FeatureMatrix {
  const accumulator = new FmllrAccumulator(gmms);
  for (let t = 0; t < features.frames; t++) accumulator.add(senones[t]!, features, t);
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
    const inverses: Matrix[] = [];
    const linear: Float64Array[] = [];
    for (let d = 0; d < D; d++) {
      const matrix = Matrix.zeros(D + 1, D + 1);
      const size = prior.moments.length;
      const k = this.linear.slice(d * (D + 1), (d + 1) * (D + 1));
      for (let j = 0, at = 0; j <= D; j++) {
        for (let l = j; l <= D; l++, at++) {
          const pull = priorFrames * prior.precision[d]! * prior.moments[at]!;
          const value = this.quadratic[d * size + at]! + pull;
          matrix.set(j, l, value);
          matrix.set(l, j, value);
          // At the identity the prior's gradient vanishes: k = G e(d) − frames · e(d).
          if (l === d) k[j]! += pull;
          else if (j === d) k[l]! += pull;
        }
      }
      k[d]! -= priorFrames;
      inverses.push(inverse(matrix));
      linear.push(k);
    }
    return maximizeRows(inverses, linear, this.frames + priorFrames, D);
  }
}

/** Row by row: w(i) = (α p(i) + k(i)) G(i)⁻¹, α the root of a quadratic that maximises the likelihood (Gales, eq. 27). */
function maximizeRows(
  inverses: readonly Matrix[],
  linear: readonly Float64Array[],
  beta: number,
  D: number,
): LinearTransform {
  const A = Matrix.eye(D);
  const bias = new Float64Array(D);
  for (let iteration = 0; iteration < ROW_UPDATES; iteration++) {
    for (let d = 0; d < D; d++) {
      const cofactor = Matrix.columnVector([...inverse(A).getColumn(d), 0]);
      const towards = inverses[d]!.mmul(cofactor).to1DArray();
      const fromData = inverses[d]!.mmul(Matrix.columnVector(linear[d]!)).to1DArray();
      let a = 0;
      let b = 0;
      for (let j = 0; j <= D; j++) {
        a += cofactor.get(j, 0) * towards[j]!;
        b += cofactor.get(j, 0) * fromData[j]!;
      }
      const root = Math.sqrt(b * b + 4 * a * beta);
      const objective = (alpha: number): number =>
        beta * Math.log(Math.abs(alpha * a + b)) - 0.5 * alpha * alpha * a;
      const plus = (-b + root) / (2 * a);
      const minus = (-b - root) / (2 * a);
      const alpha = objective(plus) > objective(minus) ? plus : minus;
      for (let j = 0; j < D; j++) A.set(d, j, alpha * towards[j]! + fromData[j]!);
      bias[d] = alpha * towards[D]! + fromData[D]!;
    }
  }
  const matrix = new Float32Array(D * (D + 1));
  for (let d = 0; d < D; d++) {
    for (let j = 0; j < D; j++) matrix[d * (D + 1) + j] = A.get(d, j);
    matrix[d * (D + 1) + D] = bias[d]!;
  }
  return { matrix, rows: D, columns: D + 1 };
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
