/** A JSGF grammar over a recogniser's vocabulary. */
import { GrammarAutomaton } from '../decode/grammar-automaton.js';
import { compileJsgf } from '../text/jsgf/compile.js';
import { wordInCapitals } from '../text/lexicon/word.js';
import type { Vocabulary } from './vocabulary.js';

/**
 * Compiles a grammar and adds its words to the vocabulary.
 * @throws InputError `grammar-…`, and those of `Vocabulary.add`
 */
export function grammarAutomaton(text: string, vocabulary: Vocabulary): GrammarAutomaton {
  const { states, arcs, finals } = compileJsgf(text, { spell: wordInCapitals });
  const numbered = arcs.map(({ word, ...arc }) => ({ ...arc, word: vocabulary.add(word)[0]!.word }));
  return new GrammarAutomaton(states, numbered, finals);
}
