/**
 * Running text → the words of a language model, spelled as LibriSpeech transcripts and pronouncing dictionaries spell
 * them: capitals A–Z, apostrophes within words, nothing else.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { plainCapitals } from '../lexicon/word.js';

const TITLES: Record<string, string> = { MR: 'MISTER', MRS: 'MISSUS', DR: 'DOCTOR', ST: 'SAINT' };

/**
 * Words of a line: capitals, accents removed (É → E, Æ → AE, Ø → O), everything but letters, digits and apostrophes is a
 * gap, apostrophes at the edge of a word go ('TIS → TIS), Mr., Mrs., Dr. and St. are written out and & is AND. Digits stay as
 * they are: numbers are for the caller to spell, or fall out of a vocabulary that has none.
 */
export function normalizeForLm(line: string): string[] {
  let text = line.toUpperCase();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII.
  if (/[^\x00-\x7F]/.test(text)) {
    text = plainCapitals(text.replace(/[‘’ʼ′]/g, "'"));
    text = text.normalize('NFKD').replace(/\p{M}/gu, '');
  }
  const words: string[] = [];
  for (const match of text.replace(/&/g, ' AND ').matchAll(/[A-Z0-9]+(?:'[A-Z0-9]+)*/g)) {
    words.push(TITLES[match[0]] ?? match[0]);
  }
  return words;
}

/** A mark of the end after no abbreviation, closing quotes and brackets, a space, and then a capital letter. */
const SENTENCE_END = /(?<!\b(?:Mr|Mrs|Dr|St|Messrs|[A-Z]))([.!?]["'”’)]*)\s+(?=["'“‘(]*[A-Z])/g;

/** Sentences of a paragraph: cut after . ! ? before a capital letter, but not after titles and initials. */
export function splitSentences(paragraph: string): string[] {
  return paragraph.replace(SENTENCE_END, '$1\n').split('\n');
}

/** Lines of a UTF-8 file of any size, read in pieces; `\r\n` counts as one end of line. */
export function* readLines(path: string): Generator<string> {
  const file = openSync(path, 'r');
  try {
    const decoder = new StringDecoder('utf8');
    const buffer = Buffer.alloc(1 << 20);
    let rest = '';
    for (let size = readSync(file, buffer); size > 0; size = readSync(file, buffer)) {
      const lines = (rest + decoder.write(buffer.subarray(0, size))).split(/\r?\n/);
      rest = lines.pop()!;
      yield* lines;
    }
    rest += decoder.end();
    if (rest !== '') yield rest;
  } finally {
    closeSync(file);
  }
}
