import { expect, it } from 'vitest';
import { createRandom } from '../../../src/random.js';
import type { PolarText } from '../../../src/sentiment/corpus/hold-out-texts.js';
import { sentencesIn, sentencesOfReviews } from '../../../src/sentiment/neural/sentences-of-reviews.js';
import { buildVocabulary, countForms } from '../../../src/text/pieces/vocabulary.js';
import { tokenize } from '../../../src/text/review/tokens.js';

const reviews: PolarText[] = [
  { id: 'a', text: 'What a lovely film this is! Go. We all had a good time.', label: 1 },
  { id: 'b', text: 'What a dreadful film this is. We all had a bad time', label: 0 },
];
const vocabulary = buildVocabulary(countForms(reviews.map(({ text }) => tokenize(text))), {
  words: 30,
  pieces: 0,
});

it('cuts at the ends of sentences and leaves very short ones out', () => {
  const texts = sentencesIn(tokenize(reviews[0]!.text)).map((s) => s.map(({ form }) => form).join(' '));
  expect(texts).toEqual(['what a lovely film this is !', 'we all had a good time .']);
  expect(sentencesIn(tokenize(reviews[1]!.text))).toHaveLength(2);
  expect(sentencesIn([])).toEqual([]);
});

it('believes the member and the verdict of the review as odds that multiply', () => {
  const sure = 0.4;
  const member = {
    logits: (texts: readonly unknown[]) => new Float64Array(texts.length).fill(sure),
    close() {},
    [Symbol.dispose]() {},
  };
  const draw = sentencesOfReviews(reviews, member, vocabulary);
  const graded = draw(createRandom(1), 100);
  expect(graded).toHaveLength(100);
  const odds = new Set(graded.map(({ chance }) => Math.log(chance / (1 - chance)).toFixed(6)));
  const [low, high] = [...odds].map(Number).sort((a, b) => a - b);
  // The verdict moves both ways alike, around what the member says.
  expect((low! + high!) / 2).toBeCloseTo(sure, 5);
  expect(low!).toBeLessThan(0);
  expect(draw(createRandom(1), 100)).toEqual(graded);
  for (const { ids } of graded) expect(ids.length).toBeGreaterThanOrEqual(4);
});
