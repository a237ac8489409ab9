/** Which words general English has: those of books, transcripts and the dictionary that look like words. */
import type { Lexicon } from '../../text/lexicon/lexicon.js';

/** Letters, with apostrophes inside. */
const SPELLING = /^[A-Z]+('[A-Z]+)*$/;
const LONGEST = 24;

/** Whether a spelling may be a word: not `AAARGH`, not `XVIII`-like noise without a vowel unless the dictionary has it. */
function isWord(word: string, lexicon: Lexicon): boolean {
  if (!SPELLING.test(word) || word.length > LONGEST || /(.)\1\1/.test(word)) return false;
  return /[AEIOUY]/.test(word) || lexicon.pronunciations(word).length > 0;
}

/**
 * @param texts - sentences of normalised words
 * @returns words, the most frequent first, those that only the dictionary has at the end
 */
export function englishVocabulary(texts: Iterable<Iterable<readonly string[]>>, lexicon: Lexicon): string[] {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const sentence of text) for (const word of sentence) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  for (const word of lexicon.words()) {
    const spelled = word.toUpperCase();
    if (!counts.has(spelled)) counts.set(spelled, 0);
  }
  return [...counts]
    .filter(([word]) => isWord(word, lexicon))
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .map(([word]) => word);
}
