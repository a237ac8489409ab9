/** Data that breaks careless arithmetic: training ends without a NaN or says clearly why it cannot begin. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import { Hmm } from '../../src/hmm/hmm.js';
import { initialGaussian, initialMixture, initialPoisson } from '../../src/hmm/initialize.js';
import { ergodic, leftToRight } from '../../src/hmm/topology-builders.js';
import { createRandom } from '../../src/random.js';
import { KINDS, randomEmission } from './arbitraries.js';

const gaussians = ['diagonal', 'spherical', 'full', 'tied', 'mixture'] as const;
const awkward = fc.oneof(
  fc.constantFrom(0, 1, -1, 1e100, -1e100, 1e-300, 5e-324, 1e8, 1e8 + 1),
  fc.double({ min: -1e100, max: 1e100, noNaN: true }),
  fc.double({ min: -3, max: 3, noNaN: true }),
);
const sequence = fc.array(fc.tuple(awkward, awkward), { minLength: 1, maxLength: 6 });

/** That neither parameters nor results hold a NaN or an infinity that should not be there. */
function expectSound(model: Hmm, data: number[][][]): void {
  const text = JSON.stringify(model);
  expect(text).not.toContain('null'); // what JSON makes of NaN and ±Infinity
  for (const one of data) {
    const { gamma, logLikelihood } = model.posteriors(one);
    expect(logLikelihood).not.toBeNaN();
    for (let t = 0; t < one.length; t++) {
      const row = gamma.subarray(t * model.states, (t + 1) * model.states);
      expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 9);
    }
    expect(model.viterbi(one).logProbability).not.toBeNaN();
  }
}

describe('nasty data', () => {
  it.each(gaussians)('%s: values of any magnitude, mixed', (kind) => {
    fc.assert(
      fc.property(fc.array(sequence, { minLength: 1, maxLength: 3 }), fc.nat(1000), (data, seed) => {
        const model = new Hmm(ergodic(2), randomEmission(createRandom(seed), kind, 2));
        const { history } = model.fit(data, { maxIterations: 4, tolerance: 0 });
        for (const objective of history) expect(Number.isFinite(objective)).toBe(true);
        expectSound(model, data);
      }),
      { numRuns: 150 },
    );
  });

  it.each(gaussians)('%s: all frames equal', (kind) => {
    fc.assert(
      fc.property(awkward, awkward, fc.integer({ min: 1, max: 9 }), (x, y, length) => {
        const data = [new Array<number[]>(length).fill([x, y])];
        const model = new Hmm(leftToRight(2), randomEmission(createRandom(1), kind, 2));
        model.fit(data, { maxIterations: 8 });
        expectSound(model, data);
      }),
      { numRuns: 60 },
    );
  });

  it.each(KINDS)('%s: a single frame', (kind) => {
    const random = createRandom(2);
    const model = new Hmm(ergodic(3), randomEmission(random, kind, 3));
    const { observations } = model.sample(1, random);
    const report = model.fit([observations]);
    expect(report.history.every(Number.isFinite)).toBe(true);
    expect(JSON.stringify(model)).not.toContain('null');
    expect(Number.isFinite(model.score(observations))).toBe(true);
  });

  it('initial guesses from any data are sound, or refused for want of distinct frames', () => {
    fc.assert(
      fc.property(fc.array(sequence, { minLength: 1, maxLength: 3 }), fc.nat(100), (data, seed) => {
        const makes = [
          ...(['diagonal', 'spherical', 'full', 'tied'] as const).map(
            (covariance) => () => initialGaussian(data, { states: 2, covariance, seed }),
          ),
          () => initialMixture(data, { states: 2, components: 2, seed }),
        ];
        for (const make of makes) {
          try {
            const model = new Hmm(ergodic(2), make());
            model.fit(data, { maxIterations: 2 });
            expectSound(model, data);
          } catch (error) {
            expect((error as InputError).code).toBe('kmeans-few-points');
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('refuses fewer distinct frames than states, negative means for Poisson, and sequences too short for time', () => {
    const equal = [new Array(9).fill([1, 2])];
    expect(() => initialGaussian(equal, { states: 2 })).toThrow(
      /kmeans-few-points: found 1 distinct frame, expected at least 2/,
    );
    expect(() => initialPoisson([[-5, -6]], { states: 2 })).toThrow(/hmm-initial/);
    expect(() => initialGaussian([[1, 2]], { states: 3, by: 'time' })).toThrow(/no frame for state/);
    expect(() => initialGaussian([[1, 2]], { states: 0 })).toThrow(InputError);
  });

  it('initial guesses by time follow the parts of the sequences', () => {
    const data = [
      [0, 0, 5, 5, 9, 9],
      [0, 5, 9],
    ];
    const emission = initialGaussian(data, { states: 3, by: 'time' });
    expect(Array.from(emission.means)).toEqual([0, 5, 9]);
  });
});
