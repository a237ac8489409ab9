/** A dictionary in three parts by word: all pronunciations of a word are on one side. */

import { createRandom } from '../../random.js';
import type { Lexicon } from '../lexicon/lexicon.js';
import { lettersOf, spokenOf, withoutStress } from './graphone.js';

/** A word and all its pronunciations. */
export interface Sample {
  word: string;
  letters: Uint8Array;
  /** One character a phone, with stress as the lexicon has it. */
  spoken: string[];
  /** The same without stress, each once. */
  bare: string[];
}

export interface Split {
  train: Sample[];
  dev: Sample[];
  test: Sample[];
}

const TEST_SHARE = 0.1;
const DEV_SHARE = 0.05;

/** Every word spelled in letters and apostrophes, shuffled by `seed`: a tenth for the test, a twentieth for tuning. */
export function splitLexicon(lexicon: Lexicon, seed: number): Split {
  const samples: Sample[] = [];
  for (const word of lexicon.words()) {
    const letters = lettersOf(word);
    if (!letters) continue;
    const spoken = lexicon.pronunciations(word).map(spokenOf);
    samples.push({ word, letters, spoken, bare: [...new Set(spoken.map(withoutStress))] });
  }
  createRandom(seed).shuffle(samples);
  const test = Math.floor(TEST_SHARE * samples.length);
  const dev = test + Math.floor(DEV_SHARE * samples.length);
  return { test: samples.slice(0, test), dev: samples.slice(test, dev), train: samples.slice(dev) };
}
