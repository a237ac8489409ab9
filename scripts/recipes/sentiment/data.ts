/** What the recipe trains, tunes and measures on, read from the pinned lists. */

import { createRandom } from '../../../src/random.js';
import { composer } from '../../../src/sentiment/composition/compose.js';
import { collectParts } from '../../../src/sentiment/composition/parts.js';
import { createTagger } from '../../../src/sentiment/composition/words.js';
import { polarTexts } from '../../../src/sentiment/corpus/hold-out-texts.js';
import type { LabelledText } from '../../../src/sentiment/corpus/labelled-text.js';
import {
  readPinnedReviews,
  readPinnedTrees,
  readTrees,
  type SentenceList,
} from '../../../src/sentiment/corpus/pinned-reviews.js';
import type { Phrase } from '../../../src/sentiment/corpus/treebank.js';
import type { TuningText } from '../../../src/sentiment/fit-ensemble.js';
import type { Example } from '../../../src/sentiment/nb-svm/examples.js';
import { type Token, tokenize } from '../../../src/text/review/tokens.js';

/** How much a phrase inside a sentence counts beside whole sentences and reviews. */
const PHRASE_WEIGHT = 0.3;

export function reviewExamples(): Example[] {
  return polarTexts(readPinnedReviews('imdb-train')).map(({ text, label }) => ({
    tokens: compact(text),
    label,
  }));
}

/** Sentences of the treebank and their phrases, each wording once. */
export function sentenceExamples(): Example[] {
  const examples = new Map<string, Example>();
  for (const phrases of readPinnedTrees('sst-train')) {
    phrases.forEach(({ text, label }, i) => {
      if (label === undefined) return;
      const tokens = compact(text);
      const wording = tokens.map(({ form }) => form).join(' ');
      if (i === 0) examples.set(wording, { tokens, label });
      else if (!examples.has(wording)) examples.set(wording, { tokens, label, weight: PHRASE_WEIGHT });
    });
  }
  return [...examples.values()];
}

/** Phrases that tell the combination how little a few words say. */
export function tuningPhrases(): TuningText[] {
  const phrases = readPinnedTrees('sst-tune').flatMap((tree) =>
    tree.slice(1).filter(({ words }) => words > 1),
  );
  const learnt = readPinnedTrees('sst-train').flatMap((tree) =>
    tree.slice(1).filter(({ words }) => words > 1),
  );
  return weighLike(everyNth(phrases, PHRASE_STRIDE), learnt);
}

/**
 * The blocks of sentences for tuning happen to hold fewer positive ones than the treebank (46 in 100, not 53): taken as
 * they are, they would teach the combination to expect too few.
 *
 * @returns the texts, weighed so that positives count as much among them as among `others`
 */
export function weighLike(texts: readonly TuningText[], others: readonly LabelledText[]): TuningText[] {
  const [own, wanted] = [shareOfPositives(texts), shareOfPositives(others)];
  return texts.map((text) => {
    if (text.label === undefined) return text;
    const factor = text.label === 1 ? wanted / own : (1 - wanted) / (1 - own);
    return { ...text, weight: factor * (text.weight ?? 1) };
  });
}

function shareOfPositives(texts: readonly LabelledText[]): number {
  const polar = polarTexts(texts);
  return polar.filter(({ label }) => label === 1).length / polar.length;
}

/**
 * Composed texts of sentences for tuning: how far each member is to be believed about denials. They count little, for
 * their labels are made by rule.
 *
 * @param excluded - see {@link composer}
 */
export function composedTuningTexts(excluded: readonly string[]): TuningText[] {
  const parts = collectParts(readPinnedTrees('sst-tune'), new Map(), createTagger());
  return composer(parts, excluded)(createRandom(1), COMPOSED_PAIRS).map(({ text, valence }, i) => ({
    ...{ id: `composed/${i}`, text, weight: COMPOSED_WEIGHT },
    label: valence > 0 ? 1 : 0,
  }));
}

const COMPOSED_PAIRS = 500;
const COMPOSED_WEIGHT = 0.2;

/** There are fewer than half as many sentences as reviews: with this weight both matter alike. */
const SENTENCE_TUNING_WEIGHT = 2;
const PHRASE_STRIDE = 20;

function everyNth(phrases: readonly Phrase[], stride: number): Phrase[] {
  return phrases.filter((_, i) => i % stride === 0);
}

/** Sets to measure on; the last two are for the final figures only. */
export const SETS = ['imdb-dev', 'sst-tune', 'imdb-heldout', 'sst-dev'] as const;
export type SetName = (typeof SETS)[number];

/** Every text of a set, those without a label too; sentences for tuning with their weight. */
export function readSet(name: SetName): TuningText[] {
  if (name === 'imdb-dev' || name === 'imdb-heldout') return readPinnedReviews(name);
  if (name === 'sst-dev') return sentencesOf(readTrees('trees-dev'));
  const sentences = sentencesOf(readPinnedTrees(name satisfies SentenceList));
  const weighed = sentences.map((sentence) => ({ ...sentence, weight: SENTENCE_TUNING_WEIGHT }));
  return weighLike(weighed, sentencesOf(readPinnedTrees('sst-train')));
}

function sentencesOf(trees: readonly (readonly Phrase[])[]): Phrase[] {
  return trees.map(([sentence]) => sentence!);
}

const forms = new Map<string, { form: string }>();

/** Tokens without what training does not need, equal ones shared: six million of them fit in memory. */
function compact(text: string): Pick<Token, 'form'>[] {
  return tokenize(text).map(({ form }) => {
    const known = forms.get(form);
    if (known) return known;
    const token = { form };
    forms.set(form, token);
    return token;
  });
}
