import { expect, it } from 'vitest';
import { estimateDiscounts } from '../../../src/text/ngram/discounts.js';

it('estimates discounts by Chen & Goodman, equation 26', () => {
  // t = 4, 2, 1, 1: Y = 4 / (4 + 2·2) = 1/2; D1 = 1 − 2·½·2/4, D2 = 2 − 3·½·1/2, D3 = 3 − 4·½·1/1.
  const counts = Uint32Array.of(1, 1, 1, 1, 2, 2, 3, 4, 0, 17);
  expect(estimateDiscounts(counts)).toEqual({ values: [0, 0.5, 1.25, 1], isFallback: false });
});

it.each([
  ['no count of 4', [1, 1, 1, 1, 2, 2, 3]],
  ['no count of 1', [2, 2, 3, 4]],
  ['nothing', []],
  ['a negative discount', [1, 1, 2, 3, 3, 3, 3, 3, 4]],
])('falls back on %s', (_, counts) => {
  expect(estimateDiscounts(Uint32Array.from(counts))).toEqual({ values: [0, 0.5, 1, 1.5], isFallback: true });
});
