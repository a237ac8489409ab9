/** Senones by left neighbour and phone in one table: all that is left of the decision trees once a model is trained. */
import type { PhoneContext } from '../../decode/phone-hmm.js';

/** Positions of a phone in the chain topology. */
const POSITIONS = 2;

export class PairContext implements PhoneContext {
  readonly topology = 'chain';
  readonly selfLogProb = new Float32Array(0);
  private readonly pairs: readonly number[][]; // [left, phone]

  /** @param table - senones. // [P, P, 2]: left neighbour, phone, position */
  constructor(
    table: Int32Array,
    private readonly phones: number,
    readonly silence: number,
  ) {
    this.pairs = Array.from({ length: phones * phones }, (_, pair) =>
      Array.from(table.subarray(POSITIONS * pair, POSITIONS * (pair + 1))),
    );
  }

  /** The table of any context that asks nothing about right neighbours. // [P, P, 2] */
  static table(context: PhoneContext, phones: number): Int32Array {
    const table = new Int32Array(phones * phones * POSITIONS);
    for (let pair = 0; pair < phones * phones; pair++) {
      const left = Math.floor(pair / phones);
      table.set(context.senones(left, pair % phones, context.silence), POSITIONS * pair);
    }
    return table;
  }

  /** The phone that each senone belongs to. // [S] */
  phonesOfSenones(senones: number): Int32Array {
    const phones = new Int32Array(senones);
    this.pairs.forEach((pair, at) => {
      for (const senone of pair) phones[senone] = at % this.phones;
    });
    return phones;
  }

  senones(left: number, phone: number): readonly number[] {
    return this.pairs[left * this.phones + phone]!;
  }
}
