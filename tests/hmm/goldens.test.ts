/** The same numbers as hmmlearn (and scikit-learn, for one state) after the same number of EM iterations. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FitOptions } from '../../src/hmm/baum-welch.js';
import type { Emission } from '../../src/hmm/emission.js';
import { DiscreteEmission } from '../../src/hmm/emissions/discrete.js';
import { GaussianDiagonal } from '../../src/hmm/emissions/gaussian-diagonal.js';
import { GaussianFull } from '../../src/hmm/emissions/gaussian-full.js';
import { GaussianMixture } from '../../src/hmm/emissions/gaussian-mixture.js';
import { PoissonEmission } from '../../src/hmm/emissions/poisson.js';
import { Hmm } from '../../src/hmm/hmm.js';
import { Topology } from '../../src/hmm/topology.js';

type Nested = number | Nested[];
interface Parameters {
  start: number[];
  transitions: number[][];
  means: number[][];
  covars: Nested[];
  weights: number[][];
  rates: number[][];
  probabilities: number[][];
}
interface Case {
  initial: Parameters;
  iterations: number;
  result: Parameters & { history: number[] };
  score: number;
  viterbi: { logProbability: number; states: number[] };
  posteriors: number[][];
  aic: number;
  bic: number;
  observations: Nested;
}
const file = readFileSync(new URL('./goldens/hmmlearn.json', import.meta.url), 'utf8');
const goldens = JSON.parse(file) as { sequences: number[][][]; cases: Record<string, Case> };
const { sequences, cases } = goldens;

/** Trains from a case's initial parameters for its number of iterations. */
function train(name: string, emission: Emission, options: FitOptions = {}, data = sequences as Nested[]) {
  const golden = cases[name]!;
  const { start, transitions } = golden.initial;
  const model = new Hmm(Topology.fromMatrix(start ?? [1], transitions ?? [[1]]), emission);
  const report = model.fit(data as number[][], {
    maxIterations: golden.iterations,
    tolerance: 0,
    ...options,
  });
  return {
    golden,
    model,
    kind: emission.kind,
    history: report.history,
    emission: emission.toJSON() as unknown as Record<string, Nested>,
  };
}

/** Every number within 1e-6 of its golden, relative to magnitudes above 1. */
function close(actual: Nested | ArrayLike<number>, expected: Nested): void {
  const flat = (value: Nested | ArrayLike<number>) => {
    return typeof value === 'number' ? [value] : (Array.from(value as Nested[]).flat(9) as number[]);
  };
  const wanted = flat(expected);
  expect(flat(actual).length).toBe(wanted.length);
  flat(actual).forEach((x, k) => {
    expect(Math.abs(x - wanted[k]!)).toBeLessThan(1e-6 * Math.max(1, Math.abs(wanted[k]!)));
  });
}

const matrices = (covars: Nested[]) => covars as number[][][];
const repeated = (covars: Nested[]) => (covars as number[]).map((variance) => [variance, variance]);

describe('Gaussian emissions against hmmlearn', () => {
  const { initial } = cases.diagonal!;
  const diagonal = () => new GaussianDiagonal(initial.means, initial.covars as number[][]);
  const full = () => new GaussianFull(initial.means, matrices(cases.full!.initial.covars));
  const spherical = repeated(cases.spherical!.initial.covars);
  const table: { name: string; make: () => Emission; options?: FitOptions }[] = [
    { name: 'diagonal', make: diagonal },
    { name: 'spherical', make: () => new GaussianDiagonal(initial.means, spherical, { spherical: true }) },
    { name: 'full', make: full },
    {
      name: 'tied',
      make: () => new GaussianFull(initial.means, [cases.tied!.initial.covars as number[][]], { tied: true }),
    },
    { name: 'leftToRight', make: diagonal },
    { name: 'priors', make: diagonal, options: { priors: { start: 2.5, transitions: 4 } } },
    {
      name: 'meansOnly',
      make: diagonal,
      options: { train: { start: false, transitions: false, variances: false } },
    },
    { name: 'fixedTransitions', make: full, options: { train: { start: false, transitions: false } } },
  ];
  it.each(table)(
    '$name: parameters after k iterations, scores, path, posteriors, criteria',
    ({ name, make, options }) => {
      const { golden, model, history, emission, kind } = train(name, make(), options);
      const { result } = golden;
      close(model.topology.start, result.start);
      close(model.topology.matrix(), result.transitions);
      close(emission.means!, result.means);
      if (kind === 'gaussian-full') close(emission.covariances!, result.covars);
      else
        close(
          emission.variances!,
          name === 'spherical' ? repeated(result.covars.map((c) => (c as Nested[])[0]!)) : result.covars,
        );
      // With priors ours is the objective, theirs the likelihood alone.
      if (name !== 'priors') close(history, result.history);
      const first = sequences[0]!;
      close(model.score(first), golden.score);
      const path = model.viterbi(first);
      close(path.logProbability, golden.viterbi.logProbability);
      expect(Array.from(path.states)).toEqual(golden.viterbi.states);
      close(model.posteriors(first).gamma, golden.posteriors);
      if (name === 'leftToRight') return; // hmmlearn counts the missing transitions as free parameters
      close(model.criteria(sequences).aic, golden.aic);
      close(model.criteria(sequences).bic, golden.bic);
    },
  );
});

describe('mixtures', () => {
  const mixture = ({ initial }: Case) =>
    new GaussianMixture(
      initial.weights,
      initial.means as unknown as number[][][],
      initial.covars as unknown as number[][][],
    );
  const only = { start: false, transitions: false, weights: false, means: false };
  it.each([
    { name: 'mixtureWithoutVariances', options: { train: { variances: false } } },
    { name: 'mixtureVariancesOnly', options: { train: only } },
    { name: 'mixtureConverged', options: {} },
    { name: 'singleState', options: {} },
  ])('$name', ({ name, options }) => {
    const { golden, model, emission } = train(name, mixture(cases[name]!), options);
    close(emission.weights!, golden.result.weights);
    close(emission.means!, golden.result.means as Nested);
    close(emission.variances!, golden.result.covars);
    close(model.score(sequences[0]!), golden.score);
    if (name !== 'singleState') close(model.topology.matrix(), golden.result.transitions);
  });
});

describe('discrete and Poisson emissions against hmmlearn', () => {
  it.each([
    { name: 'eggs', priors: {} },
    { name: 'eggsWithPriors', priors: { start: 1.5, transitions: 2, emission: 3 } },
  ])('$name', ({ name, priors }) => {
    const { initial, observations } = cases[name]!;
    const discrete = new DiscreteEmission(initial.probabilities);
    const { golden, model, history, emission } = train(name, discrete, { priors }, [observations]);
    close(model.topology.start, golden.result.start);
    close(model.topology.matrix(), golden.result.transitions);
    close(emission.probabilities!, golden.result.probabilities);
    if (name === 'eggs') close(history, golden.result.history);
  });

  it('poisson', () => {
    const { initial, observations, score } = cases.poisson!;
    const poisson = new PoissonEmission(initial.rates);
    const { golden, model, history, emission } = train('poisson', poisson, {}, observations as Nested[]);
    close(model.topology.matrix(), golden.result.transitions);
    close(emission.rates!, golden.result.rates);
    close(history, golden.result.history);
    close(model.score((observations as number[][][])[0]!), score);
  });
});
