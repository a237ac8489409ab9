/** The reviews and sentences that the recurrent member learns from and is tuned on, as ids, kept in files between runs. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type EncodedTexts, joinTexts, readEncoded, writeEncoded } from '../../text/pieces/encoded-texts.js';
import { buildVocabulary, countForms, type PieceVocabulary } from '../../text/pieces/vocabulary.js';
import { readVocabulary, VOCABULARY_FILE, writeVocabulary } from '../../text/pieces/vocabulary-file.js';
import { type Token, tokenize } from '../../text/review/tokens.js';
import type { LabelledText } from '../corpus/labelled-text.js';
import { readPinnedReviews, readPinnedTrees, readUnlabelledReviews } from '../corpus/pinned-reviews.js';

/** Words of their own, and pieces that spell the others. */
const SIZES = { words: 20_000, pieces: 3_000 };

/** A sentence of the treebank is worth this many times its words when words are chosen: it is 150 times smaller. */
const SENTENCE_WEIGHT = 5;

/** Labelled texts as ids. */
export interface LabelledSet {
  texts: EncodedTexts;
  labels: Uint8Array;
}

/** What {@link prepareCorpora} returns. */
export interface NeuralCorpora {
  vocabulary: PieceVocabulary;
  /** Reviews to learn words' neighbours from: those with labels first. */
  reviews: EncodedTexts;
  imdbTrain: LabelledSet;
  imdbDev: LabelledSet;
  /** Phrases of the treebank's training sentences that take a side, each once, the sentences too. */
  phrases: LabelledSet;
  /** Whole sentences. */
  sstTune: LabelledSet;
}

/** Reads everything, from files in `folder` where an earlier run left them. */
export function prepareCorpora(folder: string, log: (line: string) => void): NeuralCorpora {
  mkdirSync(folder, { recursive: true });
  const listed = join(folder, VOCABULARY_FILE);
  const cached = join(folder, 'reviews.ids');
  const train = readPinnedReviews('imdb-train').filter(isLabelled);
  const trees = readPinnedTrees('sst-train');
  let vocabulary: PieceVocabulary;
  let reviews = readEncoded(cached);
  if (existsSync(listed) && reviews) {
    vocabulary = readVocabulary(listed);
  } else {
    log('tokenizing the reviews; some minutes, once');
    const tokens = tokenForms([...train, ...readUnlabelledReviews()]);
    const counts = countForms(tokens);
    for (const [sentence] of trees) {
      for (const { form } of tokenize(sentence!.text)) {
        counts.set(form, (counts.get(form) ?? 0) + SENTENCE_WEIGHT);
      }
    }
    vocabulary = buildVocabulary(counts, SIZES);
    reviews = joinTexts(tokens.map((text) => vocabulary.encode(text)));
    writeVocabulary(listed, vocabulary);
    writeEncoded(cached, reviews);
  }
  const starts = reviews.starts.subarray(0, train.length + 1);
  const phrases = new Map(
    trees.flatMap((all) =>
      all.filter(isLabelled).map((phrase) => [`${phrase.label} ${phrase.text}`, phrase] as const),
    ),
  );
  const sentences = readPinnedTrees('sst-tune').map(([sentence]) => sentence!);
  return {
    vocabulary,
    reviews,
    imdbTrain: {
      texts: { ids: reviews.ids, starts },
      labels: Uint8Array.from(train, ({ label }) => label),
    },
    imdbDev: encodeLabelled(vocabulary, readPinnedReviews('imdb-dev')),
    phrases: encodeLabelled(vocabulary, [...phrases.values()]),
    sstTune: encodeLabelled(vocabulary, sentences),
  };
}

type Labelled = LabelledText & Required<Pick<LabelledText, 'label'>>;

function isLabelled(text: LabelledText): text is Labelled {
  return text.label !== undefined;
}

export function encodeLabelled(vocabulary: PieceVocabulary, all: readonly LabelledText[]): LabelledSet {
  const labelled = all.filter(isLabelled);
  return {
    texts: joinTexts(labelled.map(({ text }) => vocabulary.encode(tokenize(text)))),
    labels: Uint8Array.from(labelled, ({ label }) => label),
  };
}

/** Tokens of which nothing is kept but the form, and each form once: 20 million of them are to fit. */
function tokenForms(texts: readonly LabelledText[]): Token[][] {
  const known = new Map<string, Token>();
  return texts.map(({ text }) =>
    tokenize(text).map(({ form }) => {
      const token = known.get(form) ?? { surface: form, form, endsSentence: false };
      known.set(form, token);
      return token;
    }),
  );
}
