/** The thetas, on series whose future is known in closed form, and the dynamic one beside its formulas taken literally. */
import { describe, expect, it } from 'vitest';
import { medianOf } from '../../../src/forecast/backtest.js';
import { findMethod } from '../../../src/forecast/evaluate.js';
import { runDynamicTheta } from '../../../src/forecast/methods/dynamic-theta.js';
import { line } from '../../../src/forecast/methods/fit-smoothing.js';
import { createRandom } from '../../../src/random.js';

const forecast = async (name: string, history: Float64Array, horizon: number, season: number) =>
  (await findMethod(name)).forecast({ history, horizon, seasons: [season] });

describe('thetas', () => {
  const shape = [0.8, 1.1, 1.3, 0.8];
  it.each(['theta-seasonal', 'theta-log', 'dynamic-theta'])(
    '%s gives a season on a level back',
    async (name) => {
      const whole = Float64Array.from({ length: 32 }, (_, t) => 50 * shape[t % 4]!);
      const made = await forecast(name, whole.slice(0, 26), 6, 4);
      made.forEach((value, h) => {
        expect(value).toBeCloseTo(whole[26 + h]!, 1);
      });
    },
  );

  it('of logarithms takes the season away by factors, and foretells nothing below zero', async () => {
    const falling = Float64Array.from({ length: 40 }, (_, t) => 100 * 0.8 ** t);
    for (const value of await forecast('theta-log', falling, 12, 1)) expect(value).toBeGreaterThan(0);
    expect(Math.min(...(await forecast('theta-seasonal', falling, 12, 1)))).toBeLessThan(0);
  });

  it('dynamic: the line is the one through what was seen, and half its slope is what a series of it goes on by', () => {
    // With little learnt from an error, and a theta without bounds, the forecast is the line itself.
    const straight = Float64Array.from({ length: 30 }, (_, t) => 5 + 2 * t);
    runDynamicTheta(straight, 6).forEach((value, h) => {
      expect(Math.abs(value - (5 + 2 * (30 + h)))).toBeLessThan(1.5);
    });
  });

  it('dynamic: errs no more within the history than a smoothing without a line would', () => {
    const random = createRandom(3);
    let level = 100;
    const walk = Float64Array.from({ length: 80 }, () => {
      level += random.normal() + 0.5;
      return level;
    });
    const { slope } = line(walk);
    const made = runDynamicTheta(walk, 20);
    // Upwards, and no faster than the line.
    expect(made[19]! - made[0]!).toBeGreaterThan(0);
    expect(made[19]! - made[0]!).toBeLessThan(20 * slope);
  });
});

describe('a median of forecasts', () => {
  it('is the middle one, or lies amid the middle two', () => {
    const all = [Float64Array.of(1, 9), Float64Array.of(5, 2), Float64Array.of(3, 4)];
    expect([...medianOf(all)]).toEqual([3, 4]);
    expect([...medianOf([...all, Float64Array.of(7, 8)])]).toEqual([4, 6]);
  });
});
