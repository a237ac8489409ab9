/** Writes the file that {@link CompiledLexicon} reads; run when the dictionary package changes, never at run time. */

import { MAGIC, MAX_PREFIX, MAX_VARIANTS, MAX_WORD } from './compiled-lexicon.js';
import { END, learnPairs } from './pair-coding.js';

const WORDS_PER_BLOCK = 16;

/**
 * Sorted front-coded records of all words, see the layout in compiled-lexicon.ts.
 *
 * @param entries - normalised ASCII word → its pronunciations (at most 8), phones with or without stress
 * @throws Error when a word is not ASCII, too long, or has more pronunciations than a record holds
 */
export function compileLexicon(entries: ReadonlyMap<string, readonly (readonly string[])[]>): Uint8Array {
  const words = [...entries.keys()].sort((a, b) => (a < b ? -1 : 1));
  const letters = [...new Set(words.join(''))].sort();
  const names = [...new Set([...entries.values()].flat(2))].sort();
  const letterCode = new Map(letters.map((letter, i) => [letter, i + 1]));
  const phoneCode = new Map(names.map((name, i) => [name, i + 1]));
  if (words.some((word) => word.length > MAX_WORD)) throw new Error(`words have at most ${MAX_WORD} letters`);
  if (letters.some((letter) => letter.charCodeAt(0) > 126)) throw new Error('words must be ASCII');

  const heads: number[] = [];
  const spellings: number[][] = [];
  const sounds: number[][][] = [];
  let previous = '';
  words.forEach((word, i) => {
    const prefix = i % WORDS_PER_BLOCK === 0 ? 0 : sharedPrefix(previous, word);
    const variants = entries.get(word)!;
    if (variants.length < 1 || variants.length > MAX_VARIANTS)
      throw new Error(`${word}: ${variants.length} pronunciations`);
    heads.push(prefix | ((variants.length - 1) << 5));
    spellings.push([...Array.from(word.slice(prefix), (letter) => letterCode.get(letter)!), END]);
    sounds.push(variants.map((phones) => [...phones.map((phone) => phoneCode.get(phone)!), END]));
    previous = word;
  });
  const letterPairs = learnPairs(spellings, letters.length + 1).pairs;
  const phonePairs = learnPairs(sounds.flat(), names.length + 1).pairs;

  const records: number[] = [];
  const blocks: number[] = [];
  for (let i = 0; i < words.length; i++) {
    if (i % WORDS_PER_BLOCK === 0) blocks.push(records.length);
    records.push(heads[i]!, ...spellings[i]!, ...sounds[i]!.flat());
  }
  const ascii = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  return concatenate([
    ascii(MAGIC),
    u32([words.length, blocks.length, WORDS_PER_BLOCK]),
    ...table(ascii(letters.join(''))),
    ...table(letterPairs),
    ...table(phonePairs),
    ...table(ascii(names.join(' '))),
    u32(blocks),
    Uint8Array.from(records),
  ]);
}

function sharedPrefix(a: string, b: string): number {
  let n = 0;
  while (n < MAX_PREFIX && n < a.length && a[n] === b[n]) n++;
  return n;
}

function u32(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    view.setUint32(4 * i, value, true);
  });
  return bytes;
}

function table(bytes: Uint8Array): [Uint8Array, Uint8Array] {
  return [u32([bytes.length]), bytes];
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
