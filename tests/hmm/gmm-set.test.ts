/** The flat float32 mixtures against the double-precision emission of this folder. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TRAIN_ALL } from '../../src/hmm/emission.js';
import { GaussianMixture } from '../../src/hmm/emissions/gaussian-mixture.js';
import { GmmAccumulator } from '../../src/hmm/gmm-accumulator.js';
import { type DiagonalMixture, GmmSet } from '../../src/hmm/gmm-set.js';
import { frames } from '../../src/hmm/observations.js';
import { createRandom, type Random } from '../../src/random.js';
import { distribution } from './arbitraries.js';

function randomMixture(random: Random, M: number, D: number): DiagonalMixture {
  return {
    weights: Float64Array.from(distribution(random, M)),
    means: Float64Array.from({ length: M * D }, () => 2 * random.normal()),
    variances: Float64Array.from({ length: M * D }, () => 0.3 + random.next()),
  };
}

/** One state as an emission in double precision. */
function reference({ weights, means, variances }: DiagonalMixture, D: number): GaussianMixture {
  const rows = (flat: Float64Array) =>
    Array.from({ length: weights.length }, (_, m) => flat.subarray(m * D, m * D + D));
  return new GaussianMixture([weights], [rows(means)], [rows(variances)]);
}

const shapes = fc.record({
  seed: fc.nat(1e6),
  sizes: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
  D: fc.integer({ min: 1, max: 7 }),
});

describe('GmmSet', () => {
  it('evaluates what the double-precision mixture does, odd dimensions and unequal sizes included', () => {
    fc.assert(
      fc.property(shapes, ({ seed, sizes, D }) => {
        const random = createRandom(seed);
        const mixtures = sizes.map((M) => randomMixture(random, M, D));
        const set = GmmSet.fromMixtures(mixtures, D);
        expect(set.states).toBe(sizes.length);
        expect(set.components).toBe(sizes.reduce((a, b) => a + b));
        const x = Float32Array.from({ length: 3 * D }, () => 3 * random.normal());
        const posterior = new Float64Array(5);
        mixtures.forEach((mixture, s) => {
          const expected = reference(mixture, D).logLikelihoods(frames(x, D));
          for (let t = 0; t < 3; t++) {
            const tolerance = 1e-5 * Math.max(10, Math.abs(expected[t]!));
            expect(Math.abs(set.logLikelihood(s, x, t * D) - expected[t]!)).toBeLessThan(tolerance);
            expect(set.posteriors(s, x, t * D, posterior)).toBeCloseTo(set.logLikelihood(s, x, t * D), 9);
            const M = sizes[s]!;
            expect(posterior.subarray(0, M).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
            for (let m = 0; m < M; m++) {
              const joint = set.componentLogLikelihood(set.offsets[s]! + m, x, t * D);
              expect(posterior[m]).toBeCloseTo(Math.exp(joint - set.logLikelihood(s, x, t * D)), 9);
            }
          }
        });
      }),
      { numRuns: 100 },
    );
  });

  it('gives its mixtures back to float32 precision', () => {
    const random = createRandom(3);
    const mixtures = [randomMixture(random, 3, 5), randomMixture(random, 1, 5)];
    const set = GmmSet.fromMixtures(mixtures, 5);
    mixtures.forEach((mixture, s) => {
      const back = set.mixture(s);
      for (const key of ['weights', 'means', 'variances'] as const) {
        expect(back[key].length).toBe(mixture[key].length);
        back[key].forEach((value, k) => {
          expect(Math.abs(value - mixture[key][k]!)).toBeLessThan(1e-4);
        });
      }
    });
  });

  it('keeps the terms of a sum however unequal, and impossible components out of it', () => {
    const far = {
      weights: Float64Array.of(0.5, 0.5),
      means: Float64Array.of(0, 40),
      variances: Float64Array.of(1, 1),
    };
    const set = GmmSet.fromMixtures([far], 1);
    const alone = Math.log(0.5) - 0.5 * Math.log(2 * Math.PI);
    expect(set.logLikelihood(0, Float32Array.of(0), 0)).toBeCloseTo(alone, 5);
    expect(set.logLikelihood(0, Float32Array.of(40), 0)).toBeCloseTo(alone, 3);
    expect(set.logLikelihood(0, Float32Array.of(20), 0)).toBeCloseTo(alone - 200 + Math.log(2), 3);
    const silent = { ...far, weights: Float64Array.of(1, 0) };
    const posterior = new Float64Array(2);
    GmmSet.fromMixtures([silent], 1).posteriors(0, Float32Array.of(40), 0, posterior);
    expect(Array.from(posterior)).toEqual([1, 0]);
  });

  it('refuses what has no density', () => {
    const mixture = (mean: number, variance: number) => ({
      weights: Float64Array.of(1),
      means: Float64Array.of(mean),
      variances: Float64Array.of(variance),
    });
    expect(() => GmmSet.fromMixtures([mixture(0, 0)], 1)).toThrow(/gmm-degenerate: found mean 0, variance 0/);
    expect(() => GmmSet.fromMixtures([mixture(0, Number.NaN)], 1)).toThrow(/gmm-degenerate/);
    expect(() => GmmSet.fromMixtures([mixture(Number.NaN, 1)], 1)).toThrow(/gmm-degenerate/);
  });
});

describe('GmmAccumulator', () => {
  it('re-estimates like the double-precision mixture', () => {
    const random = createRandom(4);
    const D = 3;
    const mixture = randomMixture(random, 2, D);
    const x = Float32Array.from({ length: 400 * D }, () => 2 * random.normal());
    const weights = Float64Array.from({ length: 400 }, () => random.next());
    const accumulator = new GmmAccumulator(GmmSet.fromMixtures([mixture], D));
    for (let t = 0; t < 400; t++) accumulator.add(0, x, t * D, weights[t]!);
    const varianceFloor = new Float64Array(D).fill(1e-3);
    const [found] = accumulator.update({ varianceFloor, minOccupancy: 1 });
    const emission = reference(mixture, D);
    emission.accumulate(frames(x, D), weights);
    emission.update({ train: TRAIN_ALL, varianceFloor: 1e-3, concentration: 1 });
    for (const key of ['weights', 'means', 'variances'] as const) {
      found![key].forEach((value, k) => {
        expect(Math.abs(value - emission[key][k]!)).toBeLessThan(1e-3);
      });
    }
  });
});
