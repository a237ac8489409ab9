/** Counts: D independent Poisson variables per state. */
import type { Random } from '../../random.js';
import { checkNumber, checkWhole, flatten, refuse, rowsOf } from '../checks.js';
import { type Emission, type EmissionUpdate, LEAST_OCCUPANCY } from '../emission.js';
import { checkDimensions, type Observations } from '../observations.js';
import { drawPoisson, logFactorial } from '../poisson-distribution.js';

/** {@link PoissonEmission} in JSON. */
export interface PoissonDescription {
  kind: 'poisson';
  /** // [N, D] */
  rates: number[][];
}

/** Poisson emission. A rate of 0 allows the count 0 only. */
export class PoissonEmission implements Emission {
  readonly kind = 'poisson';
  readonly states: number;
  readonly dimensions: number;
  /** Expected count in each state and dimension. // [N, D] */
  readonly rates: Float64Array;
  readonly #occupancy: Float64Array; // [N]
  readonly #sums: Float64Array; // [N, D]

  /**
   * @param rates - one row per state, finite and not negative // [N, D]
   * @throws InputError when a rate is negative or not finite.
   */
  constructor(rates: ArrayLike<ArrayLike<number>>) {
    this.states = rates.length;
    this.dimensions = rates[0]?.length ?? 0;
    checkWhole('hmm-emission', 'the number of dimensions', this.dimensions, 1);
    this.rates = flatten('hmm-emission', 'rates', rates, this.dimensions);
    for (const rate of this.rates) checkNumber('hmm-emission', 'a Poisson rate', rate, 0);
    this.#occupancy = new Float64Array(this.states);
    this.#sums = new Float64Array(this.states * this.dimensions);
  }

  check(observations: Observations): void {
    checkDimensions(observations, this.dimensions);
    observations.values.forEach((count, i) => {
      if (Number.isSafeInteger(count) && count >= 0) return;
      const frame = Math.floor(i / this.dimensions);
      refuse(
        'hmm-count',
        `${count} in frame ${frame}`,
        'whole numbers from 0 on',
        'Poisson emissions describe counts.',
      );
    });
  }

  logLikelihoods(observations: Observations, out?: Float64Array): Float64Array {
    const { states: N, dimensions: D, rates } = this;
    const { length: T, values } = observations;
    const table = (out ?? new Float64Array(T * N)).fill(0, 0, T * N); // [T, N]
    const logRates = rates.map(Math.log);
    for (let t = 0; t < T; t++) {
      for (let d = 0; d < D; d++) {
        const count = values[t * D + d]!;
        const constant = logFactorial(count);
        for (let i = 0; i < N; i++) {
          // 0 · log 0 is 0 here: a rate of zero gives the count zero for certain.
          const power = count === 0 ? 0 : count * logRates[i * D + d]!;
          table[t * N + i]! += power - rates[i * D + d]! - constant;
        }
      }
    }
    return table;
  }

  clear(): void {
    this.#occupancy.fill(0);
    this.#sums.fill(0);
  }

  accumulate(observations: Observations, gamma: Float64Array): void {
    const { states: N, dimensions: D } = this;
    const { length: T, values } = observations;
    for (let t = 0; t < T; t++) {
      for (let i = 0; i < N; i++) {
        const weight = gamma[t * N + i]!;
        this.#occupancy[i]! += weight;
        for (let d = 0; d < D; d++) this.#sums[i * D + d]! += weight * values[t * D + d]!;
      }
    }
  }

  update({ train }: EmissionUpdate): void {
    if (!train.rates) return;
    const { dimensions: D } = this;
    for (let i = 0; i < this.states; i++) {
      if (this.#occupancy[i]! < LEAST_OCCUPANCY) continue;
      for (let d = 0; d < D; d++) this.rates[i * D + d] = this.#sums[i * D + d]! / this.#occupancy[i]!;
    }
  }

  logPrior(): number {
    return 0;
  }

  sample(state: number, random: Random): Float64Array {
    const row = this.rates.subarray(state * this.dimensions, (state + 1) * this.dimensions);
    return row.map((rate) => drawPoisson(rate, random));
  }

  freeParameters(): number {
    return this.rates.length;
  }

  toJSON(): PoissonDescription {
    return { kind: this.kind, rates: rowsOf(this.rates, this.dimensions) };
  }
}
