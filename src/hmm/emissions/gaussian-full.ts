/** One Gaussian per state with a full covariance matrix, of its own or shared by all states (tied). */
import type { Random } from '../../random.js';
import { checkNumber, checkWhole, flatten, refuse, rowsOf } from '../checks.js';
import { type Emission, type EmissionUpdate, LEAST_OCCUPANCY } from '../emission.js';
import { cholesky, floorEigenvalues } from '../linear-algebra.js';
import { checkDimensions, type Observations } from '../observations.js';

const LOG_2PI = Math.log(2 * Math.PI);

/** {@link GaussianFull} in JSON. */
export interface GaussianFullDescription {
  kind: 'gaussian-full';
  /** // [N, D] */
  means: number[][];
  /** One matrix per state; when tied, only one. // [N or 1, D, D] */
  covariances: number[][][];
  /** One covariance for all states. */
  tied: boolean;
}

/** Gaussian emission with full covariance, evaluated through its Cholesky factor. */
export class GaussianFull implements Emission {
  readonly kind = 'gaussian-full';
  readonly states: number;
  readonly dimensions: number;
  /** // [N, D] */
  readonly means: Float64Array;
  /** // [N or 1, D, D] */
  readonly covariances: Float64Array;
  /** Whether all states share one covariance. */
  readonly tied: boolean;
  readonly #factors: Float64Array; // lower Cholesky factors // [N or 1, D, D]
  readonly #constants: Float64Array; // −½ (D log 2π + log det) // [N or 1]
  readonly #occupancy: Float64Array; // Σ γ // [N]
  readonly #first: Float64Array; // Σ γ (x − μ) // [N, D]
  readonly #second: Float64Array; // Σ γ (x − μ)(x − μ)ᵀ, lower triangle // [N, D, D]

  /**
   * @param means - one row per state // [N, D]
   * @param covariances - symmetric, positive definite // [N, D, D], or [1, D, D] with `tied`
   * @throws InputError when a mean is not finite or a covariance not positive definite.
   */
  constructor(
    means: ArrayLike<ArrayLike<number>>,
    covariances: readonly ArrayLike<ArrayLike<number>>[],
    options: { tied?: boolean } = {},
  ) {
    this.states = means.length;
    this.dimensions = means[0]?.length ?? 0;
    this.tied = options.tied ?? false;
    const { states: N, dimensions: D } = this;
    const matrices = this.tied ? 1 : N;
    checkWhole('hmm-emission', 'the number of dimensions', D, 1);
    if (covariances.length !== matrices) {
      refuse(
        'hmm-emission',
        `${covariances.length} covariances`,
        `${matrices}`,
        'Give one per state, or one if tied.',
      );
    }
    this.means = flatten('hmm-emission', 'means', means, D);
    for (const mean of this.means) checkNumber('hmm-emission', 'a mean', mean, -Number.MAX_VALUE);
    this.covariances = new Float64Array(matrices * D * D);
    covariances.forEach((matrix, c) => {
      const flat = flatten('hmm-emission', 'covariances', matrix, D);
      if (flat.length !== D * D || flat.some((x, k) => !near(x, flat[(k % D) * D + Math.floor(k / D)]!))) {
        refuse('hmm-emission', `covariance ${c}`, `a symmetric ${D} × ${D} matrix`, 'Correct it.');
      }
      this.covariances.set(flat, c * D * D);
    });
    this.#factors = new Float64Array(matrices * D * D);
    this.#constants = new Float64Array(matrices);
    this.#occupancy = new Float64Array(N);
    this.#first = new Float64Array(N * D);
    this.#second = new Float64Array(N * D * D);
    this.#prepare();
  }

  check(observations: Observations): void {
    checkDimensions(observations, this.dimensions);
  }

