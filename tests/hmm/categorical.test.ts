import { describe, expect, it } from 'vitest';
import { dirichletLogPrior, drawIndex, normalizeCounts } from '../../src/hmm/categorical.js';
import { createRandom, type Random } from '../../src/random.js';

describe('rows of probabilities', () => {
  it('draws in proportion to weights, from an offset, never the impossible', () => {
    const random = createRandom(1);
    const weights = [9, 0, 1, 0, 3, 0, 9];
    const counts = new Float64Array(5);
    for (let n = 0; n < 40_000; n++) counts[drawIndex(weights, 1, 5, random)]! += 1;
    expect(counts[1]! / 40_000).toBeCloseTo(0.25, 1.7);
    expect(counts[1]! + counts[3]!).toBe(40_000);
  });

  it('gives the crumb that rounding leaves to the last possible outcome', () => {
    const atTheTop: Random = { ...createRandom(1), next: () => 1 };
    expect(drawIndex([0.3, 0.7, 0, 0], 0, 4, atTheTop)).toBe(1);
  });

  it('normalises counts with pseudo-counts and leaves rows without any alone', () => {
    const rows = Float64Array.of(0.5, 0.5, 0.9, 0.1);
    normalizeCounts(rows, Float64Array.of(3, 1, 0, 0), 2, 1);
    expect(Array.from(rows)).toEqual([0.75, 0.25, 0.9, 0.1]);
    normalizeCounts(rows, Float64Array.of(3, 1, 0, 0), 2, 2);
    expect(Array.from(rows)).toEqual([4 / 6, 2 / 6, 0.5, 0.5]);
  });

  it('knows the log of a Dirichlet density up to its constant, and that no prior is 0 even at the edge', () => {
    expect(dirichletLogPrior(Float64Array.of(0.25, 0.75), 3)).toBeCloseTo(2 * Math.log(0.25 * 0.75), 12);
    expect(dirichletLogPrior(Float64Array.of(0, 1), 1)).toBe(0);
  });
});
