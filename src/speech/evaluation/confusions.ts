/** What is taken for what: words, and the phones that were said beside those of the words heard. */
import { type AlignedPair, alignTokens } from './edit-alignment.js';

/** Stands for nothing: what was left out or put in. */
export const NOTHING = '–';

export interface Confusion {
  said: string;
  heard: string;
  count: number;
}

/** The most frequent confusions, `NOTHING` on the side of a token that has no partner. */
export function countConfusions(pairs: Iterable<AlignedPair>, most: number): Confusion[] {
  const counts = new Map<string, Confusion>();
  for (const { reference: said = NOTHING, hypothesis: heard = NOTHING } of pairs) {
    if (said === heard) continue;
    const key = `${said} ${heard}`;
    const known = counts.get(key) ?? { said, heard, count: 0 };
    known.count++;
    counts.set(key, known);
  }
  const name = ({ said, heard }: Confusion) => `${said} ${heard}`;
  return [...counts.values()]
    .sort((a, b) => b.count - a.count || (name(a) < name(b) ? -1 : 1))
    .slice(0, most);
}

/**
 * The phones of what was said aligned with those of what was heard, by the first pronunciation of either's words.
 * @param pairs - aligned words of one utterance
 * @param phonesOf - empty for words whose sound nobody knows
 */
export function alignPhones(
  pairs: readonly AlignedPair[],
  phonesOf: (word: string) => readonly string[],
): AlignedPair[] {
  const phones = (side: keyof AlignedPair) =>
    pairs.flatMap((pair) => (pair[side] === undefined ? [] : phonesOf(pair[side])));
  return alignTokens(phones('reference'), phones('hypothesis'));
}
