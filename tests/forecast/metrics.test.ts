import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverage, mae, mase, mse, owa, pinball, smape } from '../../src/forecast/metrics.js';

describe('errors of forecasts', () => {
  it('are what their formulas give by hand', () => {
    // |10 − 8| / 18 and |20 − 25| / 45, times 200, averaged.
    expect(smape([10, 20], [8, 25])).toBeCloseTo((200 * (2 / 18 + 5 / 45)) / 2, 12);
    expect(smape([0], [0])).toBe(0);
    expect(mae([1, 2], [2, 4])).toBe(1.5);
    expect(mse([1, 2], [2, 4])).toBe(2.5);
    // In the history a seasonal naive of season 2 errs by 1, 1 and 3.
    expect(mase([5, 9], [6, 7], [1, 2, 2, 3, 5], 2)).toBeCloseTo(1.5 / (5 / 3), 12);
    expect(owa({ smape: 5, mase: 1 }, { smape: 10, mase: 4 })).toBeCloseTo(0.375, 12);
    expect(coverage([1, 2, 3], [0, 2, 4], [1, 3, 5])).toBeCloseTo(2 / 3, 12);
  });

  it('leave unknown points out', () => {
    expect(mae([1, Number.NaN], [3, 100])).toBe(2);
  });

  it('the pinball loss is least at the quantile', () => {
    const actual = Array.from({ length: 101 }, (_, i) => i);
    const loss = (at: number) =>
      pinball(
        actual,
        actual.map(() => at),
        0.9,
      );
    expect(loss(90)).toBeLessThan(loss(85));
    expect(loss(90)).toBeLessThan(loss(95));
  });

  it('sMAPE is symmetric and at most 200', () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(values, values, (a, b) => {
        expect(smape(a, b)).toBeCloseTo(smape(b, a), 9);
        expect(smape(a, b)).toBeLessThanOrEqual(200 + 1e-9);
      }),
    );
  });
});
