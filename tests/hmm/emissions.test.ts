/** Emissions against their densities in closed form, and what holds for every kind of them. */
import { describe, expect, it } from 'vitest';
import { TRAIN_ALL } from '../../src/hmm/emission.js';
import { DiscreteEmission } from '../../src/hmm/emissions/discrete.js';
import { emissionFromJSON, type KnownEmission } from '../../src/hmm/emissions/from-json.js';
import { GaussianDiagonal } from '../../src/hmm/emissions/gaussian-diagonal.js';
import { GaussianFull } from '../../src/hmm/emissions/gaussian-full.js';
import { GaussianMixture } from '../../src/hmm/emissions/gaussian-mixture.js';
import { PoissonEmission } from '../../src/hmm/emissions/poisson.js';
import { frames, toObservations } from '../../src/hmm/observations.js';
import { createRandom } from '../../src/random.js';
import { KINDS, randomEmission } from './arbitraries.js';
import { normal } from './normal-density.js';

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
