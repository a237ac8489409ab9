/**
 * Graphones: one or two letters together with the none to two phones they stand for. Letters and phones travel as small
 * integers, pronunciations as strings of one character a phone, so that they compare and hash as fast as strings do.
 * Vowels keep their stress: it says which of them are reduced, even where only the bare phones are wanted.
 */

import { PHONES, stripStress, VOWELS } from '../lexicon/phones.js';

const ALPHABET = "abcdefghijklmnopqrstuvwxyz'";
const FIRST_PHONE = 65;
/** The 39 phones and the 15 vowels with each of the stress digits 0, 1, 2. */
const SYMBOLS = [...PHONES, ...VOWELS.flatMap((vowel) => [`${vowel}0`, `${vowel}1`, `${vowel}2`])];

/** Number of different one- and two-letter sides. */
export const LETTER_CODES = ALPHABET.length * (1 + ALPHABET.length);
/** Number of different phone sides: none, one, two. */
export const PHONE_CODES = 1 + SYMBOLS.length * (1 + SYMBOLS.length);

/**
 * Letters and phones that a graphone takes up. Two phones for two letters, and silent pairs, are left to two graphones:
 * allowing them made more and rarer units and more errors (28.6 % instead of 25.6 % of words).
 */
export const STEPS: readonly (readonly [letters: number, phones: number])[] = [
  [1, 0],
  [1, 1],
  [1, 2],
  [2, 1],
];

const SYMBOL_INDEX = new Map(SYMBOLS.map((symbol, i) => [symbol, i]));
/** The index of each symbol without its stress. */
const BARE = SYMBOLS.map((symbol) => SYMBOL_INDEX.get(stripStress(symbol))!);
/** 0 for consonants, 1 for vowels of unknown stress, 2, 3, 4 for stress 0, 1, 2. */
const STRESS = SYMBOLS.map((symbol) => {
  if (!VOWELS.includes(stripStress(symbol))) return 0;
  return stripStress(symbol) === symbol ? 1 : 2 + Number(symbol.at(-1));
});

/** A normalised word → its letters, or undefined where one is not in a–z and the apostrophe. */
export function lettersOf(word: string): Uint8Array | undefined {
  const letters = new Uint8Array(word.length);
  for (let i = 0; i < word.length; i++) {
    const index = ALPHABET.indexOf(word[i]!);
    if (index < 0) return undefined;
    letters[i] = index;
  }
  return letters;
}

/** Phones, with or without stress → a string of one character a phone. */
export function spokenOf(phones: readonly string[]): string {
  return String.fromCharCode(...phones.map((phone) => FIRST_PHONE + SYMBOL_INDEX.get(phone)!));
}

/** The inverse of {@link spokenOf}. */
export function phonesOf(spoken: string): string[] {
  return Array.from(spoken, (_, i) => SYMBOLS[phoneAt(spoken, i)]!);
}

/** The same phones without stress. */
export function withoutStress(spoken: string): string {
  return String.fromCharCode(...Array.from(spoken, (_, i) => FIRST_PHONE + BARE[phoneAt(spoken, i)]!));
}

/** 0 for a consonant, 1 for a vowel of unknown stress, 2, 3, 4 for stress 0, 1, 2. */
export function stressOf(phone: number): number {
  return STRESS[phone]!;
}

/** Number of the i-th phone, stress included. */
export function phoneAt(spoken: string, i: number): number {
  return spoken.charCodeAt(i) - FIRST_PHONE;
}

/** The `count` (1 or 2) letters from `at` on as one number below {@link LETTER_CODES}. */
export function letterCode(letters: Uint8Array, at: number, count: number): number {
  const first = letters[at]!;
  return count === 1 ? first : ALPHABET.length * (1 + first) + letters[at + 1]!;
}

/** The `count` (0 to 2) phones from `at` on as one number below {@link PHONE_CODES}. */
export function phoneCode(spoken: string, at: number, count: number): number {
  if (count === 0) return 0;
  const first = phoneAt(spoken, at);
  return count === 1 ? 1 + first : 1 + SYMBOLS.length * (1 + first) + phoneAt(spoken, at + 1);
}

/** A graphone as a word of the joint model: letters, colon, phones: `x:K_S`, `e:`. */
export function graphoneName(word: string, spoken: string): string {
  return `${word}:${phonesOf(spoken).join('_')}`;
}

/** The inverse of {@link graphoneName}. */
export function parseGraphone(name: string): { letters: Uint8Array; spoken: string } {
  const [word, phones] = name.split(':') as [string, string];
  return { letters: lettersOf(word)!, spoken: phones === '' ? '' : spokenOf(phones.split('_')) };
}
