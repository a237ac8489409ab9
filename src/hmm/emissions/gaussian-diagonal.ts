/** One Gaussian per state whose dimensions are independent, each with its own variance (or one for all: spherical). */
import type { Random } from '../../random.js';
import { checkNumber, checkWhole, flatten, refuse, rowsOf } from '../checks.js';
import { type Emission, type EmissionUpdate, LEAST_OCCUPANCY, LEAST_VARIANCE } from '../emission.js';
import { checkDimensions, type Observations } from '../observations.js';

const LOG_2PI = Math.log(2 * Math.PI);

/** {@link GaussianDiagonal} in JSON. */
export interface GaussianDiagonalDescription {
  kind: 'gaussian-diagonal';
  /** // [N, D] */
  means: number[][];
  /** // [N, D] */
  variances: number[][];
  /** One variance per state. */
  spherical: boolean;
}

/** Gaussian emission with diagonal covariance. */
export class GaussianDiagonal implements Emission {
  readonly kind = 'gaussian-diagonal';
  readonly states: number;
  readonly dimensions: number;
  /** // [N, D] */
  readonly means: Float64Array;
  /** // [N, D] */
  readonly variances: Float64Array;
  /** Whether all dimensions of a state share one variance. */
  readonly spherical: boolean;
  readonly #precisions: Float64Array; // 1 / variance // [N, D]
  readonly #constants: Float64Array; // −½ (D log 2π + Σ log variance) // [N]
  readonly #occupancy: Float64Array; // Σ γ // [N]
  readonly #first: Float64Array; // Σ γ (x − μ) // [N, D]
  readonly #second: Float64Array; // Σ γ (x − μ)² // [N, D]

  /**
   * @param means - one row per state // [N, D]
   * @param variances - one row per state, all positive // [N, D]
   * @throws InputError when a mean is not finite, a variance not positive, or a spherical row not constant.
   */
  constructor(
    means: ArrayLike<ArrayLike<number>>,
    variances: ArrayLike<ArrayLike<number>>,
    options: { spherical?: boolean } = {},
  ) {
    this.states = means.length;
    this.dimensions = means[0]?.length ?? 0;
    this.spherical = options.spherical ?? false;
    const size = this.states * this.dimensions;
    checkWhole('hmm-emission', 'the number of dimensions', this.dimensions, 1);
    if (variances.length !== this.states) {
      refuse(
        'hmm-emission',
        `${variances.length} rows of variances`,
        `${this.states}`,
        'Give one row per state.',
      );
    }
    this.means = flatten('hmm-emission', 'means', means, this.dimensions);
    this.variances = flatten('hmm-emission', 'variances', variances, this.dimensions);
    for (const mean of this.means) checkNumber('hmm-emission', 'a mean', mean, -Number.MAX_VALUE);
    this.variances.forEach((variance, k) => {
      checkNumber('hmm-emission', 'a variance', variance, LEAST_VARIANCE);
      if (this.spherical && variance !== this.variances[k - (k % this.dimensions)]) {
        refuse(
          'hmm-emission',
          'a spherical state of several variances',
          'one',
          'Repeat it in every dimension.',
        );
      }
    });
    this.#precisions = new Float64Array(size);
    this.#constants = new Float64Array(this.states);
    this.#occupancy = new Float64Array(this.states);
    this.#first = new Float64Array(size);
    this.#second = new Float64Array(size);
    this.#prepare();
  }

  check(observations: Observations): void {
    checkDimensions(observations, this.dimensions);
  }

  logLikelihoods(observations: Observations, out?: Float64Array): Float64Array {
    const { states: N, dimensions: D, means } = this;
    const { length: T, values } = observations;
    const precisions = this.#precisions;
    const table = out ?? new Float64Array(T * N); // [T, N]
    for (let t = 0; t < T; t++) {
      for (let i = 0, k = 0; i < N; i++) {
        let sum = 0;
        for (let x = t * D; x < t * D + D; x++, k++) {
          const distance = values[x]! - means[k]!;
          sum += distance * distance * precisions[k]!;
        }
        table[t * N + i] = this.#constants[i]! - 0.5 * sum;
      }
    }
    return table;
  }

  clear(): void {
    this.#occupancy.fill(0);
    this.#first.fill(0);
    this.#second.fill(0);
  }

  accumulate(observations: Observations, gamma: Float64Array): void {
    const { states: N, dimensions: D, means } = this;
    const { length: T, values } = observations;
    const first = this.#first;
    const second = this.#second;
    for (let t = 0; t < T; t++) {
      for (let i = 0; i < N; i++) {
        const weight = gamma[t * N + i]!;
        if (weight === 0) continue;
        this.#occupancy[i]! += weight;
        // About the present mean, not about zero: the variance of 1e8 ± 1 would drown in the square of 1e8.
        for (let d = 0, x = t * D, k = i * D; d < D; d++, x++, k++) {
          const distance = values[x]! - means[k]!;
          const weighted = weight * distance;
          first[k]! += weighted;
          second[k]! += weighted * distance;
        }
      }
    }
  }

  /** Rabiner 1989, eq. 53–54 for one component. */
  update({ train, varianceFloor }: EmissionUpdate): void {
    const { dimensions: D } = this;
    for (let i = 0; i < this.states; i++) {
      const occupancy = this.#occupancy[i]!;
      if (occupancy < LEAST_OCCUPANCY) continue;
      let pooled = 0;
      for (let k = i * D; k < (i + 1) * D; k++) {
        const shift = train.means ? this.#first[k]! / occupancy : 0;
        const variance = this.#second[k]! / occupancy - shift * shift;
        this.means[k]! += shift;
        pooled += variance / D;
        if (train.variances) this.variances[k] = Math.max(variance, varianceFloor);
      }
      if (train.variances && this.spherical) {
        this.variances.fill(Math.max(pooled, varianceFloor), i * D, (i + 1) * D);
      }
    }
    this.#prepare();
  }

  logPrior(): number {
    return 0;
  }

  sample(state: number, random: Random): Float64Array {
    const { dimensions: D } = this;
    return Float64Array.from({ length: D }, (_, d) => {
      return this.means[state * D + d]! + Math.sqrt(this.variances[state * D + d]!) * random.normal();
    });
  }

  freeParameters(): number {
    return this.means.length + (this.spherical ? this.states : this.variances.length);
  }

  toJSON(): GaussianDiagonalDescription {
    const { kind, spherical, dimensions } = this;
    return {
      kind,
      means: rowsOf(this.means, dimensions),
      variances: rowsOf(this.variances, dimensions),
      spherical,
    };
  }

  #prepare(): void {
    const { dimensions: D } = this;
    for (let i = 0; i < this.states; i++) {
      let constant = D * LOG_2PI;
      for (let k = i * D; k < (i + 1) * D; k++) {
        this.#precisions[k] = 1 / this.variances[k]!;
        constant += Math.log(this.variances[k]!);
      }
      this.#constants[i] = -0.5 * constant;
    }
  }
}
