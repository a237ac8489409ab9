/** A text's logit as the sum of its n-grams' weights, each n-gram counted once. */
import type { Token } from '../../text/review/tokens.js';
import type { ScorerMember } from '../member.js';
import { ngramsOf } from './ngrams.js';
import { WeightTable } from './weight-table.js';

/** What training makes and a model folder keeps. */
export interface NbSvmModel {
  /** Longest n-gram. */
  order: number;
  bias: number;
  /**
   * Tokens of the texts learnt from. In longer ones the sum becomes a mean over this many: else many small weights would
   * add up to more than they were learnt to say. Without it the sum stands.
   */
  reach?: number;
  /** A {@link WeightTable}'s bytes. */
  table: Uint8Array;
}

/** @param name - of the file the table came from, for messages */
export function openNbSvm({ order, bias, reach, table }: NbSvmModel, name: string): Required<ScorerMember> {
  return new NbSvm(order, bias, reach ?? Number.POSITIVE_INFINITY, new WeightTable(table, name));
}

class NbSvm implements Required<ScorerMember> {
  constructor(
    private readonly order: number,
    private readonly bias: number,
    private readonly reach: number,
    private readonly table: WeightTable,
  ) {}

  logits(texts: readonly (readonly Token[])[]): Float64Array {
    return Float64Array.from(texts, (text) => {
      if (text.length === 0) return 0;
      let sum = 0;
      this.#eachNgram(text, (weight) => {
        sum += weight;
      });
      return this.bias + sum * this.#damping(text);
    });
  }

  /** An n-gram's weight is shared out evenly: among its places, and in each place among its tokens. */
  contributions(text: readonly Token[]): Float64Array {
    const shares = new Float64Array(text.length);
    this.#eachNgram(text, (weight, places, order) => {
      const share = (weight * this.#damping(text)) / (places.length * order);
      for (const place of places) for (let i = place; i < place + order; i++) shares[i]! += share;
    });
    return shares;
  }

  close(): void {}

  [Symbol.dispose](): void {
    this.close();
  }

  #damping(text: readonly Token[]): number {
    return Math.min(1, this.reach / text.length);
  }

  /** Calls `visit` once for each different n-gram that has a weight. */
  #eachNgram(
    text: readonly Token[],
    visit: (weight: number, places: readonly number[], order: number) => void,
  ): void {
    const { low, high, start, order, length } = ngramsOf(text, this.order);
    const known = new Map<number, { weight: number; places: number[]; order: number }>();
    for (let i = 0; i < length; i++) {
      const weight = this.table.weight(low[i]!, high[i]!);
      if (weight === 0) continue;
      // 53 bits of the hash in one number: texts are far too short for a collision.
      const key = (high[i]! & 0x1fffff) * 2 ** 32 + low[i]!;
      const ngram = known.get(key);
      if (ngram) ngram.places.push(start[i]!);
      else known.set(key, { weight, places: [start[i]!], order: order[i]! });
    }
    for (const { weight, places, order: n } of known.values()) visit(weight, places, n);
  }
}
