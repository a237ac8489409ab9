/** Parameters of a known model found again from what it emitted, starting from nothing but the data. */
import { describe, expect, it } from 'vitest';
import { DiscreteEmission } from '../../src/hmm/emissions/discrete.js';
import { GaussianDiagonal } from '../../src/hmm/emissions/gaussian-diagonal.js';
import { GaussianFull } from '../../src/hmm/emissions/gaussian-full.js';
import { GaussianMixture } from '../../src/hmm/emissions/gaussian-mixture.js';
import { PoissonEmission } from '../../src/hmm/emissions/poisson.js';
import { growMixtures } from '../../src/hmm/grow-mixtures.js';
import { Hmm, type Sample } from '../../src/hmm/hmm.js';
import { initialGaussian, initialMixture, initialPoisson } from '../../src/hmm/initialize.js';
import { Topology } from '../../src/hmm/topology.js';
import { ergodic } from '../../src/hmm/topology-builders.js';
import { createRandom } from '../../src/random.js';

const TRANSITIONS = [
  [0.8, 0.15, 0.05],
  [0.1, 0.7, 0.2],
  [0.3, 0.1, 0.6],
];
const chain = () => Topology.fromMatrix([0.4, 0.3, 0.3], TRANSITIONS);

const MEANS = [
  [0, 0],
  [4, 1],
  [1, 6],
];
const VARIANCES = [
  [1, 0.5],
  [0.4, 2],
  [1.5, 1],
];
const COVARIANCES = [
  [
    [1, 0.6],
    [0.6, 0.8],
  ],
  [
    [0.6, -0.3],
    [-0.3, 1.2],
  ],
  [
    [1.5, 0.4],
    [0.4, 0.7],
  ],
];

/** 40 sequences of 100 frames, and 40 more to judge by. */
function data(source: Hmm, seed: number) {
  const random = createRandom(seed);
  const draw = () => Array.from({ length: 40 }, () => source.sample(100, random));
  return { samples: draw(), held: draw() };
}

/** Which state of `model` takes the place of each true state, by the frames they share on the most probable path. */
function matching(model: Hmm, samples: Sample[]): number[] {
  const shared = Array.from({ length: model.states }, () => new Float64Array(model.states));
  for (const { observations, states } of samples) {
    model.viterbi(observations).states.forEach((found, t) => {
      shared[states[t]!]![found]! += 1;
    });
  }
  return shared.map((row) => row.indexOf(Math.max(...row)));
}

/** Trains, then checks the match of states, transitions, and that held-out data is no less likely than the truth. */
function recover(source: Hmm, make: (samples: Sample[]) => Hmm, seed: number) {
  const { samples, held } = data(source, seed);
  const model = make(samples);
  const report = model.fit(
    samples.map((one) => one.observations),
    { tolerance: 1e-3, maxIterations: 300 },
  );
  expect(report.converged).toBe(true);
  const match = matching(model, samples);
  expect(new Set(match).size).toBe(model.states);
  const transitions = model.topology.matrix();
  source.topology.matrix().forEach((row, i) => {
    row.forEach((p, j) => {
      expect(Math.abs(transitions[match[i]!]![match[j]!]! - p)).toBeLessThan(0.06);
    });
  });
  const score = (judge: Hmm) => held.reduce((sum, one) => sum + judge.score(one.observations), 0) / 4000;
  expect(score(model)).toBeGreaterThan(score(source) - 0.01);
  return { model, match };
}

function near(actual: ArrayLike<number>, at: number, expected: readonly number[], within: number): void {
  expected.forEach((x, d) => {
    expect(Math.abs(actual[at + d]! - x)).toBeLessThan(within);
  });
}

const sequencesOf = (samples: Sample[]) => samples.map((one) => one.observations);

