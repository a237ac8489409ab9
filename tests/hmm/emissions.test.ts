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
import { createRandom } from '../../src/random.js';
import { KINDS, randomEmission } from './arbitraries.js';

const normal = (x: number, mean: number, variance: number) =>
  Math.exp(-((x - mean) ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);

describe('densities in closed form', () => {
  it('diagonal Gaussian and mixture', () => {
    const diagonal = new GaussianDiagonal([[1, -2]], [[0.5, 4]]);
    const x = [1.7, 0.3];
    const first = normal(1.7, 1, 0.5) * normal(0.3, -2, 4);
    const second = normal(1.7, 0, 2) * normal(0.3, 1, 1);
    expect(diagonal.logLikelihoods(toObservations([x]))[0]).toBeCloseTo(Math.log(first), 12);
    const mixture = new GaussianMixture(
      [[0.3, 0.7]],
      [
        [
          [1, -2],
          [0, 1],
        ],
      ],
      [
        [
          [0.5, 4],
          [2, 1],
        ],
      ],
    );
    const expected = Math.log(0.3 * first + 0.7 * second);
    expect(mixture.logLikelihoods(toObservations([x]))[0]).toBeCloseTo(expected, 12);
  });

  it('full covariance: the 2 × 2 inverse and determinant written out', () => {
    const [a, b, c] = [2, 0.6, 0.5];
    const full = new GaussianFull(
      [[1, 2]],
      [
        [
          [a, b],
          [b, c],
        ],
      ],
    );
    const [dx, dy] = [0.4, -0.9];
    const det = a * c - b * b;
    const quadratic = (c * dx * dx - 2 * b * dx * dy + a * dy * dy) / det;
    const expected = -Math.log(2 * Math.PI) - 0.5 * Math.log(det) - 0.5 * quadratic;
    expect(full.logLikelihoods(toObservations([[1.4, 1.1]]))[0]).toBeCloseTo(expected, 12);
  });

  it('full covariance with zeros off the diagonal is the diagonal Gaussian', () => {
    const random = createRandom(1);
    const means = [
      [1, 2, 3],
      [-1, 0, 4],
    ];
    const variances = [
      [1, 2, 0.3],
      [0.1, 5, 1],
    ];
    const matrices = variances.map((row) => row.map((v, r) => row.map((_, c) => (r === c ? v : 0))));
    const x = frames(
      Float64Array.from({ length: 30 }, () => random.normal()),
      3,
    );
    const expected = new GaussianDiagonal(means, variances).logLikelihoods(x);
    new GaussianFull(means, matrices).logLikelihoods(x).forEach((value, k) => {
      expect(value).toBeCloseTo(expected[k]!, 10);
    });
  });

  it('Poisson, with a rate of zero, and probabilities of all counts summing to 1', () => {
    const poisson = new PoissonEmission([[3.5], [0]]);
    const counts = toObservations(Array.from({ length: 60 }, (_, n) => n));
    const table = poisson.logLikelihoods(counts);
    expect(table[2 * 2]).toBeCloseTo(Math.log((3.5 ** 2 * Math.exp(-3.5)) / 2), 12);
    expect(table[1]).toBe(0);
    expect(table[3]).toBe(Number.NEGATIVE_INFINITY);
    let sum = 0;
    for (let n = 0; n < 60; n++) sum += Math.exp(table[n * 2]!);
    expect(sum).toBeCloseTo(1, 12);
  });

  it('discrete', () => {
    const table = new DiscreteEmission([
      [0.25, 0.75],
      [1, 0],
    ]).logLikelihoods(toObservations([1, 0]));
    expect(Array.from(table)).toEqual([Math.log(0.75), Number.NEGATIVE_INFINITY, Math.log(0.25), 0]);
  });
});

describe.each(KINDS)('any emission: %s', (kind) => {
  it('comes back from JSON the same, number for number', () => {
    const emission = randomEmission(createRandom(2), kind, 3);
    const json = JSON.parse(JSON.stringify(emission)) as KnownEmission;
    expect(JSON.parse(JSON.stringify(emissionFromJSON(json)))).toEqual(json);
    const x = frames(emission.sample(1, createRandom(3)), emission.dimensions);
    expect(emissionFromJSON(json).logLikelihoods(x)).toEqual(emission.logLikelihoods(x));
  });

  it('samples what it describes: re-estimation from 20,000 draws of one state gives its parameters', () => {
    const random = createRandom(4);
    const emission = randomEmission(random, kind, 1);
    const D = emission.dimensions;
    const n = 20_000;
    const values = new Float64Array(n * D);
    for (let t = 0; t < n; t++) values.set(emission.sample(0, random), t * D);
    const before = JSON.parse(JSON.stringify(emission));
    emission.clear();
    emission.accumulate(frames(values, D), new Float64Array(n).fill(1));
    emission.update({ train: TRAIN_ALL, varianceFloor: 1e-6, concentration: 1 });
    const after = JSON.parse(JSON.stringify(emission));
    for (const key of Object.keys(before).filter((name) => Array.isArray(before[name]))) {
      const wanted = before[key].flat(3);
      after[key].flat(3).forEach((x: number, k: number) => {
        expect(Math.abs(x - wanted[k])).toBeLessThan(0.1);
      });
    }
  });

  it('counts its free parameters', () => {
    const expected = { discrete: 9, poisson: 6, diagonal: 12, spherical: 9, full: 15, tied: 9, mixture: 27 };
    expect(randomEmission(createRandom(5), kind, 3).freeParameters()).toBe(expected[kind]);
  });

  it('forgets on clear, and keeps the parameters of states it saw nothing of', () => {
    const random = createRandom(6);
    const emission = randomEmission(random, kind, 2);
    const before = JSON.stringify(emission);
    emission.accumulate(frames(emission.sample(0, random), emission.dimensions), Float64Array.of(1, 0));
    emission.clear();
    emission.update({ train: TRAIN_ALL, varianceFloor: 1e-6, concentration: 1 });
    expect(JSON.stringify(emission)).toBe(before);
  });

  it('refuses frames of other dimensions', () => {
    const emission = randomEmission(createRandom(7), kind, 2);
    const wrong = toObservations([[1, 2, 3]]);
    const expected = `found frames of 3 dimensions, expected ${emission.dimensions}`;
    expect(() => emission.check(wrong)).toThrow(expected);
  });
});

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
