/** The lists of reviews and sentences that come with the package: they make everybody train and measure on the same. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../errors.js';
import { corporaFolder } from '../../speech/corpus/locations.js';
import { readPinnedList } from '../../speech/corpus/pinned-list.js';
import type { LabelledText } from './labelled-text.js';
import { readReviewFolder, readUnlabelledFolder } from './review-folder.js';
import { type Phrase, parseTrees } from './treebank.js';

/** Lists of `corpora/lists/reviews`. */
export type ReviewList = 'imdb-train' | 'imdb-dev' | 'imdb-heldout';

/** Lists of sentences of the treebank's training file. */
export type SentenceList = 'sst-train' | 'sst-tune';

/** @throws InputError `corpus-list-mismatch` */
export function readPinnedReviews(list: ReviewList, folder = corporaFolder()): LabelledText[] {
  const { corpus, split, ids } = readPinnedList(`reviews/${list}`);
  const reviews = new Map(readReviewFolder(join(folder, corpus, split)).map((review) => [review.id, review]));
  return choose(ids, reviews, list, join(folder, corpus));
}

/** Trees of `list`, each as its phrases, the sentence first. */
export function readPinnedTrees(list: SentenceList, folder = corporaFolder()): Phrase[][] {
  const { corpus, split, ids } = readPinnedList(`reviews/${list}`);
  const trees = new Map(readTrees(split, join(folder, corpus)).map((phrases) => [phrases[0]!.id, phrases]));
  return choose(ids, trees, list, join(folder, corpus));
}

/** All trees of `trees-train` or `trees-dev`. */
export function readTrees(name: string, folder = join(corporaFolder(), 'sst')): Phrase[][] {
  return parseTrees(readFileSync(join(folder, `${name}.txt`), 'utf8'), name);
}

/**
 * The reviews of aclImdb without a label, less those that also stand, word for word, among the labelled reviews of
 * `imdb-dev` and `imdb-heldout`.
 */
export function readUnlabelledReviews(folder = corporaFolder()): LabelledText[] {
  const lists: ReviewList[] = ['imdb-dev', 'imdb-heldout'];
  const kept = new Set(
    lists.flatMap((list) => readPinnedReviews(list, folder)).map(({ text }) => wordsOnly(text)),
  );
  return readUnlabelledFolder(join(folder, 'aclImdb', 'train')).filter(
    ({ text }) => !kept.has(wordsOnly(text)),
  );
}

/** What makes two copies of a review the same: its words, whatever their case and punctuation. */
export function wordsOnly(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function choose<T>(ids: readonly string[], found: ReadonlyMap<string, T>, list: string, root: string): T[] {
  const lacking = ids.filter((id) => !found.has(id));
  if (lacking.length > 0) {
    throw new InputError({
      code: 'corpus-list-mismatch',
      found: `${lacking.length} of ${ids.length} texts of list "${list}" missing in ${root}, the first ${lacking[0]}`,
      expected: 'the whole corpus',
      remedy: 'Fetch or unpack it again; corpora/README.md says which version is meant.',
    });
  }
  return ids.map((id) => found.get(id)!);
}
