/** Regimes: found where they were put, none where there are none. */
import { describe, expect, it } from 'vitest';
import { findRegimes } from '../../src/forecast/regimes.js';
import { createRandom } from '../../src/random.js';

/** A walk whose steps have these spreads, a hundred points each. */
function walk(spreads: readonly number[], seed = 5): Float64Array {
  const random = createRandom(seed);
  let level = 500;
  return Float64Array.from({ length: 100 * spreads.length }, (_, t) => {
    level += spreads[Math.floor(t / 100)]! * random.normal();
    return level;
  });
}

describe('regimes', () => {
  it('are found where the steps become wilder', () => {
    const { regimes, runs, relative } = findRegimes({ history: walk([1, 8, 1]), seasons: [1] });
    expect(relative).toBe(true);
    expect(regimes).toHaveLength(2);
    // Of the logarithm of a level about 500.
    expect(regimes[1]!.spread / regimes[0]!.spread).toBeGreaterThan(4);
    expect(Math.abs(regimes[1]!.share - 1 / 3)).toBeLessThan(0.05);
    expect(regimes[0]!.next).toBeGreaterThan(0.9);
    const wild = runs.filter(({ regime, from, to }) => regime === 1 && to - from > 20);
    expect(wild).toHaveLength(1);
    expect(Math.abs(wild[0]!.from - 100)).toBeLessThan(10);
    expect(Math.abs(wild[0]!.to - 200)).toBeLessThan(10);
  });

  it('cover every point once, in order', () => {
    const history = walk([3, 1, 9, 2]);
    const { runs } = findRegimes({ history, seasons: [1] });
    expect(runs[0]!.from).toBe(0);
    expect(runs.at(-1)!.to).toBe(history.length);
    for (const [i, run] of runs.entries()) if (i > 0) expect(run.from).toBe(runs[i - 1]!.to);
  });

  it('are not invented: one spread, one regime; seasons are none', () => {
    expect(findRegimes({ history: walk([2, 2, 2]), seasons: [1] }).regimes).toHaveLength(1);
    const random = createRandom(2);
    const seasonal = Float64Array.from({ length: 240 }, (_, t) => 90 + 50 * (t % 12 === 0 ? 1 : 0) + random.normal()); // biome-ignore format: one thought
    expect(findRegimes({ history: seasonal, seasons: [12] }).regimes).toHaveLength(1);
  });

  it.each([
    ['constant', new Float64Array(50).fill(3)],
    ['short', Float64Array.of(1, 2, 4)],
    ['one point', Float64Array.of(1)],
  ])('say nothing of a series without any to tell: %s', (_, history) => {
    expect(findRegimes({ history, seasons: [1] }).runs).toEqual([]);
  });
});
