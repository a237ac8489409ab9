import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Beam } from '../../src/decode/beam.js';

describe('Beam', () => {
  it('cuts by its width while few are alive', () => {
    expect(new Beam(10, 5).cutoff(Float64Array.of(-3, -1, -20), 3, -1)).toBe(-11);
  });

  it('keeps the best, and no more than maxActive unless they lie closer than a bin', () => {
    fc.assert(
      fc.property(
        fc.float64Array({ min: -30, max: 0, noNaN: true, minLength: 1, maxLength: 200 }),
        fc.integer({ min: 1, max: 50 }),
        (score, maxActive) => {
          const best = score.reduce((a, b) => Math.max(a, b));
          const cutoff = new Beam(20, maxActive).cutoff(score, score.length, best);
          const alive = score.filter((s) => s >= cutoff);
          expect(alive).toContain(best);
          expect(cutoff).toBeGreaterThanOrEqual(best - 20);
          const tooClose = alive.filter((s) => s > best - 20 / 500).length;
          expect(alive.length).toBeLessThanOrEqual(Math.max(maxActive, tooClose));
        },
      ),
    );
  });

  it('takes the worst too, where the rest are as many as may live', () => {
    const score = Float64Array.of(0, 0, 0, -0.04);
    const cutoff = new Beam(20, 3).cutoff(score, score.length, 0);
    expect(score.filter((s) => s >= cutoff)).toHaveLength(3);
  });

  it('keeps nearly maxActive of evenly spread scores', () => {
    const score = Float64Array.from({ length: 1000 }, (_, i) => -i * 0.01);
    const cutoff = new Beam(100, 300).cutoff(score, score.length, 0);
    expect(score.filter((s) => s >= cutoff).length).toBeGreaterThan(290);
  });
});