describe('recovery of known parameters', () => {
  it('diagonal Gaussians', () => {
    const source = new Hmm(chain(), new GaussianDiagonal(MEANS, VARIANCES));
    const { model, match } = recover(
      source,
      (samples) => new Hmm(ergodic(3), initialGaussian(sequencesOf(samples), { states: 3, seed: 4 })),
      1,
    );
    const { means, variances } = model.emission as GaussianDiagonal;
    match.forEach((found, i) => {
      near(means, found * 2, MEANS[i]!, 0.15);
      near(variances, found * 2, VARIANCES[i]!, 0.25);
    });
  });

  it.each(['full', 'tied'] as const)('%s covariance', (covariance) => {
    const tied = covariance === 'tied';
    const truth = tied ? COVARIANCES.slice(0, 1) : COVARIANCES;
    const source = new Hmm(chain(), new GaussianFull(MEANS, truth, { tied }));
    const { model, match } = recover(
      source,
      (samples) => new Hmm(ergodic(3), initialGaussian(sequencesOf(samples), { states: 3, covariance })),
      2,
    );
    const { means, covariances } = model.emission as GaussianFull;
    match.forEach((found, i) => {
      near(means, found * 2, MEANS[i]!, 0.15);
      near(covariances, tied ? 0 : found * 4, truth[tied ? 0 : i]!.flat(), 0.2);
    });
  });

  it('spherical Gaussians', () => {
    const variances = [0.5, 1, 2].map((v) => [v, v]);
    const source = new Hmm(chain(), new GaussianDiagonal(MEANS, variances, { spherical: true }));
    const { model, match } = recover(
      source,
      (samples) =>
        new Hmm(ergodic(3), initialGaussian(sequencesOf(samples), { states: 3, covariance: 'spherical' })),
      3,
    );
    const found = model.emission as GaussianDiagonal;
    match.forEach((state, i) => {
      near(found.variances, state * 2, variances[i]!, 0.2);
    });
  });

  it('mixtures, by k-means and by growing', () => {
    const means = [
      [[-3], [0]],
      [[6], [12]],
    ];
    const variances = [
      [[0.5], [1]],
      [[1], [2]],
    ];
    const weights = [
      [0.7, 0.3],
      [0.4, 0.6],
    ];
    const topology = Topology.fromMatrix(
      [0.5, 0.5],
      [
        [0.9, 0.1],
        [0.2, 0.8],
      ],
    );
    const source = new Hmm(topology, new GaussianMixture(weights, means, variances));
    const check = ({ emission }: Hmm, match: number[]) => {
      const found = emission as GaussianMixture;
      match.forEach((state, i) => {
        const low = found.means[state * 2]! < found.means[state * 2 + 1]! ? 0 : 1;
        for (const m of [0, 1]) {
          const g = state * 2 + (m === 0 ? low : 1 - low);
          expect(Math.abs(found.means[g]! - means[i]![m]![0]!)).toBeLessThan(0.2);
          expect(Math.abs(found.variances[g]! - variances[i]![m]![0]!)).toBeLessThan(0.3);
          expect(Math.abs(found.weights[g]! - weights[i]![m]!)).toBeLessThan(0.05);
        }
      });
    };
    const byClusters = recover(
      source,
      (samples) =>
        new Hmm(
          ergodic(2, { stay: 0.8 }),
          initialMixture(sequencesOf(samples), { states: 2, components: 2 }),
        ),
      4,
    );
    check(byClusters.model, byClusters.match);
    const byGrowing = recover(
      source,
      (samples) => {
        const sequences = sequencesOf(samples);
        const start = new Hmm(ergodic(2, { stay: 0.8 }), initialGaussian(sequences, { states: 2 }));
        const { model, reports } = growMixtures(start, sequences, 2);
        expect(reports.length).toBe(2);
        expect(reports[1]!.history.at(-1)).toBeGreaterThan(reports[0]!.history.at(-1)!);
        return model;
      },
      5,
    );
    check(byGrowing.model, byGrowing.match);
  });

  it('discrete symbols', () => {
    const probabilities = [
      [0.85, 0.05, 0.05, 0.05],
      [0.05, 0.85, 0.05, 0.05],
      [0.05, 0.05, 0.2, 0.7],
    ];
    const source = new Hmm(chain(), new DiscreteEmission(probabilities));
    const { model, match } = recover(
      source,
      () => new Hmm(ergodic(3, { stay: 0.6 }), DiscreteEmission.random(3, 4, createRandom(6))),
      6,
    );
    const found = (model.emission as DiscreteEmission).probabilities;
    match.forEach((state, i) => {
      near(found, state * 4, probabilities[i]!, 0.06);
    });
  });

  it('Poisson counts', () => {
    const rates = [
      [1, 20],
      [8, 3],
      [30, 12],
    ];
    const source = new Hmm(chain(), new PoissonEmission(rates));
    const { model, match } = recover(
      source,
      (samples) => new Hmm(ergodic(3), initialPoisson(sequencesOf(samples), { states: 3 })),
      7,
    );
    const found = (model.emission as PoissonEmission).rates;
    match.forEach((state, i) => {
      near(found, state * 2, rates[i]!, 0.5);
    });
  });
});
