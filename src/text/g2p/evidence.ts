/**
 * What the dictionary says about a word that is not in it: known words at its beginning and end, two known words that
 * make it up, and known words that it begins. `Rating` is `rate` and more, `upstream` is `up` and `stream`.
 */

/** Normalised word → its pronunciations, one character a phone; empty when unknown. */
export type Dictionary = (word: string) => readonly string[];

/** How the spelling of a known word changes at the seam. */
export const UNCHANGED = 0;
/** `rate` → `rating`. */
export const DROPPED_E = 1;
/** `happy` → `happiness`. */
export const Y_TO_I = 2;

export interface Evidence {
  /** Known words that the word begins with; `rest` is what follows in it. */
  beginnings: { letters: number; rest: string; change: number; spoken: string }[];
  /** Known words that the word ends with; `rest` is what goes before. */
  endings: { letters: number; rest: string; spoken: string }[];
  /** Pronunciations of two known words that together spell the word, and the letters of the shorter and the longer. */
  compounds: { shorter: number; longer: number; spoken: string }[];
  /** Known words that are the word and a common ending. */
  extensions: { ending: string; spoken: string }[];
}

const SHORTEST_PART = 2;
/** Longest ending before which a spelling change is looked for. */
const LONGEST_SUFFIX = 4;
const ENDINGS = "'s s ed ing er es ly d ' r ers e y a man son ton".split(' ');

/** Looks up the parts and extensions of a word, never the word itself. */
export function gatherEvidence(word: string, dictionary: Dictionary): Evidence {
  const evidence: Evidence = { beginnings: [], endings: [], compounds: [], extensions: [] };
  for (let i = SHORTEST_PART; i < word.length; i++) {
    const rest = word.slice(i);
    const addBeginning = (known: string, change: number) => {
      for (const spoken of dictionary(known)) evidence.beginnings.push({ letters: i, rest, change, spoken });
    };
    addBeginning(word.slice(0, i), UNCHANGED);
    if (rest.length <= LONGEST_SUFFIX) {
      if (rest !== 'e') addBeginning(`${word.slice(0, i)}e`, DROPPED_E);
      if (word[i - 1] === 'i') addBeginning(`${word.slice(0, i - 1)}y`, Y_TO_I);
    }
  }
  for (let i = 1; i <= word.length - SHORTEST_PART; i++) {
    const letters = word.length - i;
    for (const spoken of dictionary(word.slice(i)))
      evidence.endings.push({ letters, rest: word.slice(0, i), spoken });
  }
  for (const first of evidence.beginnings) {
    if (first.change !== UNCHANGED) continue;
    for (const second of evidence.endings) {
      if (second.rest.length !== first.letters) continue;
      evidence.compounds.push({
        shorter: Math.min(first.letters, second.letters),
        longer: Math.max(first.letters, second.letters),
        spoken: first.spoken + second.spoken,
      });
    }
  }
  for (const ending of ENDINGS)
    for (const spoken of dictionary(word + ending)) evidence.extensions.push({ ending, spoken });
  return evidence;
}
