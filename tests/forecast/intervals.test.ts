/** Intervals: conformal quantiles by their definition, and coverage where past and future are alike. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { autoForecast, forecastBy } from '../../src/forecast/auto.js';
import { conformalQuantile } from '../../src/forecast/conformal.js';
import { drawForecast } from '../../src/forecast/draw.js';
import { intervalsFromMisses } from '../../src/forecast/intervals.js';
import { CLASSICS } from '../../src/forecast/methods/classics.js';
import { coverage } from '../../src/forecast/metrics.js';
import { conformalFactors } from '../../src/forecast/recurrent/calibrate.js';
import type { QuantileForecast } from '../../src/forecast/recurrent/forecaster.js';
import { createRandom } from '../../src/random.js';

describe('a conformal quantile', () => {
  it('is the score of rank ⌈(n + 1) · p⌉, the largest where there is none', () => {
    expect(conformalQuantile([5, 1, 4, 2, 3, 9, 8, 7, 6], 0.8)).toBe(8);
    expect(conformalQuantile([3, 1, 2], 0.95)).toBe(3);
    expect(conformalQuantile([], 0.8)).toBeNaN();
  });

  it('holds as often as it says for scores from one distribution', () => {
    const random = createRandom(4);
    let held = 0;
    for (let i = 0; i < 4000; i++) {
      const scores = Array.from({ length: 19 }, () => Math.abs(random.normal()));
      if (Math.abs(random.normal()) <= conformalQuantile(scores, 0.8)) held++;
    }
    expect(Math.abs(held / 4000 - 0.8)).toBeLessThan(0.03);
  });
});

describe('intervals from past misses', () => {
  it('lie about the forecast, the wider one outside, and widen no slower than misses have grown', () => {
    const misses = fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 3 }); // biome-ignore format: one thought
    fc.assert(
      fc.property(misses, (errors) => {
        const values = Float64Array.of(1, 2, 3, 4, 5, 6);
        const [narrow, wide] = intervalsFromMisses(values, errors.map((one) => Float64Array.from(one))); // biome-ignore format: one thought
        values.forEach((value, h) => {
          expect(narrow!.low[h]).toBeLessThanOrEqual(value);
          expect(wide!.low[h]).toBeLessThanOrEqual(narrow!.low[h]!);
          expect(wide!.high[h]).toBeGreaterThanOrEqual(narrow!.high[h]!);
          if (h > 0)
            expect(wide!.high[h]! - value).toBeGreaterThanOrEqual(wide!.high[h - 1]! - values[h - 1]! - 1e-9);
        });
      }),
    );
    expect(intervalsFromMisses(Float64Array.of(1), [])).toEqual([]);
  });

  it('hold about as often as they say: a level with noise', () => {
    const random = createRandom(6);
    const held = [0, 0];
    for (let i = 0; i < 60; i++) {
      const values = Float64Array.from({ length: 90 }, () => 20 + random.normal());
      const mean = CLASSICS.find(({ name }) => name === 'ses')!;
      const { intervals } = forecastBy(mean, { history: values.slice(0, 70), horizon: 20, seasons: [1] });
      intervals.forEach(({ low, high }, l) => {
        held[l]! += coverage(values.subarray(70), low, high) / 60;
      });
    }
    expect(Math.abs(held[0]! - 0.8)).toBeLessThan(0.06);
    expect(Math.abs(held[1]! - 0.95)).toBeLessThan(0.04);
  });

  it('come with auto, and are drawn', () => {
    const history = Float64Array.from({ length: 60 }, (_, t) => 30 + t + 5 * Math.sin(t / 1.91));
    const made = autoForecast({ history, horizon: 6, seasons: [12] });
    expect(made.intervals.map(({ level }) => level)).toEqual([0.8, 0.95]);
    const picture = drawForecast(history, made, 'a < b');
    expect(picture.match(/<polygon/gu)).toHaveLength(2);
    expect(picture).toContain('&#60;');
    const runs = [{ regime: 0, from: 0, to: 50 }, { regime: 1, from: 50, to: 60 }]; // biome-ignore format: one thought
    expect(drawForecast(history, made, 'wild', runs).match(/<title>regime 2/gu)).toHaveLength(1);
    const short = autoForecast({ history: Float64Array.of(1, 2, 3), horizon: 2, seasons: [1] });
    expect(short.intervals).toEqual([]);
    expect(drawForecast(history, short, 'short')).not.toContain('<polygon');
  });
});

describe('calibration of quantiles', () => {
  it('makes intervals that are too narrow hold as often as they should', () => {
    const random = createRandom(8);
    // Of a normal distribution whose spread is twice what the quantiles say.
    const ends = [-1.96, -1.2816, 0, 1.2816, 1.96];
    const made: QuantileForecast[] = Array.from({ length: 100 }, () => {
      const quantiles = ends.map((end) => new Float64Array(40).fill(end));
      return { values: quantiles[2]!, quantiles, intervals: [] };
    });
    const came = made.map(() => Float64Array.from({ length: 40 }, () => 2 * random.normal()));
    const factors = conformalFactors(made, came);
    for (const factor of factors.filter((_, q) => q !== 2)) expect(Math.abs(factor - 2)).toBeLessThan(0.15);
    expect(factors[2]).toBe(1);
  });
});
