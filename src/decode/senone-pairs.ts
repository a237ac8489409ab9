/** The context of left biphones as a table: what a tree network asks for once a node. */
import type { LexiconTree } from './lexicon-tree.js';
import type { PhoneContext } from './phone-hmm.js';

/** The two senones of every phone after every phone. */
export class SenonePairs {
  readonly phones: number;
  /** One more than the largest senone. */
  readonly count: number;
  private readonly pairs: Int32Array; // [P, P, 2]

  constructor(context: PhoneContext, trees: readonly LexiconTree[]) {
    const largest = ({ phone }: LexiconTree): number => phone.reduce((most, p) => Math.max(most, p), 0);
    this.phones = 1 + Math.max(context.silence, ...trees.map(largest));
    this.pairs = new Int32Array(2 * this.phones ** 2);
    for (let left = 0; left < this.phones; left++) {
      for (let phone = 0; phone < this.phones; phone++) {
        this.pairs.set(context.senones(left, phone, context.silence), 2 * (left * this.phones + phone));
      }
    }
    this.count = 1 + this.pairs.reduce((most, s) => Math.max(most, s), 0);
  }

  first(left: number, phone: number): number {
    return this.pairs[2 * (left * this.phones + phone)]!;
  }

  second(left: number, phone: number): number {
    return this.pairs[2 * (left * this.phones + phone) + 1]!;
  }
}
