/** Dictionary text → words and pronunciations: one entry a line, every fault told with its line number. */

import { InputError } from '../../errors.js';
import { isPhone, PHONES, stripStress } from './phones.js';
import { normalizeWord } from './word.js';

/** Guesses how an unknown word is spoken, best first. */
export interface Pronouncer {
  pronounce(word: string, options?: { nbest?: number }): { phones: string[]; probability: number }[];
}

export interface ParseLexiconOptions {
  /** Drop the stress digits (`AH0` → `AH`), as the acoustic models here expect. Default true. */
  stripStress?: boolean;
  /** Pronounces words that stand alone on their line. Without it such a line is an error. */
  g2p?: Pronouncer;
  /** How many guesses a word that stands alone gets. Suggested: 1 to 3; more invites confusion. Default 1. */
  guesses?: number;
}

/** Far more than any word has: a network of longer ones would exhaust the stack. */
const MOST_PHONES = 200;

/**
 * Lines `word PH ON ES`, separated by blanks or tabs; `word(2)` or the bare word again for another pronunciation;
 * `#` or `;;;` starts a comment; a word alone is given to `g2p`. Words come out normalised, in order of appearance.
 *
 * @param name - what to call the text in errors, usually its file name
 * @throws InputError `lexicon-unknown-phone`, `lexicon-empty-pronunciation`, `lexicon-long-pronunciation`,
 *   `lexicon-duplicate`
 */
export function parseLexicon(
  text: string,
  name: string,
  options: ParseLexiconOptions = {},
): Map<string, string[][]> {
  const { stripStress: strip = true, g2p, guesses = 1 } = options;
  const entries = new Map<string, string[][]>();
  const firstLine = new Map<string, number>();
  text.split(/\r\n|\r|\n/).forEach((raw, index) => {
    const fields = fieldsOf(raw);
    if (fields.length === 0) return;
    const where = `on line ${index + 1} of ${name}`;
    const written = fields[0]!.replace(/(?<=.)\(\d+\)$/, '');
    const phones = fields.slice(1).map((phone) => knownPhone(phone, where));

    if (phones.length > MOST_PHONES) throw tooLong(phones.length, where);

    const key = normalizeWord(written);
    const line = [key, ...phones].join(' ');
    const before = firstLine.get(line);
    if (before !== undefined) throw duplicate(line, where, before);
    firstLine.set(line, index + 1);

    const variants = entries.get(key) ?? [];
    entries.set(key, variants);
    if (phones.length > 0) addVariant(variants, strip ? phones.map(stripStress) : phones);
    else
      for (const guess of g2p?.pronounce(key, { nbest: guesses }) ?? []) addVariant(variants, guess.phones);
    if (variants.length === 0) throw empty(written, where);
  });
  return entries;
}

/** Adds a pronunciation unless it is there. */
export function addVariant(variants: string[][], phones: string[]): void {
  const spoken = phones.join(' ');
  if (!variants.some((other) => other.join(' ') === spoken)) variants.push(phones);
}

function fieldsOf(raw: string): string[] {
  const line = raw.replace(/^\uFEFF/, '').trim();
  if (line.startsWith(';;;') || line.startsWith('#')) return [];
  const fields = line.replace(/\s+(#|;;;).*$/, '').split(/\s+/);
  return fields[0] === '' ? [] : fields;
}

function knownPhone(written: string, where: string): string {
  const phone = written.toUpperCase();
  if (isPhone(phone)) return phone;
  throw new InputError({
    code: 'lexicon-unknown-phone',
    found: `phone "${written}" ${where}`,
    expected: `phones out of ${PHONES.join(' ')}, vowels optionally with stress 0, 1 or 2`,
    remedy: 'Write the pronunciation in these phones, as in "hello HH AH L OW".',
  });
}

function tooLong(phones: number, where: string): InputError {
  return new InputError({
    code: 'lexicon-long-pronunciation',
    found: `${phones} phones ${where}`,
    expected: `at most ${MOST_PHONES}`,
    remedy: 'Write one word a line.',
  });
}

function empty(word: string, where: string): InputError {
  return new InputError({
    code: 'lexicon-empty-pronunciation',
    found: `"${word}" without phones ${where}`,
    expected: 'a word and its phones',
    remedy: 'Write the phones after the word; a G2P model can guess them for words in plain letters.',
  });
}

function duplicate(entry: string, where: string, before: number): InputError {
  return new InputError({
    code: 'lexicon-duplicate',
    found: `"${entry}" ${where}, which line ${before} has already`,
    expected: 'each word once per pronunciation',
    remedy: 'Delete one of the two lines.',
  });
}
