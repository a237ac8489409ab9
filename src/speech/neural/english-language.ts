/**
 * What general English sounds like as text: books and transcripts → a 4-gram model over all their words, and the
 * pronunciations of these words as a tree to search.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildLexiconTree, encodeLexiconTree } from '../../decode/lexicon-tree.js';
import type { Pronunciation } from '../../decode/pronunciation-tree.js';
import { InputError } from '../../errors.js';
import { Lexicon } from '../../text/lexicon/lexicon.js';
import { decodeNgramModel, encodeNgramModel } from '../../text/ngram/binary.js';
import { interpolateNgrams } from '../../text/ngram/interpolate.js';
import { scoreText } from '../../text/ngram/perplexity.js';
import { pruneNgram } from '../../text/ngram/prune.js';
import { readSentences } from '../../text/ngram/sentences.js';
import { trainNgram } from '../../text/ngram/train.js';
import { tuneInterpolation } from '../../text/ngram/tune.js';
import { RESERVED_WORDS } from '../../text/ngram/vocabulary.js';
import { writeWhole } from '../../write-all.js';
import { DictionaryPronouncer } from '../pronouncer.js';
import { shippedLexicon } from '../shipped-lexicon.js';
import { LANGUAGE_MODEL_FILE, LEXICON_TREE_FILE } from '../speech-model.js';
import { englishVocabulary } from './english-vocabulary.js';

export interface EnglishLanguageOptions {
  /** Books, a paragraph a line, and transcripts as LibriSpeech has them: `utterance-id WORDS`. */
  books: string;
  transcripts: string;
  /** Sentences to weigh books against transcripts on, and to report perplexity of; never trained on. */
  dev: readonly string[][];
  /** Phone names by id. */
  phones: readonly string[];
  folder: string;
  log: (line: string) => void;
}

/** N-grams seen less often than this are left out, by order. */
const BOOK_COUNTS = [1, 1, 2, 2];
const TRANSCRIPT_COUNTS = [1, 1, 1, 2];
const THRESHOLD = 2e-8;
const BITS = 8;
/** Pronunciations of one word. */
const MOST_VARIANTS = 8;

/** Writes language-model.bin and lexicon.bin into the folder, unless they are there. */
export function makeEnglishLanguage(options: EnglishLanguageOptions): void {
  const { books, transcripts, dev, phones, folder, log } = options;
  mkdirSync(folder, { recursive: true });
  const modelPath = join(folder, LANGUAGE_MODEL_FILE);
  const treePath = join(folder, LEXICON_TREE_FILE);
  if (!existsSync(modelPath)) {
    const lexicon = Lexicon.open(shippedLexicon());
    const texts = [readSentences(books), readSentences(transcripts, { transcripts: true })];
    const vocabulary = englishVocabulary(texts, lexicon);
    log(`${vocabulary.length} words`);
    const mix = (lowerOrders: 'continuation' | 'raw') => {
      const shared = { order: 4, vocabulary, lowerOrders };
      const first = trainNgram(readSentences(books), { ...shared, minCounts: BOOK_COUNTS });
      const speech = readSentences(transcripts, { transcripts: true });
      const second = trainNgram(speech, { ...shared, minCounts: TRANSCRIPT_COUNTS });
      const { weight } = tuneInterpolation(first, second, dev);
      log(`${lowerOrders}: books weigh ${weight.toFixed(3)}`);
      return interpolateNgrams(first, second, weight);
    };
    const model = pruneNgram(mix('continuation'), { threshold: THRESHOLD, histories: mix('raw') });
    writeWhole(modelPath, encodeNgramModel(model, { bits: BITS }));
  }
  const model = decodeNgramModel(readFileSync(modelPath));
  log(`${model.counts.join(' + ')} n-grams; dev: ${JSON.stringify(scoreText(model, dev))}`);
  if (existsSync(treePath)) return;
  const words = model.vocabulary.words().slice(RESERVED_WORDS.length);
  const tree = buildLexiconTree(pronounceAll(words, phones));
  writeWhole(treePath, encodeLexiconTree(tree));
  log(`lexicon tree of ${words.length} words, ${tree.nodes} nodes`);
}

/** Pronunciations by the dictionary, else by spelling; words without any phone are left out. */
function pronounceAll(words: readonly string[], phones: readonly string[]): Pronunciation[] {
  const dictionary = new DictionaryPronouncer(shippedLexicon());
  const ids = new Map(phones.map((phone, id) => [phone, id]));
  return words.flatMap((text, word) =>
    variantsOf(dictionary, text).map((variant, index): Pronunciation => {
      const numbers = variant.map((phone) => ids.get(phone)!);
      return { word, variant: index, phones: numbers, logProb: 0 };
    }),
  );
}

function variantsOf(dictionary: DictionaryPronouncer, word: string): readonly (readonly string[])[] {
  try {
    return dictionary.pronunciations(word).slice(0, MOST_VARIANTS);
  } catch (error) {
    if (error instanceof InputError) return [];
    throw error;
  }
}
