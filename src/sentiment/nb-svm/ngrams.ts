/** Tokens → the n-grams of a text, each known by 64 bits of hash instead of its letters. */
import type { Token } from '../../text/review/tokens.js';

/** The n-grams of one text, in order of their last token; the same n-gram may come twice. */
export interface Ngrams {
  /** Low words of the hashes. // [N] */
  low: Uint32Array;
  /** High words of the hashes. // [N] */
  high: Uint32Array;
  /** Index of each one's first token. // [N] */
  start: Int32Array;
  /** How many tokens each has. // [N] */
  order: Uint8Array;
  length: number;
}

/** n-grams of these orders, 1 to `order`, of the tokens' forms. */
export function ngramsOf(tokens: readonly Pick<Token, 'form'>[], order: number): Ngrams {
  const most = tokens.length * order;
  const low = new Uint32Array(most);
  const high = new Uint32Array(most);
  const start = new Int32Array(most);
  const orders = new Uint8Array(most);
  const words = new Uint32Array(2 * tokens.length);
  let length = 0;
  for (let last = 0; last < tokens.length; last++) {
    hashWord(tokens[last]!.form, words, 2 * last);
    let lowHash = 0;
    let highHash = 0;
    for (let n = 1; n <= order && n <= last + 1; n++) {
      const first = last - n + 1;
      // From the last word backwards, so that each n-gram is one step from the (n − 1)-gram.
      lowHash = finish(Math.imul(lowHash, 0x85ebca6b) + words[2 * first]! + n);
      highHash = finish(Math.imul(highHash, 0xc2b2ae35) + words[2 * first + 1]! + n);
      low[length] = lowHash;
      high[length] = highHash;
      start[length] = first;
      orders[length++] = n;
    }
  }
  return { low, high, start, order: orders, length };
}

/** Two independent FNV-1a hashes of a word's UTF-16 code units. */
function hashWord(word: string, out: Uint32Array, at: number): void {
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  for (let i = 0; i < word.length; i++) {
    const code = word.charCodeAt(i);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x5bd1e995);
  }
  out[at] = finish(low);
  out[at + 1] = finish(high);
}

/** The finaliser of MurmurHash3: every input bit reaches every output bit. */
function finish(word: number): number {
  let h = word | 0;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
