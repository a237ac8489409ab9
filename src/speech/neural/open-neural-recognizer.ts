/** A `speech-nn` folder → a recogniser. */
import { Decoder } from '../../decode/decoder.js';
import { decoderOptions } from '../../decode/decoder-options.js';
import { buildLexiconNetwork } from '../../decode/lexicon-network.js';
import { buildLexiconTree, decodeLexiconTree } from '../../decode/lexicon-tree.js';
import { SecondPass } from '../../decode/second-pass.js';
import { type ModelFiles, openModel } from '../../model-files.js';
import { Kernels } from '../../rnn/kernels/kernels.js';
import { Lexicon } from '../../text/lexicon/lexicon.js';
import { decodeNgramModel } from '../../text/ngram/binary.js';
import { favour } from '../boosted-automaton.js';
import { grammarRejection } from '../filler.js';
import { grammarAutomaton } from '../grammar.js';
import { LargeVocabulary } from '../large-vocabulary.js';
import type { DictionaryPronouncer } from '../pronouncer.js';
import { Recognizer, type RecognizerParts } from '../recognizer.js';
import type { OpenRecognizerOptions, SpeechRecognizer } from '../recognizer-types.js';
import {
  GRAMMAR_FILE,
  LANGUAGE_MODEL_FILE,
  LEXICON_FILE,
  LEXICON_TREE_FILE,
  type SpeechNnHeader,
} from '../speech-model.js';
import { parseHotWords, usersLexicon } from '../users-words.js';
import { Vocabulary } from '../vocabulary.js';
import { RecurrentLanguage } from './language/recurrent-language.js';
import { openNeural } from './neural-acoustics.js';

/** @throws InputError see `openRecognizer` */
export async function openNeuralRecognizer(
  files: ModelFiles,
  dictionary: DictionaryPronouncer,
  options: OpenRecognizerOptions,
): Promise<SpeechRecognizer> {
  const folder = openModel<SpeechNnHeader>(files, 'speech-nn');
  const { phones, silenceProbability, decoding, sentences, moreWords, secondPass } = folder.header;
  const users = usersLexicon(options.vocabulary, dictionary);
  const own =
    (moreWords ?? folder.header.lexicon) === LEXICON_FILE
      ? Lexicon.fromText(folder.text(LEXICON_FILE), LEXICON_FILE)
      : Lexicon.merge();
  const known = Lexicon.merge(users, own);
  // A tree cannot be asked how a word is spoken, but it was made from this dictionary.
  const lexicon = {
    pronunciations(word: string) {
      const variants = known.pronunciations(word);
      return variants.length > 0 ? variants : dictionary.pronunciations(word);
    },
  };
  // What the user gave is read and checked now; what the model has, when something is to be recognised.
  const added = pronounce(known, phones);
  const hotWords = parseHotWords(options.hotWords ?? '');
  const unspelled = [...hotWords.keys()].filter((word) => known.pronunciations(word).length === 0);
  const hot = pronounce(usersLexicon(unspelled.join('\n'), dictionary, 'the hot words'), phones);
  const grammar = options.grammar ?? (sentences === GRAMMAR_FILE ? folder.text(GRAMMAR_FILE) : undefined);
  const kernels = await Kernels.load();
  const acoustics = await openNeural(folder, kernels);
  const { context } = acoustics;
  let search: Pick<RecognizerParts, 'openDecoder' | 'openSecondPass'>;
  if (grammar !== undefined) {
    const vocabulary = new Vocabulary(phones, lexicon);
    const automaton = grammarAutomaton(grammar, vocabulary);
    const openDecoder = () => {
      const { pronunciations, words } = vocabulary;
      const network = buildLexiconNetwork(pronunciations, words, context, { silenceProbability });
      return new Decoder(network, favour(automaton, words, hotWords), decoding);
    };
    search = { openDecoder };
  } else {
    let words: LargeVocabulary | undefined;
    const openWords = (): LargeVocabulary => {
      const tree =
        folder.header.lexicon === LEXICON_TREE_FILE
          ? decodeLexiconTree(folder.bytes(LEXICON_TREE_FILE))
          : buildLexiconTree([]);
      const model = decodeNgramModel(folder.bytes(LANGUAGE_MODEL_FILE));
      const vocabulary = new LargeVocabulary(model, tree);
      vocabulary.add(added);
      vocabulary.addMissing(hot);
      for (const [word, boost] of hotWords) vocabulary.expect(word, boost);
      return vocabulary;
    };
    const allWords = (): LargeVocabulary => (words ??= openWords());
    search = {
      openDecoder: () => allWords().openDecoder(context, silenceProbability, decoding),
      ...(secondPass && {
        openSecondPass: () => {
          const openReader = () => RecurrentLanguage.open(files, secondPass.folder, kernels);
          const { posteriorScale } = decoderOptions(decoding);
          return new SecondPass(openReader, { ...secondPass, posteriorScale }, (w) => allWords().isUsers(w));
        },
      }),
    };
  }
  const rejection = grammarRejection(options, folder.header, acoustics);
  return new Recognizer({ acoustics, lexicon, silenceProbability, ...search, ...rejection });
}

/** All words of a lexicon in the phones of the model. */
function pronounce(lexicon: Lexicon, phones: readonly string[]): Vocabulary {
  const vocabulary = new Vocabulary(phones, lexicon);
  for (const word of lexicon.words()) vocabulary.add(word);
  return vocabulary;
}
