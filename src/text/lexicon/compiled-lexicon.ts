/**
 * A dictionary that is searched where it lies: front-coded sorted words in blocks, pair-coded spellings and phones,
 * binary search over the blocks' first words. Nothing is unpacked but the block that is asked for.
 *
 * Layout, little endian: magic `ULX1`; u32 words W, u32 blocks B, u32 words per block; then three byte tables, each a
 * u32 length and its bytes: letters (ASCII, code 1 on), letter pairs, phone pairs; then the phone names (u32 length,
 * ASCII, space-separated, code 1 on); u32 offset of each block from the first record; records. A record: one byte
 * `prefix | (variants − 1) << 5`, the rest of the spelling, then each pronunciation.
 */

import { type PairDecoder, pairDecoder } from './pair-coding.js';

export const MAGIC = 'ULX1';
/** Longest prefix shared with the word before that a record can express. */
export const MAX_PREFIX = 31;
/** Most pronunciations a record can hold. */
export const MAX_VARIANTS = 8;

/** Longest word in letters. */
export const MAX_WORD = 256;

/** Reads the compiled dictionary; keys must be normalised words. */
export class CompiledLexicon {
  /** Number of words W. */
  readonly size: number;
  readonly #bytes: Uint8Array;
  readonly #perBlock: number;
  readonly #letters: Uint8Array;
  readonly #phones: readonly string[];
  readonly #spelling: PairDecoder;
  readonly #sounds: PairDecoder;
  /** Position of each block's first record. // [B] */
  readonly #blocks: Uint32Array;
  /** The spelling of the record read last. */
  readonly #word = new Uint8Array(MAX_WORD);
  #wordLength = 0;
  #at = 0;

  /** @throws Error when the bytes are not a compiled lexicon: the file is ours, so this is a broken installation. */
  constructor(bytes: Uint8Array) {
    if (latin1(bytes.subarray(0, 4)) !== MAGIC) throw new Error('not a compiled lexicon: magic bytes differ');
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 4;
    const u32 = () => {
      at += 4;
      return view.getUint32(at - 4, true);
    };
    const table = () => {
      const length = u32();
      at += length;
      return bytes.subarray(at - length, at);
    };
    this.#bytes = bytes;
    this.size = u32();
    const blocks = u32();
    this.#perBlock = u32();
    this.#letters = table();
    const letterPairs = table();
    const phonePairs = table();
    this.#phones = latin1(table()).split(' ');
    this.#spelling = pairDecoder({ symbols: this.#letters.length + 1, pairs: letterPairs });
    this.#sounds = pairDecoder({ symbols: this.#phones.length + 1, pairs: phonePairs });
    const records = at + 4 * blocks;
    this.#blocks = Uint32Array.from({ length: blocks }, () => records + u32());
  }

  /** All pronunciations of a normalised word with stress digits, the first one first; none when it is unknown. */
  pronunciations(word: string): string[][] {
    let low = 0;
    let high = this.#blocks.length - 1;
    // The last block whose first word is not after `word`.
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      this.#at = this.#blocks[middle]!;
      this.#readSpelling();
      if (this.#compare(word) <= 0) low = middle;
      else high = middle - 1;
    }
    this.#at = this.#blocks[low] ?? 0;
    const records = Math.min(this.#perBlock, this.size - low * this.#perBlock);
    for (let i = 0; i < records; i++) {
      const variants = this.#readSpelling();
      const order = this.#compare(word);
      if (order === 0) return Array.from({ length: variants }, () => this.#readPhones());
      if (order > 0) break;
      this.#skipPhones(variants);
    }
    return [];
  }

  /** Every word in byte order, with its pronunciations. */
  *entries(): Generator<[string, string[][]]> {
    let at = this.#blocks[0] ?? 0;
    let word = '';
    for (let i = 0; i < this.size; i++) {
      // The cursor and the word buffer are shared with pronunciations(), which may be called between two steps.
      this.#at = at;
      for (let k = 0; k < word.length; k++) this.#word[k] = word.charCodeAt(k);
      const variants = this.#readSpelling();
      word = latin1(this.#word.subarray(0, this.#wordLength));
      const pronunciations = Array.from({ length: variants }, () => this.#readPhones());
      at = this.#at;
      yield [word, pronunciations];
    }
  }

  /** Moves over head and spelling of a record, leaves the word in `#word`, returns its number of variants. */
  #readSpelling(): number {
    const head = this.#bytes[this.#at++]!;
    let length = head & MAX_PREFIX;
    for (;;) {
      const code = this.#bytes[this.#at++]!;
      for (const letter of this.#spelling.expansion[code]!) this.#word[length++] = this.#letters[letter - 1]!;
      if (this.#spelling.ends[code]) break;
    }
    this.#wordLength = length;
    return (head >> 5) + 1;
  }

  #readPhones(): string[] {
    const phones: string[] = [];
    for (;;) {
      const code = this.#bytes[this.#at++]!;
      for (const phone of this.#sounds.expansion[code]!) phones.push(this.#phones[phone - 1]!);
      if (this.#sounds.ends[code]) return phones;
    }
  }

  #skipPhones(variants: number): void {
    for (let left = variants; left > 0; ) if (this.#sounds.ends[this.#bytes[this.#at++]!]) left--;
  }

  /** Sign of (record's word − `word`) in the order of char codes. */
  #compare(word: string): number {
    const n = Math.min(this.#wordLength, word.length);
    for (let i = 0; i < n; i++) {
      const difference = this.#word[i]! - word.charCodeAt(i);
      if (difference !== 0) return difference;
    }
    return this.#wordLength - word.length;
  }
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
