/** A `speech-gmm` folder → a recogniser. Its vocabulary is small: the search network is built from its lexicon. */
import { Decoder } from '../../decode/decoder.js';
import type { WordAutomaton } from '../../decode/language-model.js';
import { buildLexiconNetwork } from '../../decode/lexicon-network.js';
import { type ModelFiles, openModel } from '../../model-files.js';
import { Lexicon } from '../../text/lexicon/lexicon.js';
import { NgramAutomaton } from '../../text/ngram/automaton.js';
import { decodeNgramModel } from '../../text/ngram/binary.js';
import type { NgramModel } from '../../text/ngram/model.js';
import { UNKNOWN } from '../../text/ngram/vocabulary.js';
import { favour } from '../boosted-automaton.js';
import { grammarRejection } from '../filler.js';
import { grammarAutomaton } from '../grammar.js';
import type { DictionaryPronouncer } from '../pronouncer.js';
import { Recognizer } from '../recognizer.js';
import type { OpenRecognizerOptions, SpeechRecognizer } from '../recognizer-types.js';
import { GRAMMAR_FILE, LANGUAGE_MODEL_FILE, LEXICON_FILE, type SpeechGmmHeader } from '../speech-model.js';
import { parseHotWords, usersLexicon } from '../users-words.js';
import { Vocabulary } from '../vocabulary.js';
import { openGmm } from './gmm-acoustics.js';

/** What a user's own word is taken to have as its probability: it was added because it is expected. */
const ADDED_WORD_LOG_PROBABILITY = Math.log(0.01);

/** @throws InputError see `openRecognizer` */
export function openGmmRecognizer(
  files: ModelFiles,
  dictionary: DictionaryPronouncer,
  options: OpenRecognizerOptions,
): SpeechRecognizer {
  const folder = openModel<SpeechGmmHeader>(files, 'speech-gmm');
  const { silenceProbability, decoding, sentences } = folder.header;
  const acoustics = openGmm(folder);
  const own = Lexicon.fromText(folder.text(LEXICON_FILE), LEXICON_FILE);
  // The dictionary serves alignment and grammars, whose words the model need not know.
  const users = usersLexicon(options.vocabulary, dictionary);
  const lexicon = Lexicon.merge(users, own);
  const pronounce = (word: string): readonly (readonly string[])[] => {
    const known = lexicon.pronunciations(word);
    return known.length > 0 ? known : dictionary.pronunciations(word);
  };
  const source = { pronunciations: pronounce };
  const vocabulary = new Vocabulary(acoustics.phones, source);
  const hotWords = parseHotWords(options.hotWords ?? '');
  let automaton: WordAutomaton;
  const grammar = options.grammar ?? (sentences === GRAMMAR_FILE ? folder.text(GRAMMAR_FILE) : undefined);
  if (grammar !== undefined) automaton = grammarAutomaton(grammar, vocabulary);
  else {
    for (const word of own.words()) vocabulary.add(word);
    for (const word of users.words()) vocabulary.add(word);
    for (const word of hotWords.keys()) vocabulary.add(word);
    automaton = ngramAutomaton(decodeNgramModel(folder.bytes(LANGUAGE_MODEL_FILE)), vocabulary.words);
  }
  return new Recognizer({
    acoustics,
    lexicon: source,
    silenceProbability,
    ...grammarRejection(options, folder.header, acoustics),
    openDecoder() {
      const { pronunciations, words } = vocabulary;
      const network = buildLexiconNetwork(pronunciations, words, acoustics.context, { silenceProbability });
      return new Decoder(network, favour(automaton, words, hotWords), decoding);
    },
  });
}

/** Words the language model does not know are raised from its `<unk>` to {@link ADDED_WORD_LOG_PROBABILITY}. */
function ngramAutomaton(model: NgramModel, words: readonly string[]): NgramAutomaton {
  const probe = new NgramAutomaton(model, [UNKNOWN]);
  probe.advance(probe.start, 0);
  return new NgramAutomaton(model, words, { unknownLogPenalty: ADDED_WORD_LOG_PROBABILITY - probe.score });
}
