import { expect, it } from 'vitest';
import { CAUSES, readCauses, sortByCause, UNREAD } from '../../../scripts/recipes/sentiment/causes.js';
import { weighLike } from '../../../scripts/recipes/sentiment/data.js';
import type { TuningText } from '../../../src/sentiment/fit-ensemble.js';

it('sorts errors by cause, the most frequent first and unread ones last', () => {
  const texts = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => ({ id }));
  const causes = new Map([
    ['b', 'irony'],
    ['d', 'label'],
    ['e', 'label'],
  ] as const);
  const sorted = sortByCause(texts, causes).map(({ cause, texts: some }) => [
    cause,
    some.map(({ id }) => id),
  ]);
  expect(sorted).toEqual([
    ['label', ['d', 'e']],
    ['irony', ['b']],
    [UNREAD, ['a', 'c', 'f']],
  ]);
});

it('knows every cause in the file of causes', () => {
  const causes = readCauses();
  expect(causes.size).toBeGreaterThan(50);
  expect(Object.keys(CAUSES)).toEqual(expect.arrayContaining([...new Set(causes.values())]));
});

it('weighs positives as often as they are among other texts, and leaves the neutral alone', () => {
  const text = (label?: 0 | 1): TuningText => ({
    ...{ id: 'x', text: 'x', weight: 2 },
    ...(label !== undefined && { label }),
  });
  const weighed = weighLike([text(1), text(0), text(0), text(0), text()], [text(1), text(0), text()]);
  const sum = (label?: 0 | 1) =>
    weighed.filter((one) => one.label === label).reduce((total, { weight }) => total + weight!, 0);
  expect(sum(1)).toBeCloseTo(sum(0), 12);
  expect(sum(1) + sum(0)).toBeCloseTo(8, 12);
  expect(sum()).toBe(2);
});
