/** What the user adds to a model's words: pronunciations, and which words to expect. */
import { InputError } from '../errors.js';
import { Lexicon } from '../text/lexicon/lexicon.js';
import type { Pronouncer } from '../text/lexicon/parse-lexicon.js';
import { wordInCapitals } from '../text/lexicon/word.js';

/** How much likelier a hot word is unless its line says otherwise, natural log. */
const DEFAULT_BOOST = 2;

/** Ways to say a word that stands alone in a list. */
export const GUESSES = 3;

/**
 * @param text - a list like that of `--vocabulary`, if there is one; words without phones are guessed.
 * @param name - what messages call it
 */
export function usersLexicon(text: string | undefined, g2p: Pronouncer, name = 'the vocabulary'): Lexicon {
  if (text === undefined) return Lexicon.merge();
  return Lexicon.fromText(text, name, { g2p, guesses: GUESSES });
}

/** More than any score can outweigh. */
const MOST_BOOST = 100;

/**
 * Lines `word` or `word:boost`; `#` starts a comment. The boost is added to the natural-log probability of the word
 * wherever it may stand.
 * @returns boost by word in upper case
 * @throws InputError `hot-words-line`
 */
export function parseHotWords(text: string): Map<string, number> {
  const boosts = new Map<string, number>();
  text.split(/\r\n|\r|\n/).forEach((raw, index) => {
    const line = raw.replace(/#.*$/, '').trim();
    if (line === '') return;
    const [, word, boost] = /^(\S+?)(?:\s*:\s*(-?\d+(?:\.\d+)?))?$/.exec(line) ?? [];
    if (word === undefined || word.includes(':') || Math.abs(Number(boost ?? 0)) > MOST_BOOST) {
      throw new InputError({
        code: 'hot-words-line',
        found: `"${line}" on line ${index + 1} of the hot words`,
        expected: `one word a line, or a word and its boost, at most ${MOST_BOOST}, as in \`Utterly:3\``,
        remedy: 'Write several words as several lines; a boost is a number, 1 to 5 for most uses.',
      });
    }
    boosts.set(wordInCapitals(word), boost === undefined ? DEFAULT_BOOST : Number(boost));
  });
  return boosts;
}
