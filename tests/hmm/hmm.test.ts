/** The model as its users hold it: kept in files, sampled, scored, decoded and grown, against closed forms. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DiscreteEmission } from '../../src/hmm/emissions/discrete.js';
import { GaussianDiagonal } from '../../src/hmm/emissions/gaussian-diagonal.js';
import type { GaussianMixture } from '../../src/hmm/emissions/gaussian-mixture.js';
import { asMixture, growMixtures, splitMixture } from '../../src/hmm/grow-mixtures.js';
import { Hmm } from '../../src/hmm/hmm.js';
import { toObservations } from '../../src/hmm/observations.js';
import { Topology } from '../../src/hmm/topology.js';
import { ergodic, leftToRight } from '../../src/hmm/topology-builders.js';
import { createRandom } from '../../src/random.js';
import { modelArbitrary, randomEmission } from './arbitraries.js';

const weather = () =>
  new Hmm(
    Topology.fromMatrix(
      [0.6, 0.4],
      [
        [0.7, 0.3],
        [0.4, 0.6],
      ],
    ),
    new DiscreteEmission([
      [0.9, 0.1],
      [0.2, 0.8],
    ]),
  );

describe('Hmm', () => {
  it('survives JSON with every number as it was, for every emission', () => {
    fc.assert(
      fc.property(modelArbitrary, ({ model, random }) => {
        const back = Hmm.fromJSON(JSON.parse(JSON.stringify(model)));
        expect(JSON.stringify(back)).toBe(JSON.stringify(model));
        const { observations } = model.sample(20, random);
        expect(back.score(observations)).toBe(model.score(observations));
      }),
      { numRuns: 60 },
    );
  });

  it('saves and loads', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hmm-'));
    try {
      const path = join(folder, 'model.json');
      const model = weather();
      await model.save(path);
      expect(JSON.stringify(await Hmm.load(path))).toBe(JSON.stringify(model));
      expect(JSON.parse(await readFile(path, 'utf8')).version).toBe(1);
      await writeFile(path, 'no model');
      await expect(Hmm.load(path)).rejects.toThrow(/hmm-file: found .*model.json: .*JSON/);
      await expect(Hmm.load(join(folder, 'none'))).rejects.toThrow(/hmm-file: found .*ENOENT/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('refuses files that are none of its own', () => {
    const good = JSON.parse(JSON.stringify(weather()));
    const bad = [
      null,
      3,
      {},
      { ...good, version: 2 },
      { ...good, topology: {} },
      { ...good, emission: undefined },
    ];
    for (const json of bad) expect(() => Hmm.fromJSON(json)).toThrow(/hmm-file/);
    const torn = { ...good, topology: { ...good.topology, start: [1, 1] } };
    expect(() => Hmm.fromJSON(torn)).toThrow(/hmm-topology/);
  });

  it('samples by its own probabilities: starts, transitions, symbols', () => {
    const random = createRandom(1);
    const model = weather();
    const n = 20_000;
    const { observations, states } = model.sample(n, random);
    let stays = 0;
    let visits = 0;
    let zeros = 0;
    for (let t = 0; t < n - 1; t++) {
      if (states[t] !== 0) continue;
      visits += 1;
      if (states[t + 1] === 0) stays += 1;
      if (observations.values[t] === 0) zeros += 1;
    }
    expect(stays / visits).toBeCloseTo(0.7, 1.7);
    expect(zeros / visits).toBeCloseTo(0.9, 1.7);
    expect(visits / n).toBeCloseTo(4 / 7, 1.7); // stationary
    const firsts = Array.from({ length: 4000 }, () => model.sample(1, random).states[0]!);
    expect(firsts.reduce((a, b) => a + b) / 4000).toBeCloseTo(0.4, 1.5);
    expect(() => model.sample(0, random)).toThrow(/hmm-sample/);
  });

  it('samples to the end where there is one, and the same for the same seed', () => {
    const model = new Hmm(leftToRight(3, { end: true }), randomEmission(createRandom(2), 'diagonal', 3));
    const draw = (seed: number) => model.sample(1000, createRandom(seed));
    for (let seed = 0; seed < 20; seed++) {
      const { observations, states } = draw(seed);
      expect(states.length).toBe(observations.length);
      expect(states.at(-1)).toBe(2);
      expect(states.length).toBeLessThan(1000);
      expect(Number.isFinite(model.score(observations))).toBe(true);
    }
    expect(draw(3)).toEqual(draw(3));
    expect(draw(3)).not.toEqual(draw(4));
  });

  it('the best path is no more probable than all of them; the probabilities of all sequences sum to 1', () => {
    const model = weather();
    let total = 0;
    for (let code = 0; code < 64; code++) {
      const symbols = Array.from({ length: 6 }, (_, t) => (code >> t) & 1);
      const score = model.score(symbols);
      expect(model.viterbi(symbols).logProbability).toBeLessThanOrEqual(score);
      total += Math.exp(score);
    }
    expect(total).toBeCloseTo(1, 12);
  });

  it('predicts the next state: its forecast of symbols is the ratio of two likelihoods', () => {
    const model = weather();
    const seen = [0, 0, 1, 0];
    const next = model.nextStates(seen);
    expect(next.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    const forecast = next[0]! * 0.1 + next[1]! * 0.8;
    expect(forecast).toBeCloseTo(Math.exp(model.score([...seen, 1]) - model.score(seen)), 12);
    const ending = new Hmm(Topology.fromMatrix([1], [[0]], [1]), new DiscreteEmission([[1]]));
    expect(() => ending.nextStates([0])).toThrow(/hmm-ended/);
  });

  it('decodes state by state', () => {
    const { gamma, states, logLikelihood } = weather().posteriors([0, 1, 1, 0]);
    states.forEach((i, t) => {
      expect(gamma[t * 2 + i]).toBeGreaterThanOrEqual(gamma[t * 2 + 1 - i]!);
    });
    expect(logLikelihood).toBe(weather().score([0, 1, 1, 0]));
  });

  it('scores the impossible -Infinity and refuses to decode it, saying where it fails', () => {
    const model = new Hmm(
      leftToRight(2, { end: true }),
      new DiscreteEmission([
        [1, 0],
        [0, 1],
      ]),
    );
    expect(model.score([0, 1, 0])).toBe(Number.NEGATIVE_INFINITY);
    expect(() => model.viterbi([0, 1, 0])).toThrow(/hmm-impossible-sequence: found frame 2/);
    expect(() => model.posteriors([0, 0])).toThrow(/an end in a state where sequences cannot end/);
    expect(Array.from(model.nextStates([0, 0]))).toEqual([0.5, 0.5]);
  });

  it('criteria: −2 log L + 2 k and −2 log L + k log n, over all sequences', () => {
    const model = weather();
    const data = [[0, 1, 0], [1]];
    const logLikelihood = model.score(data[0]!) + model.score(data[1]!);
    expect(model.freeParameters()).toBe(1 + 2 + 2);
    expect(model.criteria(data).aic).toBeCloseTo(-2 * logLikelihood + 10, 12);
    expect(model.criteria(data).bic).toBeCloseTo(-2 * logLikelihood + 5 * Math.log(4), 12);
  });

  it('refuses a topology and emissions of different sizes', () => {
    expect(() => new Hmm(ergodic(3), new DiscreteEmission([[1]]))).toThrow(/hmm-states/);
  });
});

describe('growing mixtures', () => {
  it('starts from the same density', () => {
    const gaussian = randomEmission(createRandom(3), 'diagonal', 2) as GaussianDiagonal;
    const x = toObservations([
      [0.3, -1],
      [2, 5],
    ]);
    asMixture(gaussian)
      .logLikelihoods(x)
      .forEach((value, k) => {
        expect(value).toBeCloseTo(gaussian.logLikelihoods(x)[k]!, 12);
      });
  });

  it('splits the heaviest component in two halves that keep its mean', () => {
    const start = asMixture(new GaussianDiagonal([[1], [5]], [[4], [1]]));
    const four = splitMixture(start, 4);
    for (let i = 0; i < 2; i++) {
      const weights = four.weights.subarray(i * 4, i * 4 + 4);
      expect(Array.from(weights)).toEqual([0.25, 0.25, 0.25, 0.25]);
      const mean = four.means.subarray(i * 4, i * 4 + 4).reduce((a, b) => a + b) / 4;
      expect(mean).toBeCloseTo([1, 5][i]!, 12);
      expect(new Set(four.means.subarray(i * 4, i * 4 + 4)).size).toBeGreaterThan(2);
    }
    expect(() => splitMixture(four, 2)).toThrow(/hmm-split/);
  });

  it('raises the likelihood, leaves the given model alone, and takes any number of components', () => {
    const random = createRandom(4);
    const data = Array.from({ length: 4 }, () =>
      Array.from({ length: 60 }, () => [random.normal() + 4 * random.int(3)]),
    );
    const model = new Hmm(ergodic(2), new GaussianDiagonal([[1], [5]], [[4], [4]]));
    const before = JSON.stringify(model);
    const { model: grown, reports } = growMixtures(model, data, 3);
    expect(JSON.stringify(model)).toBe(before);
    expect((grown.emission as GaussianMixture).components).toBe(3);
    expect(reports.length).toBe(3); // one, two, three components
    expect(reports[2]!.history.at(-1)).toBeGreaterThan(reports[0]!.history.at(-1)!);
    expect(() => growMixtures(weather(), [[0]], 2)).toThrow(/hmm-split: found emissions of kind discrete/);
  });
});
