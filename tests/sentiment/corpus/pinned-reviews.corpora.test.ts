import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  readPinnedReviews,
  readPinnedTrees,
  readTrees,
  readUnlabelledReviews,
  wordsOnly,
} from '../../../src/sentiment/corpus/pinned-reviews.js';
import { corporaFolder } from '../../../src/speech/corpus/locations.js';

const texts = (reviews: readonly { text: string }[]) => new Set(reviews.map(({ text }) => wordsOnly(text)));
const shared = (a: Set<string>, b: Set<string>) => [...a].filter((text) => b.has(text));

describe('the pinned reviews', () => {
  it('stand on one side only', ({ skip }) => {
    skip(!existsSync(join(corporaFolder(), 'aclImdb')), 'no aclImdb: npm run corpora -- imdb');
    const heldOut = texts(readPinnedReviews('imdb-heldout'));
    const dev = texts(readPinnedReviews('imdb-dev'));
    const known = new Set([...texts(readPinnedReviews('imdb-train')), ...texts(readUnlabelledReviews())]);
    expect(shared(known, heldOut)).toEqual([]);
    expect(shared(known, dev)).toEqual([]);
  });

  it('and so do the sentences', ({ skip }) => {
    skip(!existsSync(join(corporaFolder(), 'sst')), 'no sst: npm run corpora -- sst');
    const sentences = (trees: ReturnType<typeof readTrees>) => texts(trees.map(([sentence]) => sentence!));
    const train = sentences(readPinnedTrees('sst-train'));
    const tune = sentences(readPinnedTrees('sst-tune'));
    expect(shared(train, tune)).toEqual([]);
    expect(shared(new Set([...train, ...tune]), sentences(readTrees('trees-dev')))).toEqual([]);
  });
});
