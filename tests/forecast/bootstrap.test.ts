/** Intervals of errors, beside the normal approximation, and of an OWA that is known. */
import { describe, expect, it } from 'vitest';
import { errorIntervals, meanErrors } from '../../src/forecast/bootstrap.js';
import { createRandom } from '../../src/random.js';

describe('intervals of errors', () => {
  const random = createRandom(5);
  const naive = Array.from({ length: 300 }, () => ({
    smape: 20 + random.normal(),
    mase: 2 + 0.1 * random.normal(),
  }));

  it('are as wide as the spread of a mean', () => {
    const [low, high] = errorIntervals(naive, naive).smape;
    expect(Math.abs(high - low - (2 * 1.96) / Math.sqrt(300))).toBeLessThan(0.05);
    expect((low + high) / 2).toBeCloseTo(meanErrors(naive).smape, 1);
  });

  it('of OWA have no width where every series is alike by half', () => {
    const half = naive.map(({ smape, mase }) => ({ smape: smape / 2, mase: mase / 2 }));
    for (const end of errorIntervals(half, naive).owa) expect(end).toBeCloseTo(0.5, 12);
  });

  it('leave series without a scale out of MASE', () => {
    const some = [...naive, { smape: 20, mase: Number.NaN }];
    expect(meanErrors(some).mase).toBeCloseTo(meanErrors(naive).mase, 12);
    for (const end of errorIntervals(some, some).mase) expect(end).toBeGreaterThan(1.9);
  });
});
