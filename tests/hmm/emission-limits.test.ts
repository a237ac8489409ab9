/** Emissions at their limits: updates from degenerate data stay finite, parameters and symbols that are none are refused. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEAST_VARIANCE, TRAIN_ALL } from '../../src/hmm/emission.js';
import { DiscreteEmission } from '../../src/hmm/emissions/discrete.js';
import { emissionFromJSON, type KnownEmission } from '../../src/hmm/emissions/from-json.js';
import { GaussianDiagonal } from '../../src/hmm/emissions/gaussian-diagonal.js';
import { GaussianFull } from '../../src/hmm/emissions/gaussian-full.js';
import { GaussianMixture } from '../../src/hmm/emissions/gaussian-mixture.js';
import { PoissonEmission } from '../../src/hmm/emissions/poisson.js';
import { frames, toObservations } from '../../src/hmm/observations.js';
import { normal } from './normal-density.js';

describe('updates that must not go wrong', () => {
  it('keeps small variances about large means: 1e8 ± 1', () => {
    const offset = 1e8;
    const values = Float64Array.from({ length: 1000 }, (_, t) => offset + (t % 2 === 0 ? 1 : -1));
    const ones = new Float64Array(1000).fill(1);
    const options = { train: TRAIN_ALL, varianceFloor: 1e-9, concentration: 1 };
    const diagonal = new GaussianDiagonal([[offset + 3]], [[5]]);
    const full = new GaussianFull([[offset + 3]], [[[5]]]);
    for (const emission of [diagonal, full]) {
      emission.accumulate(frames(values, 1), ones);
      emission.update(options);
    }
    expect(diagonal.means[0]).toBeCloseTo(offset, 6);
    expect(diagonal.variances[0]).toBeCloseTo(1, 9);
    expect(full.covariances[0]).toBeCloseTo(1, 9);
  });

  it('a component that lost all its weight stays finite and silent', () => {
    const mixture = new GaussianMixture([[1, 0]], [[[0], [1e6]]], [[[1], [1]]]);
    mixture.accumulate(toObservations([0.5, -0.5]), Float64Array.of(1, 1));
    mixture.update({ train: TRAIN_ALL, varianceFloor: 1e-3, concentration: 1 });
    expect(Array.from(mixture.weights)).toEqual([1, 0]);
    expect(Array.from(mixture.means)).toEqual([0, 1e6]);
    expect(mixture.logLikelihoods(toObservations([0]))[0]).toBeCloseTo(Math.log(normal(0, 0, 0.25)), 12);
  });

  it('floors: all frames equal give the floor, whatever the floor', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e50, max: 1e50, noNaN: true }),
        fc.constantFrom(1e-200, 1e-6, 1),
        (x, floor) => {
          const ones = new Float64Array(5).fill(1);
          const equal = toObservations(new Array(5).fill([x, x]));
          const options = { train: TRAIN_ALL, varianceFloor: floor, concentration: 1 };
          const diagonal = new GaussianDiagonal([[x, x]], [[1, 1]]);
          const full = new GaussianFull(
            [[x, x]],
            [
              [
                [1, 0.5],
                [0.5, 1],
              ],
            ],
          );
          for (const emission of [diagonal, full]) {
            emission.accumulate(equal, ones);
            emission.update(options);
            expect(emission.logLikelihoods(equal).every(Number.isFinite)).toBe(true);
          }
          expect(Array.from(diagonal.variances)).toEqual([floor, floor]);
          expect(full.covariances[0]).toBeCloseTo(floor, 12);
          expect(full.covariances[1]).toBe(0);
        },
      ),
    );
  });

  it('refuses parameters that are none', () => {
    const refused: [() => unknown, RegExp][] = [
      [() => new DiscreteEmission([[0.5, 0.6]]), /state 0 summing to 1.1, expected a sum of 1/],
      [() => new DiscreteEmission([[0.5, 0.5], [1]]), /1 numbers in row 1 of probabilities, expected 2/],
      [() => new DiscreteEmission([[1.5, -0.5]]), /expected probabilities from 0 to 1/],
      [() => new PoissonEmission([[-1]]), /rate = -1/],
      [() => new GaussianDiagonal([[0]], [[0]]), new RegExp(`at least ${LEAST_VARIANCE}`)],
      [() => new GaussianDiagonal([[0], [1]], [[1]]), /1 rows of variances, expected 2/],
      [
        () => new GaussianDiagonal([[0, 0]], [[1, 2]], { spherical: true }),
        /spherical state of several variances/,
      ],
      [
        () =>
          new GaussianFull(
            [[0, 0]],
            [
              [
                [1, 2],
                [2, 1],
              ],
            ],
          ),
        /hmm-covariance: found covariance 0/,
      ],
      [
        () =>
          new GaussianFull(
            [[0, 0]],
            [
              [
                [1, 0.5],
                [0.4, 1],
              ],
            ],
          ),
        /a symmetric 2 × 2 matrix/,
      ],
      [() => new GaussianFull([[0], [0]], [[[1]]]), /1 covariances, expected 2/],
      [() => new GaussianMixture([[0.5, 0.5]], [[[0]]], [[[1]]]), /means of another shape/],
      [
        () => new GaussianMixture([[0.5, 0.4]], [[[0], [1]]], [[[1], [1]]]),
        /weights of state 0 summing to 0.9/,
      ],
      [() => emissionFromJSON({ kind: 'gamma' } as unknown as KnownEmission), /an emission of kind gamma/],
      [() => emissionFromJSON({ kind: 'poisson' } as unknown as KnownEmission), /hmm-file/],
      [
        () => emissionFromJSON({ kind: 'poisson', rates: [[null]] } as unknown as KnownEmission),
        /rates that are not lists of numbers/,
      ],
    ];
    for (const [make, message] of refused) expect(make).toThrow(message);
  });

  it('refuses symbols out of range and counts that are none', () => {
    const discrete = new DiscreteEmission([[0.5, 0.5]]);
    const message = /hmm-symbol: found symbol 2 in frame 1, expected whole numbers from 0 to 1/;
    expect(() => discrete.check(toObservations([0, 2]))).toThrow(message);
    expect(() => discrete.check(toObservations([0.5]))).toThrow(/symbol 0.5 in frame 0/);
    const poisson = new PoissonEmission([[1, 1]]);
    expect(() =>
      poisson.check(
        toObservations([
          [0, 1],
          [2, -1],
        ]),
      ),
    ).toThrow(/hmm-count: found -1 in frame 1/);
  });
});
