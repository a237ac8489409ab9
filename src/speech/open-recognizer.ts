/** A model folder, and what the user adds to it, → a recogniser. */

import { GrammarAutomaton } from '../decode/grammar-automaton.js';
import type { WordAutomaton } from '../decode/language-model.js';
import { readModel } from '../model-folder.js';
import { compileJsgf } from '../text/jsgf/compile.js';
import { Lexicon } from '../text/lexicon/lexicon.js';
import { NgramAutomaton } from '../text/ngram/automaton.js';
import { decodeNgramModel } from '../text/ngram/binary.js';
import type { NgramModel } from '../text/ngram/model.js';
import { UNKNOWN } from '../text/ngram/vocabulary.js';
import { openGmm } from './gmm/gmm-acoustics.js';
import { DictionaryPronouncer } from './pronouncer.js';
import { Recognizer } from './recognizer.js';
import type { OpenRecognizerOptions, SpeechRecognizer } from './recognizer-types.js';
import { GRAMMAR_FILE, LANGUAGE_MODEL_FILE, LEXICON_FILE, type SpeechGmmHeader } from './speech-model.js';
import { Vocabulary } from './vocabulary.js';

/** What a user's own word is taken to have as its probability: it was added because it is expected. */
const ADDED_WORD_LOG_PROBABILITY = Math.log(0.01);

/**
 * Opens the model in folder `modelFolder`.
 * @throws InputError `model-…` for the folder, `grammar-…` for the grammar, `lexicon-…` for the user's words,
 *   `word-unknown` and `phone-not-in-model` for words the model cannot hear.
 */
export async function openRecognizer(
  modelFolder: string,
  options: OpenRecognizerOptions = {},
): Promise<SpeechRecognizer> {
  const folder = readModel<SpeechGmmHeader>(modelFolder, 'speech-gmm');
  const { silenceProbability, decoding, sentences } = folder.header;
  const acoustics = openGmm(folder);
  const own = Lexicon.fromText(folder.text(LEXICON_FILE), LEXICON_FILE);
  const users = await usersLexicon(options.vocabulary);
  // The dictionary serves alignment and grammars, whose words the model need not know.
  const dictionary = new DictionaryPronouncer();
  const lexicon = Lexicon.merge(users, own);
  const pronounce = (word: string): readonly (readonly string[])[] => {
    const known = lexicon.pronunciations(word);
    return known.length > 0 ? known : dictionary.pronunciations(word);
  };
  const source = { pronunciations: pronounce };
  const vocabulary = new Vocabulary(acoustics.phones, source);
  let automaton: WordAutomaton;
  const grammar = options.grammar ?? (sentences === GRAMMAR_FILE ? folder.text(GRAMMAR_FILE) : undefined);
  if (grammar !== undefined) automaton = grammarAutomaton(grammar, vocabulary);
  else {
    for (const word of own.words()) vocabulary.add(word);
    for (const word of users.words()) vocabulary.add(word);
    automaton = ngramAutomaton(decodeNgramModel(folder.bytes(LANGUAGE_MODEL_FILE)), vocabulary.words);
  }
  return new Recognizer({ acoustics, vocabulary, automaton, lexicon: source, silenceProbability, decoding });
}

async function usersLexicon(text: string | undefined): Promise<Lexicon> {
  if (text === undefined) return Lexicon.merge();
  return Lexicon.fromText(text, '--vocabulary', { g2p: new DictionaryPronouncer() });
}

/** Words the language model does not know are raised from its `<unk>` to {@link ADDED_WORD_LOG_PROBABILITY}. */
function ngramAutomaton(model: NgramModel, words: readonly string[]): NgramAutomaton {
  const probe = new NgramAutomaton(model, [UNKNOWN]);
  probe.advance(probe.start, 0);
  return new NgramAutomaton(model, words, { unknownLogPenalty: ADDED_WORD_LOG_PROBABILITY - probe.score });
}

function grammarAutomaton(text: string, vocabulary: Vocabulary): GrammarAutomaton {
  const { states, arcs, finals } = compileJsgf(text);
  const numbered = arcs.map(({ word, ...arc }) => ({ ...arc, word: vocabulary.add(word)[0]!.word }));
  return new GrammarAutomaton(states, numbered, finals);
}
