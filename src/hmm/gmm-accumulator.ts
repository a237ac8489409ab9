/** Sufficient statistics of a {@link GmmSet} and what is done with them: re-estimation and growing by splitting. */
import type { DiagonalMixture, GmmSet } from './gmm-set.js';

export interface UpdateOptions {
  /** Smallest variance of each dimension. // [D] */
  varianceFloor: Float64Array;
  /** Components with less data than this many frames are dropped (a state's last one never is). Suggested: 10. */
  minOccupancy: number;
}

/** Gathers zeroth, first and second moments of every component over weighted frames. */
export class GmmAccumulator {
  /** Frames gathered per component. // [G] */
  readonly occupancy: Float64Array;
  private readonly sum: Float64Array; // [G, D]
  private readonly sumSquares: Float64Array; // [G, D]
  private readonly posterior: Float64Array;
  /** Sum of log p(x | state) over the frames gathered. */
  logLikelihood = 0;
  frames = 0;

  constructor(private readonly set: GmmSet) {
    const { components, dimensions, states, offsets } = set;
    this.occupancy = new Float64Array(components);
    this.sum = new Float64Array(components * dimensions);
    this.sumSquares = new Float64Array(components * dimensions);
    let largest = 0;
    for (let s = 0; s < states; s++) largest = Math.max(largest, offsets[s + 1]! - offsets[s]!);
    this.posterior = new Float64Array(largest);
  }

  /** Gathers the frame that starts at `frames[at]` for state `s`, shared among its components by posterior. */
  add(s: number, frames: Float32Array, at: number, weight: number): void {
    const { offsets, dimensions: D } = this.set;
    const from = offsets[s]!;
    const to = offsets[s + 1]!;
    this.logLikelihood += weight * this.set.posteriors(s, frames, at, this.posterior);
    this.frames += weight;
    for (let g = from; g < to; g++) {
      const gamma = weight * this.posterior[g - from]!;
      if (gamma < 1e-4 * weight) continue;
      this.occupancy[g]! += gamma;
      for (let d = 0, row = g * D; d < D; d++, row++) {
        const x = frames[at + d]!;
        this.sum[row]! += gamma * x;
        this.sumSquares[row]! += gamma * x * x;
      }
    }
  }

  /** Frames gathered per state. // [S] */
  stateOccupancy(): Float64Array {
    const { offsets, states } = this.set;
    const result = new Float64Array(states);
    for (let s = 0; s < states; s++) {
      for (let g = offsets[s]!; g < offsets[s + 1]!; g++) result[s]! += this.occupancy[g]!;
    }
    return result;
  }

  /** Maximum-likelihood mixtures (Baum–Welch M step); a state that saw too little keeps its old mixture. */
  update(options: UpdateOptions): DiagonalMixture[] {
    const { offsets, dimensions: D, states } = this.set;
    const mixtures: DiagonalMixture[] = [];
    for (let s = 0; s < states; s++) {
      const kept: number[] = [];
      for (let g = offsets[s]!; g < offsets[s + 1]!; g++) {
        if (this.occupancy[g]! >= options.minOccupancy) kept.push(g);
      }
      if (kept.length === 0) {
        mixtures.push(this.set.mixture(s));
        continue;
      }
      let total = 0;
      for (const g of kept) total += this.occupancy[g]!;
      const weights = new Float64Array(kept.length);
      const means = new Float64Array(kept.length * D);
      const variances = new Float64Array(kept.length * D);
      kept.forEach((g, m) => {
        const n = this.occupancy[g]!;
        weights[m] = n / total;
        for (let d = 0; d < D; d++) {
          const mean = this.sum[g * D + d]! / n;
          means[m * D + d] = mean;
          variances[m * D + d] = Math.max(
            this.sumSquares[g * D + d]! / n - mean * mean,
            options.varianceFloor[d]!,
          );
        }
      });
      mixtures.push({ weights, means, variances });
    }
    return mixtures;
  }
}

/** How many components each state may have: `target` in all, shared in proportion to occupancy^power. */
export function allotComponents(
  occupancy: Float64Array,
  target: number,
  power: number,
  minFrames: number,
): Int32Array {
  let total = 0;
  for (const n of occupancy) total += n ** power;
  return Int32Array.from(occupancy, (n) =>
    Math.max(1, Math.min(Math.round((target * n ** power) / total), Math.floor(n / minFrames))),
  );
}

/** Splits the heaviest component, again and again, until the mixture has `size` of them. */
export function growMixture(mixture: DiagonalMixture, size: number, dimensions: number): DiagonalMixture {
  const D = dimensions;
  const old = mixture.weights.length;
  if (old >= size) return mixture;
  const weights = new Float64Array(size);
  const means = new Float64Array(size * D);
  const variances = new Float64Array(size * D);
  weights.set(mixture.weights);
  means.set(mixture.means);
  variances.set(mixture.variances);
  for (let m = old; m < size; m++) {
    let heaviest = 0;
    for (let k = 1; k < m; k++) if (weights[k]! > weights[heaviest]!) heaviest = k;
    weights[heaviest]! /= 2;
    weights[m] = weights[heaviest]!;
    for (let d = 0; d < D; d++) {
      // Alternating signs keep twins from being split along the same line again.
      const step = 0.2 * Math.sqrt(variances[heaviest * D + d]!) * ((d + m) % 2 === 0 ? 1 : -1);
      variances[m * D + d] = variances[heaviest * D + d]!;
      means[m * D + d] = means[heaviest * D + d]! + step;
      means[heaviest * D + d]! -= step;
    }
  }
  return { weights, means, variances };
}
