import { expect, it } from 'vitest';
import { parseArpa } from '../../../src/text/ngram/arpa-read.js';
import { scoreText } from '../../../src/text/ngram/perplexity.js';

const p = (probability: number) => Math.log10(probability).toFixed(9);

it('is the geometric mean of inverse probabilities', () => {
  // P = 1/8 for words and the end, 1/2 for <unk>.
  const unigrams = ['a', 'b', 'c', '</s>'].map((word) => `${p(1 / 8)}\t${word}`);
  const model = parseArpa(
    `\\data\\\nngram 1=5\n\\1-grams:\n${unigrams.join('\n')}\n${p(1 / 2)}\t<unk>\n\\end\\`,
  );
  const score = scoreText(model, [['a', 'b', 'c'], [], ['x', 'y', 'a']]);
  expect(score).toMatchObject({ sentences: 2, words: 6, unknownWords: 2 });
  expect(score.perplexityWithoutUnknown).toBeCloseTo(8, 4);
  expect(score.perplexity).toBeCloseTo(8 ** (6 / 8) * 2 ** (2 / 8), 4);
});

it('is infinite with unknown words under a model without <unk>, finite without them', () => {
  const model = parseArpa(`\\data\\\nngram 1=2\n\\1-grams:\n${p(1 / 2)}\ta\n${p(1 / 2)}\t</s>\n\\end\\`);
  const score = scoreText(model, [['a', 'x']]);
  expect(score.perplexity).toBe(Number.POSITIVE_INFINITY);
  expect(score.perplexityWithoutUnknown).toBeCloseTo(2, 5);
});
