/**
 * Diagonal Gaussian mixtures of many states in flat arrays: the emission scores of an HMM at the speed the machine
 * allows, and the sufficient statistics to re-estimate them.
 */
import { InputError } from '../errors.js';

const LOG_2PI = Math.log(2 * Math.PI);

/** One diagonal-covariance mixture as plain numbers. */
export interface DiagonalMixture {
  /** Mixture weights, summing to 1. // [M] */
  weights: Float64Array;
  /** Component means. // [M, D] */
  means: Float64Array;
  /** Component variances, all positive. // [M, D] */
  variances: Float64Array;
}

/**
 * S diagonal Gaussian mixtures over D dimensions, laid out for evaluation: each component is one row of D precisions
 * and D mean-times-precision products, so that log N(x) = gconst + Σ x·(μ/σ²) − ½ x²·(1/σ²).
 */
export class GmmSet {
  /** First component of each state; state s owns offsets[s] … offsets[s + 1] - 1. // [S + 1] */
  readonly offsets: Int32Array;
  readonly dimensions: number;
  /** log weight − ½ (D log 2π + Σ log σ² + Σ μ²/σ²). // [G] */
  readonly gconst: Float32Array;
  /** Per component, interleaved per dimension: μ/σ², −½/σ². // [G, D, 2] */
  readonly rows: Float32Array;

  /** From arrays in the layout described at the members, e.g. of a saved model; nothing is copied. */
  constructor(offsets: Int32Array, dimensions: number, gconst: Float32Array, rows: Float32Array) {
    this.offsets = offsets;
    this.dimensions = dimensions;
    this.gconst = gconst;
    this.rows = rows;
  }

  /** Number of states S. */
  get states(): number {
    return this.offsets.length - 1;
  }

  /** Number of Gaussians over all states. */
  get components(): number {
    return this.gconst.length;
  }

  /** @param mixtures - one mixture per state, all of `dimensions` dimensions. */
  static fromMixtures(mixtures: readonly DiagonalMixture[], dimensions: number): GmmSet {
    const offsets = new Int32Array(mixtures.length + 1);
    mixtures.forEach((mixture, s) => {
      offsets[s + 1] = offsets[s]! + mixture.weights.length;
    });
    const total = offsets[mixtures.length]!;
    const gconst = new Float32Array(total);
    const rows = new Float32Array(total * dimensions * 2);
    mixtures.forEach((mixture, s) => {
      for (let m = 0; m < mixture.weights.length; m++) {
        const g = offsets[s]! + m;
        let constant = Math.log(mixture.weights[m]!) - 0.5 * dimensions * LOG_2PI;
        for (let d = 0; d < dimensions; d++) {
          const mean = mixture.means[m * dimensions + d]!;
          const variance = mixture.variances[m * dimensions + d]!;
          if (!(variance > 0) || !Number.isFinite(mean)) {
            throw new InputError({
              code: 'gmm-degenerate',
              found: `mean ${mean}, variance ${variance} in state ${s}, component ${m}, dimension ${d}`,
              expected: 'a finite mean and a positive variance',
              remedy: 'Raise the variance floor or give the state more data.',
            });
          }
          rows[(g * dimensions + d) * 2] = mean / variance;
          rows[(g * dimensions + d) * 2 + 1] = -0.5 / variance;
          constant -= 0.5 * (Math.log(variance) + (mean * mean) / variance);
        }
        gconst[g] = constant;
      }
    });
    return new GmmSet(offsets, dimensions, gconst, rows);
  }

  /** The mixture of state `s` as plain numbers (weights from gconst, so they carry float32 rounding). */
  mixture(s: number): DiagonalMixture {
    const from = this.offsets[s]!;
    const size = this.offsets[s + 1]! - from;
    const D = this.dimensions;
    const weights = new Float64Array(size);
    const means = new Float64Array(size * D);
    const variances = new Float64Array(size * D);
    let total = 0;
    for (let m = 0; m < size; m++) {
      let logWeight = this.gconst[from + m]! + 0.5 * D * LOG_2PI;
      for (let d = 0; d < D; d++) {
        const at = ((from + m) * D + d) * 2;
        const variance = -0.5 / this.rows[at + 1]!;
        const mean = this.rows[at]! * variance;
        variances[m * D + d] = variance;
        means[m * D + d] = mean;
        logWeight += 0.5 * (Math.log(variance) + (mean * mean) / variance);
      }
      weights[m] = Math.exp(logWeight);
      total += weights[m]!;
    }
    for (let m = 0; m < size; m++) weights[m]! /= total;
    return { weights, means, variances };
  }

  /** Log density of one Gaussian, weight included, at the frame that starts at `frames[at]`. */
  componentLogLikelihood(g: number, frames: Float32Array, at: number): number {
    const D = this.dimensions;
    const rows = this.rows;
    let row = g * D * 2;
    let sum0 = 0;
    let sum1 = 0;
    const end = at + D;
    // Two chains of additions: one would wait for itself.
    for (; at + 1 < end; at += 2, row += 4) {
      const x = frames[at]!;
      const y = frames[at + 1]!;
      sum0 += x * (rows[row]! + x * rows[row + 1]!);
      sum1 += y * (rows[row + 2]! + y * rows[row + 3]!);
    }
    if (at < end) {
      const x = frames[at]!;
      sum0 += x * (rows[row]! + x * rows[row + 1]!);
    }
    return this.gconst[g]! + sum0 + sum1;
  }

  /** log p(x | state s) of the frame that starts at `frames[at]`. */
  logLikelihood(s: number, frames: Float32Array, at: number): number {
    const from = this.offsets[s]!;
    const to = this.offsets[s + 1]!;
    let best = Number.NEGATIVE_INFINITY;
    let sum = 0;
    for (let g = from; g < to; g++) {
      const value = this.componentLogLikelihood(g, frames, at);
      if (value > best) {
        sum = 1 + sum * Math.exp(best - value);
        best = value;
      } else if (value > best - 30) sum += Math.exp(value - best);
    }
    return best + Math.log(sum);
  }

  /**
   * Component posteriors of state `s` at a frame, written to `out[0 … M - 1]`.
   * @returns log p(x | state s)
   */
  posteriors(s: number, frames: Float32Array, at: number, out: Float64Array): number {
    const from = this.offsets[s]!;
    const size = this.offsets[s + 1]! - from;
    let best = Number.NEGATIVE_INFINITY;
    for (let m = 0; m < size; m++) {
      out[m] = this.componentLogLikelihood(from + m, frames, at);
      if (out[m]! > best) best = out[m]!;
    }
    let sum = 0;
    for (let m = 0; m < size; m++) {
      out[m] = Math.exp(out[m]! - best);
      sum += out[m]!;
    }
    for (let m = 0; m < size; m++) out[m]! /= sum;
    return best + Math.log(sum);
  }
}
