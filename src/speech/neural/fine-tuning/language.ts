/**
 * What a fine-tuned model may hear: a grammar, an n-gram model of the user's own sentences, or, where neither is given,
 * the language of the model it was made from, into which the transcripts are mixed.
 */
import type { ModelFolder } from '../../../model-folder.js';
import { compileJsgf } from '../../../text/jsgf/compile.js';
import { Lexicon } from '../../../text/lexicon/lexicon.js';
import { decodeNgramModel, encodeNgramModel } from '../../../text/ngram/binary.js';
import { interpolateNgrams } from '../../../text/ngram/interpolate.js';
import type { NgramModel } from '../../../text/ngram/model.js';
import { trainNgram } from '../../../text/ngram/train.js';
import { tuneInterpolation } from '../../../text/ngram/tune.js';
import { lexiconText, pronunciationSource } from '../../model-words.js';
import type { SpeechNnHeader } from '../../speech-model.js';
import { GRAMMAR_FILE, LANGUAGE_MODEL_FILE, LEXICON_FILE, LEXICON_TREE_FILE } from '../../speech-model.js';
import { Vocabulary } from '../../vocabulary.js';
import { languageFiles } from '../language/recurrent-language.js';

export interface LanguageOptions {
  /** The model to begin with. */
  from: ModelFolder<SpeechNnHeader>;
  /** What is said in the clips to train on. */
  transcripts: readonly string[][];
  /** Pronunciations; the dictionary has the rest. */
  lexicon?: Lexicon;
  /** Sentences for the language model, in place of what `from` knows. */
  sentences?: Iterable<string[]>;
  /** A JSGF grammar in place of a language model. */
  grammar?: string;
  /** Of a model of `sentences`. Default 3. */
  ngramOrder?: number;
  log: (line: string) => void;
}

/** The part of a model folder that is about words. */
export interface ModelLanguage {
  header: Pick<SpeechNnHeader, 'sentences' | 'lexicon' | 'moreWords' | 'secondPass'>;
  files: Record<string, string | Uint8Array>;
}

/** Neither what a model knew nor what was said may weigh less than this in a mixture. */
const LEAST_WEIGHT = 0.1;
/** One transcript in so many weighs the two against each other. */
const TUNING_SHARE = 10;
const BITS = 8;

/** @throws InputError `grammar-…`, `word-unknown`, `phone-not-in-model`, `ngram-…` */
export function makeLanguage(options: LanguageOptions): ModelLanguage {
  const { from, sentences, ngramOrder = 3 } = options;
  const { header } = from;
  const grammar =
    options.grammar ??
    (sentences === undefined && header.sentences === GRAMMAR_FILE ? from.text(GRAMMAR_FILE) : undefined);
  if (grammar !== undefined) {
    const words = compileJsgf(grammar).arcs.map(({ word }) => word);
    const files = { [GRAMMAR_FILE]: grammar, [LEXICON_FILE]: ownLexicon(options, words) };
    return { header: { sentences: GRAMMAR_FILE, lexicon: LEXICON_FILE }, files };
  }
  if (sentences !== undefined || header.sentences === GRAMMAR_FILE) {
    const text = [...(sentences ?? options.transcripts)];
    const files = {
      [LANGUAGE_MODEL_FILE]: encodeNgramModel(trainNgram(text, { order: ngramOrder })),
      [LEXICON_FILE]: ownLexicon(options, text.flat()),
    };
    return { header: { sentences: LANGUAGE_MODEL_FILE, lexicon: LEXICON_FILE }, files };
  }
  return mixedLanguage(options);
}

function mixedLanguage({ from, transcripts, lexicon, log }: LanguageOptions): ModelLanguage {
  const old = decodeNgramModel(from.bytes(LANGUAGE_MODEL_FILE));
  const oldShare = shareOfOld(old, transcripts);
  log(`language: what the model knew weighs ${oldShare.toFixed(2)}, what is said in the clips the rest`);
  // The old model first: its words keep their numbers, by which the lexicon tree knows them.
  const mixed = interpolateNgrams(old, trainNgram(transcripts), oldShare);
  const words = new Set([...transcripts.flat(), ...(lexicon?.words() ?? [])]);
  const more = [...words].filter(
    (word) => old.vocabulary.id(word) === undefined || lexicon?.pronunciations(word).length,
  );
  const vocabulary = new Vocabulary(from.header.phones, pronunciationSource(lexicon));
  for (const word of more) vocabulary.add(word);
  const { secondPass } = from.header;
  const isTree = from.header.lexicon === LEXICON_TREE_FILE;
  const known = isTree ? '' : from.text(LEXICON_FILE);
  return {
    header: {
      sentences: LANGUAGE_MODEL_FILE,
      lexicon: from.header.lexicon,
      ...(isTree && { moreWords: LEXICON_FILE }),
      // The recurrent model knows what the old one does: it has a share of the old one's share.
      ...(secondPass && { secondPass: { ...secondPass, share: oldShare * secondPass.share } }),
    },
    files: {
      [LANGUAGE_MODEL_FILE]: encodeNgramModel(mixed, { bits: BITS }),
      [LEXICON_FILE]: known + lexiconText(vocabulary, from.header.phones),
      ...(isTree && { [LEXICON_TREE_FILE]: from.bytes(LEXICON_TREE_FILE) }),
      ...(secondPass && languageFiles(from, secondPass.folder)),
    },
  };
}

/** How much the old model should weigh: as much as foretells transcripts best that the new one was not trained on. */
function shareOfOld(old: NgramModel, transcripts: readonly string[][]): number {
  const tuning = transcripts.filter((_, i) => i % TUNING_SHARE === 0);
  const training = transcripts.filter((_, i) => i % TUNING_SHARE !== 0);
  if (training.length === 0) return 0.5;
  const { weight } = tuneInterpolation(old, trainNgram(training), tuning);
  return Math.min(Math.max(weight, LEAST_WEIGHT), 1 - LEAST_WEIGHT);
}

/** Lexicon file of a model that knows no other words. */
function ownLexicon({ from, lexicon }: LanguageOptions, words: readonly string[]): string {
  const { phones, lexicon: file } = from.header;
  const known =
    file === LEXICON_FILE ? Lexicon.fromText(from.text(LEXICON_FILE), LEXICON_FILE) : Lexicon.merge();
  const source = pronunciationSource({
    pronunciations(word: string) {
      const own = lexicon?.pronunciations(word) ?? [];
      return own.length > 0 ? own : known.pronunciations(word);
    },
  });
  const vocabulary = new Vocabulary(phones, source);
  for (const word of words) vocabulary.add(word);
  return lexiconText(vocabulary, phones);
}