  logLikelihoods(observations: Observations, out?: Float64Array): Float64Array {
    const { states: N, dimensions: D, means } = this;
    const { length: T, values } = observations;
    const factors = this.#factors;
    const table = out ?? new Float64Array(T * N); // [T, N]
    const z = new Float64Array(D);
    for (let t = 0; t < T; t++) {
      for (let i = 0; i < N; i++) {
        const matrix = this.tied ? 0 : i;
        let sum = 0;
        for (let r = 0; r < D; r++) {
          // L z = x − μ, from the top: then (x − μ)ᵀ Σ⁻¹ (x − μ) = |z|².
          const row = (matrix * D + r) * D;
          let rest = values[t * D + r]! - means[i * D + r]!;
          for (let c = 0; c < r; c++) rest -= factors[row + c]! * z[c]!;
          z[r] = rest / factors[row + r]!;
          sum += z[r]! * z[r]!;
        }
        table[t * N + i] = this.#constants[matrix]! - 0.5 * sum;
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
    const distance = new Float64Array(D);
    for (let t = 0; t < T; t++) {
      for (let i = 0; i < N; i++) {
        const weight = gamma[t * N + i]!;
        if (weight === 0) continue;
        this.#occupancy[i]! += weight;
        for (let d = 0; d < D; d++) distance[d] = values[t * D + d]! - means[i * D + d]!;
        for (let r = 0; r < D; r++) {
          const weighted = weight * distance[r]!;
          const row = (i * D + r) * D;
          first[i * D + r]! += weighted;
          for (let c = 0; c <= r; c++) second[row + c]! += weighted * distance[c]!;
        }
      }
    }
  }

  update({ train, varianceFloor }: EmissionUpdate): void {
    const { states: N, dimensions: D } = this;
    const total = this.#occupancy.reduce((a, b) => a + b);
    const pooled = new Float64Array(D * D);
    const scratch = new Float64Array(D * D);
    const shift = new Float64Array(D);
    for (let i = 0; i < N; i++) {
      const occupancy = this.#occupancy[i]!;
      if (occupancy < LEAST_OCCUPANCY) continue;
      for (let d = 0; d < D; d++) {
        shift[d] = train.means ? this.#first[i * D + d]! / occupancy : 0;
        this.means[i * D + d]! += shift[d]!;
      }
      if (!train.variances) continue;
      for (let r = 0; r < D; r++) {
        for (let c = 0; c <= r; c++) {
          const value = this.#second[(i * D + r) * D + c]! / occupancy - shift[r]! * shift[c]!;
          if (this.tied) pooled[r * D + c]! += (value * occupancy) / total;
          else this.#set(i, r, c, value);
        }
      }
      if (!this.tied) floorEigenvalues(this.covariances, i * D * D, D, varianceFloor, scratch);
    }
    if (train.variances && this.tied && total >= LEAST_OCCUPANCY) {
      for (let r = 0; r < D; r++) for (let c = 0; c <= r; c++) this.#set(0, r, c, pooled[r * D + c]!);
      floorEigenvalues(this.covariances, 0, D, varianceFloor, scratch);
    }
    this.#prepare();
  }

  logPrior(): number {
    return 0;
  }

  sample(state: number, random: Random): Float64Array {
    const { dimensions: D } = this;
    const matrix = this.tied ? 0 : state;
    const noise = Float64Array.from({ length: D }, () => random.normal());
    return Float64Array.from({ length: D }, (_, r) => {
      let x = this.means[state * D + r]!;
      for (let c = 0; c <= r; c++) x += this.#factors[(matrix * D + r) * D + c]! * noise[c]!;
      return x;
    });
  }

  freeParameters(): number {
    const { dimensions: D } = this;
    return this.means.length + this.#constants.length * ((D * (D + 1)) / 2);
  }

  toJSON(): GaussianFullDescription {
    const { kind, tied, dimensions: D } = this;
    const covariances = rowsOf(this.covariances, D * D).map((flat) => rowsOf(Float64Array.from(flat), D));
    return { kind, means: rowsOf(this.means, D), covariances, tied };
  }

  #set(matrix: number, r: number, c: number, value: number): void {
    const { dimensions: D } = this;
    this.covariances[(matrix * D + r) * D + c] = value;
    this.covariances[(matrix * D + c) * D + r] = value;
  }

  #prepare(): void {
    const { dimensions: D } = this;
    for (let c = 0; c < this.#constants.length; c++) {
      if (!cholesky(this.covariances, c * D * D, D, this.#factors, c * D * D)) {
        const remedy = 'Raise the variance floor, or drop dimensions that are combinations of others.';
        refuse('hmm-covariance', `covariance ${c}`, 'a positive definite matrix', remedy);
      }
      let constant = D * LOG_2PI;
      for (let d = 0; d < D; d++) constant += 2 * Math.log(this.#factors[(c * D + d) * D + d]!);
      this.#constants[c] = -0.5 * constant;
    }
  }
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
}
