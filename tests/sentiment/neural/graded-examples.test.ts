import { expect, it } from 'vitest';
import { gradedExamples, gradeTexts } from '../../../src/sentiment/neural/graded-examples.js';
import { PieceVocabulary } from '../../../src/text/pieces/vocabulary.js';

const vocabulary = new PieceVocabulary(['good', 'bad', 'so', 'and']);

it('draws labels as often as the degree says, anew each epoch and the same each time', () => {
  const texts = Array.from({ length: 4000 }, () => ({ ids: Int32Array.of(33), chance: 0.7 }));
  const set = gradedExamples(() => texts, 1);
  const labels = (epoch: number) => texts.map((_, i) => Number(set.example(i, epoch).target[0]));
  const share = labels(0).reduce((sum, label) => sum + label, 0) / texts.length;
  expect(share).toBeCloseTo(0.7, 1);
  expect(labels(1)).not.toEqual(labels(0));
  expect(labels(0)).toEqual(gradedLabels(texts, 0));
});

const gradedLabels = (texts: { ids: Int32Array; chance: number }[], epoch: number) => {
  const again = gradedExamples(() => texts, 1);
  return texts.map((_, i) => Number(again.example(i, epoch).target[0]));
};

it('encodes texts and passes over those without a token', () => {
  const graded = gradeTexts(vocabulary, [
    { text: 'good and so bad', valence: 0 },
    { text: ' ', valence: 1 },
  ]);
  expect(graded.map(({ ids, chance }) => [ids.length, chance])).toEqual([[4, 0.5]]);
});
