/** A mixture of M diagonal Gaussians per state: any density, given enough components. */
import type { Random } from '../../random.js';
import { dirichletLogPrior, drawIndex, normalizeCounts } from '../categorical.js';
import { checkDistribution, checkNumber, checkWhole, flatten, refuse, rowsOf } from '../checks.js';
import { type Emission, type EmissionUpdate, LEAST_OCCUPANCY, LEAST_VARIANCE } from '../emission.js';
import { checkDimensions, type Observations } from '../observations.js';

const LOG_2PI = Math.log(2 * Math.PI);

/** A density this many nats below another changes no digit of their sum. */
const NEGLIGIBLE = 40;

/** {@link GaussianMixture} in JSON. */
export interface GaussianMixtureDescription {
  kind: 'gaussian-mixture';
  /** // [N, M] */
  weights: number[][];
  /** // [N, M, D] */
  means: number[][][];
  /** // [N, M, D] */
  variances: number[][][];
}

/** Gaussian-mixture emission with diagonal covariances. */
export class GaussianMixture implements Emission {
  readonly kind = 'gaussian-mixture';
  readonly states: number;
  readonly dimensions: number;
  /** Components per state M. */
  readonly components: number;
  /** // [N, M] */
  readonly weights: Float64Array;
  /** // [N, M, D] */
  readonly means: Float64Array;
  /** // [N, M, D] */
  readonly variances: Float64Array;
  readonly #precisions: Float64Array; // 1 / variance // [N, M, D]
  readonly #constants: Float64Array; // log weight − ½ (D log 2π + Σ log variance) // [N, M]
  readonly #occupancy: Float64Array; // [N, M]
  readonly #first: Float64Array; // Σ γ (x − μ) // [N, M, D]
  readonly #second: Float64Array; // Σ γ (x − μ)² // [N, M, D]
  readonly #densities: Float64Array; // of one state's components at one frame // [M]

  /**
   * @param weights - one row per state, summing to 1 // [N, M]
   * @param means - // [N, M, D]
   * @param variances - all positive // [N, M, D]
   * @throws InputError when weights are no distribution, a mean not finite, or a variance not positive.
   */
  constructor(
    weights: ArrayLike<ArrayLike<number>>,
    means: readonly (readonly ArrayLike<number>[])[],
    variances: readonly (readonly ArrayLike<number>[])[],
  ) {
    this.states = weights.length;
    this.components = weights[0]?.length ?? 0;
    this.dimensions = means[0]?.[0]?.length ?? 0;
    const { states: N, components: M, dimensions: D } = this;
    checkWhole('hmm-emission', 'the number of components', M, 1);
    checkWhole('hmm-emission', 'the number of dimensions', D, 1);
    for (const [name, rows] of Object.entries({ means, variances })) {
      if (rows.length === N && rows.every((row) => row.length === M)) continue;
      refuse(
        'hmm-emission',
        `${name} of another shape`,
        `${N} states of ${M} rows`,
        `Give ${name} like weights.`,
      );
    }
    this.weights = flatten('hmm-emission', 'weights', weights, M);
    this.means = flatten('hmm-emission', 'means', means.flat(), D);
    this.variances = flatten('hmm-emission', 'variances', variances.flat(), D);
    for (let i = 0; i < N; i++) {
      const row = this.weights.subarray(i * M, (i + 1) * M);
      checkDistribution('hmm-emission', `the weights of state ${i}`, row);
    }
    for (const mean of this.means) checkNumber('hmm-emission', 'a mean', mean, -Number.MAX_VALUE);
    for (const variance of this.variances)
      checkNumber('hmm-emission', 'a variance', variance, LEAST_VARIANCE);
    this.#precisions = new Float64Array(N * M * D);
    this.#constants = new Float64Array(N * M);
    this.#occupancy = new Float64Array(N * M);
    this.#first = new Float64Array(N * M * D);
    this.#second = new Float64Array(N * M * D);
    this.#densities = new Float64Array(M);
    this.#prepare();
  }

  check(observations: Observations): void {
    checkDimensions(observations, this.dimensions);
  }

  logLikelihoods(observations: Observations, out?: Float64Array): Float64Array {
    const { states: N } = this;
    const { length: T, values } = observations;
    const table = out ?? new Float64Array(T * N); // [T, N]
    for (let t = 0; t < T; t++) for (let i = 0; i < N; i++) table[t * N + i] = this.#evaluate(i, values, t);
    return table;
  }

