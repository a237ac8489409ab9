/** Symbols 0 … K − 1, each state with its own probabilities. */
import type { Random } from '../../random.js';
import { dirichletLogPrior, drawIndex, normalizeCounts } from '../categorical.js';
import { checkDistribution, checkWhole, flatten, refuse, rowsOf } from '../checks.js';
import type { Emission, EmissionUpdate } from '../emission.js';
import { checkDimensions, type Observations } from '../observations.js';

/** {@link DiscreteEmission} in JSON. */
export interface DiscreteDescription {
  kind: 'discrete';
  /** // [N, K] */
  probabilities: number[][];
}

/** Categorical emission. A symbol of probability 0 in all data seen gets -Infinity unless a prior keeps it alive. */
export class DiscreteEmission implements Emission {
  readonly kind = 'discrete';
  readonly dimensions = 1;
  readonly states: number;
  /** Number of symbols K. */
  readonly symbols: number;
  /** Probability of each symbol in each state. // [N, K] */
  readonly probabilities: Float64Array;
  readonly #logs: Float64Array; // [N, K]
  readonly #counts: Float64Array; // [N, K]

  /**
   * @param probabilities - one row per state, summing to 1 // [N, K]
   * @throws InputError when a row is no distribution.
   */
  constructor(probabilities: ArrayLike<ArrayLike<number>>) {
    this.states = probabilities.length;
    this.symbols = probabilities[0]?.length ?? 0;
    checkWhole('hmm-emission', 'the number of symbols', this.symbols, 1);
    this.probabilities = flatten('hmm-emission', 'probabilities', probabilities, this.symbols);
    for (let i = 0; i < this.states; i++) {
      const row = this.probabilities.subarray(i * this.symbols, (i + 1) * this.symbols);
      checkDistribution('hmm-emission', `the symbol probabilities of state ${i}`, row);
    }
    this.#logs = this.probabilities.map(Math.log);
    this.#counts = new Float64Array(this.states * this.symbols);
  }

  /** Random probabilities, uniform over all distributions: a start for Baum–Welch, which cannot break a tie. */
  static random(states: number, symbols: number, random: Random): DiscreteEmission {
    checkWhole('hmm-emission', 'states', states, 1);
    checkWhole('hmm-emission', 'symbols', symbols, 1);
    const row = () => {
      const weights = Array.from({ length: symbols }, () => -Math.log(1 - random.next()));
      const sum = weights.reduce((a, b) => a + b);
      return weights.map((w) => w / sum);
    };
    return new DiscreteEmission(Array.from({ length: states }, row));
  }

  check(observations: Observations): void {
    checkDimensions(observations, 1);
    observations.values.forEach((symbol, t) => {
      if (Number.isInteger(symbol) && symbol >= 0 && symbol < this.symbols) return;
      const expected = `whole numbers from 0 to ${this.symbols - 1}`;
      refuse(
        'hmm-symbol',
        `symbol ${symbol} in frame ${t}`,
        expected,
        'Map symbols to that range, or widen the model.',
      );
    });
  }

  logLikelihoods(observations: Observations, out?: Float64Array): Float64Array {
    const { states: N, symbols: K } = this;
    const { length: T, values } = observations;
    const table = out ?? new Float64Array(T * N); // [T, N]
    for (let t = 0; t < T; t++) {
      for (let i = 0; i < N; i++) table[t * N + i] = this.#logs[i * K + values[t]!]!;
    }
    return table;
  }

  clear(): void {
    this.#counts.fill(0);
  }

  accumulate(observations: Observations, gamma: Float64Array): void {
    const { states: N, symbols: K } = this;
    const { length: T, values } = observations;
    for (let t = 0; t < T; t++) {
      for (let i = 0; i < N; i++) this.#counts[i * K + values[t]!]! += gamma[t * N + i]!;
    }
  }

  update({ train, concentration }: EmissionUpdate): void {
    if (!train.probabilities) return;
    normalizeCounts(this.probabilities, this.#counts, this.symbols, concentration);
    this.probabilities.forEach((p, k) => {
      this.#logs[k] = Math.log(p);
    });
  }

  logPrior({ train, concentration }: EmissionUpdate): number {
    return train.probabilities ? dirichletLogPrior(this.probabilities, concentration) : 0;
  }

  sample(state: number, random: Random): Float64Array {
    return Float64Array.of(drawIndex(this.probabilities, state * this.symbols, this.symbols, random));
  }

  freeParameters(): number {
    return this.states * (this.symbols - 1);
  }

  toJSON(): DiscreteDescription {
    return { kind: this.kind, probabilities: rowsOf(this.probabilities, this.symbols) };
  }
}
