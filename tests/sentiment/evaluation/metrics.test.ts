import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accuracy, auc, calibrationError, f1 } from '../../../src/sentiment/evaluation/metrics.js';

const sets = fc
  .array(fc.record({ score: fc.integer({ min: 0, max: 20 }), label: fc.constantFrom(0, 1) }), {
    minLength: 1,
  })
  .map((rows) => ({ scores: rows.map(({ score }) => score / 20), labels: rows.map(({ label }) => label) }));

describe('metrics', () => {
  it('are those of a worked example', () => {
    const set = { scores: [0.9, 0.5, 0.4, 0.2], labels: [1, 0, 1, 0] };
    expect(accuracy(set)).toBe(0.5);
    expect(f1(set)).toBe(0.5);
    expect(auc(set)).toBe(0.75);
    expect(calibrationError(set, 2)).toBeCloseTo((2 * Math.abs(0.7 - 0.5) + 2 * Math.abs(0.3 - 0.5)) / 4, 12);
  });

  it('AUC is the share of pairs in order, ties half', () => {
    fc.assert(
      fc.property(sets, ({ scores, labels }) => {
        let won = 0;
        let pairs = 0;
        for (let p = 0; p < labels.length; p++) {
          for (let n = 0; n < labels.length; n++) {
            if (labels[p] !== 1 || labels[n] !== 0) continue;
            pairs++;
            won += scores[p]! > scores[n]! ? 1 : scores[p] === scores[n] ? 0.5 : 0;
          }
        }
        expect(auc({ scores, labels })).toBeCloseTo(pairs === 0 ? 0.5 : won / pairs, 12);
      }),
    );
  });
});