  clear(): void {
    this.#occupancy.fill(0);
    this.#first.fill(0);
    this.#second.fill(0);
  }

  accumulate(observations: Observations, gamma: Float64Array): void {
    const { states: N, components: M, dimensions: D, means } = this;
    const { length: T, values } = observations;
    const first = this.#first;
    const second = this.#second;
    for (let t = 0; t < T; t++) {
      for (let i = 0; i < N; i++) {
        if (gamma[t * N + i] === 0) continue;
        const total = this.#evaluate(i, values, t);
        for (let m = 0; m < M; m++) {
          const weight = gamma[t * N + i]! * Math.exp(this.#densities[m]! - total);
          if (weight === 0) continue;
          this.#occupancy[i * M + m]! += weight;
          for (let x = t * D, k = (i * M + m) * D; x < t * D + D; x++, k++) {
            const distance = values[x]! - means[k]!;
            const weighted = weight * distance;
            first[k]! += weighted;
            second[k]! += weighted * distance;
          }
        }
      }
    }
  }

  /** Rabiner 1989, eq. 52–54. */
  update({ train, varianceFloor, concentration }: EmissionUpdate): void {
    const { dimensions: D } = this;
    if (train.weights) normalizeCounts(this.weights, this.#occupancy, this.components, concentration);
    this.#occupancy.forEach((occupancy, g) => {
      if (occupancy < LEAST_OCCUPANCY) return;
      for (let k = g * D; k < (g + 1) * D; k++) {
        const shift = train.means ? this.#first[k]! / occupancy : 0;
        this.means[k]! += shift;
        if (!train.variances) continue;
        this.variances[k] = Math.max(this.#second[k]! / occupancy - shift * shift, varianceFloor);
      }
    });
    this.#prepare();
  }

  logPrior({ train, concentration }: EmissionUpdate): number {
    return train.weights ? dirichletLogPrior(this.weights, concentration) : 0;
  }

  sample(state: number, random: Random): Float64Array {
    const { components: M, dimensions: D } = this;
    const from = (state * M + drawIndex(this.weights, state * M, M, random)) * D;
    return Float64Array.from({ length: D }, (_, d) => {
      return this.means[from + d]! + Math.sqrt(this.variances[from + d]!) * random.normal();
    });
  }

  freeParameters(): number {
    return this.states * (this.components - 1) + this.means.length + this.variances.length;
  }

  toJSON(): GaussianMixtureDescription {
    const { kind, components: M, dimensions: D } = this;
    const cube = (flat: Float64Array) => rowsOf(flat, M * D).map((row) => rowsOf(Float64Array.from(row), D));
    return {
      kind,
      weights: rowsOf(this.weights, M),
      means: cube(this.means),
      variances: cube(this.variances),
    };
  }

  /** log p(frame t | state), leaving the log densities of its components, weights included, in #densities. */
  #evaluate(state: number, values: Float64Array, t: number): number {
    const { components: M, dimensions: D, means } = this;
    const densities = this.#densities;
    const precisions = this.#precisions;
    let best = Number.NEGATIVE_INFINITY;
    for (let m = 0, k = state * M * D; m < M; m++) {
      let sum = 0;
      for (let x = t * D; x < t * D + D; x++, k++) {
        const distance = values[x]! - means[k]!;
        sum += distance * distance * precisions[k]!;
      }
      densities[m] = this.#constants[state * M + m]! - 0.5 * sum;
      if (densities[m]! > best) best = densities[m]!;
    }
    if (M === 1 || best === Number.NEGATIVE_INFINITY) return best;
    let sum = 0;
    for (let m = 0; m < M; m++) if (densities[m]! >= best - NEGLIGIBLE) sum += Math.exp(densities[m]! - best);
    return best + Math.log(sum);
  }

  #prepare(): void {
    const { dimensions: D } = this;
    this.weights.forEach((weight, g) => {
      let constant = D * LOG_2PI;
      for (let k = g * D; k < (g + 1) * D; k++) {
        this.#precisions[k] = 1 / this.variances[k]!;
        constant += Math.log(this.variances[k]!);
      }
      this.#constants[g] = Math.log(weight) - 0.5 * constant;
    });
  }
}
