import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConvergenceMonitor } from '../../src/hmm/convergence.js';
import { DiscreteEmission } from '../../src/hmm/emissions/discrete.js';
import { GaussianDiagonal } from '../../src/hmm/emissions/gaussian-diagonal.js';
import { Hmm } from '../../src/hmm/hmm.js';
import type { Observations } from '../../src/hmm/observations.js';
import { Topology } from '../../src/hmm/topology.js';
import { ergodic, leftToRight } from '../../src/hmm/topology-builders.js';
import { createRandom, type Random } from '../../src/random.js';
import { modelArbitrary, randomEmission, randomTopology } from './arbitraries.js';

/** Sequences of different lengths, one frame among them, drawn from a model. */
function draw(model: Hmm, random: Random, lengths = [40, 1, 25]): Observations[] {
  return lengths.map((length) => model.sample(length, random).observations);
}

/** Every parameter of a model, in one row. */
function parametersOf(model: Hmm): number[] {
  const numbers = (value: unknown): number[] => {
    if (typeof value === 'number') return [value];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbers) : [];
  };
  return numbers(JSON.parse(JSON.stringify(model)));
}

describe('Baum–Welch', () => {
  it('never lets the objective fall, for any emission, with priors or without', () => {
    fc.assert(
      fc.property(modelArbitrary, fc.boolean(), ({ model, random, kind }, withPriors) => {
        // Data of another model with the same kind of emission; every transition possible, or training might refuse.
        const other = new Hmm(ergodic(3), randomEmission(random, kind, 3));
        const topology = randomTopology(random, model.states, model.topology.end !== undefined, 0);
        const trained = new Hmm(topology, model.emission);
        const priors = withPriors ? { start: 1.5, transitions: 3, emission: 2 } : {};
        // Initial variances are above 0.3, so the floor of 0.1 is inactive at first; a maximum under the constraint
        // "no variance below the floor" cannot lower the likelihood either.
        const report = trained.fit(draw(other, random), {
          maxIterations: 12,
          tolerance: 0,
          varianceFloor: 0.1,
          priors,
        });
        expect(report.warnings.filter((w) => w.code === 'hmm-likelihood-fell')).toEqual([]);
        for (let k = 1; k < report.history.length; k++) {
          const [before, after] = report.history.slice(k - 1, k + 1) as [number, number];
          expect(after - before).toBeGreaterThan(-1e-9 * Math.abs(before));
        }
        expect(parametersOf(trained).every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('is a maximum: at convergence, moving any free mean or probability a little does not help', () => {
    const random = createRandom(3);
    const source = new Hmm(ergodic(2, { stay: 0.8 }), new GaussianDiagonal([[0], [3]], [[1], [1]]));
    const data = draw(source, random, [300]);
    source.fit(data, { tolerance: 0, maxIterations: 500 });
    const best = source.score(data[0]!);
    const moved = (change: (json: ReturnType<Hmm['toJSON']>) => void) => {
      const json = JSON.parse(JSON.stringify(source));
      change(json);
      return Hmm.fromJSON(json).score(data[0]!);
    };
    for (const step of [-0.01, 0.01]) {
      const mean = moved((json) => {
        (json.emission as unknown as { means: number[][] }).means[0]![0]! += step;
      });
      const variance = moved((json) => {
        (json.emission as unknown as { variances: number[][] }).variances[1]![0]! += step;
      });
      const transition = moved((json) => {
        const arcs = json.topology.arcs as unknown as number[][];
        arcs[0]![2]! += step;
        arcs[1]![2]! -= step;
      });
      for (const score of [mean, variance, transition]) expect(score).toBeLessThan(best);
    }
  });

  it('keeps missing transitions missing, even under a prior', () => {
    const random = createRandom(4);
    const model = new Hmm(leftToRight(4, { skip: 1, end: true }), randomEmission(random, 'diagonal', 4));
    const before = model.topology.matrix().map((row) => row.map((p) => p > 0));
    // Twelve frames from a model that must end: every sequence can be produced.
    const data = draw(new Hmm(ergodic(4), randomEmission(random, 'diagonal', 4)), random, [12, 20, 9]);
    model.fit(data, { priors: { start: 2, transitions: 2 }, varianceFloor: 0.1 });
    expect(model.topology.matrix().map((row) => row.map((p) => p > 0))).toEqual(before);
    expect(Array.from(model.topology.start)).toEqual([1, 0, 0, 0]);
    expect(Array.from(model.topology.end!).slice(0, 3)).toEqual([0, 0, 0]);
    model.topology.matrix().forEach((row, i) => {
      expect(row.reduce((a, b) => a + b) + model.topology.end![i]!).toBeCloseTo(1, 12);
    });
  });

  it('learns ends: sequences of geometric length give back their parameter', () => {
    const random = createRandom(5);
    const topology = Topology.fromMatrix([1], [[0.9]], [0.1]);
    const source = new Hmm(topology, new DiscreteEmission([[1]]));
    const data = Array.from({ length: 500 }, () => source.sample(1000, random).observations);
    const frames = data.reduce((sum, one) => sum + one.length, 0);
    const model = new Hmm(Topology.fromMatrix([1], [[0.5]], [0.5]), new DiscreteEmission([[1]]));
    model.fit(data);
    expect(model.topology.end![0]).toBeCloseTo(500 / frames, 12);
    expect(model.topology.end![0]).toBeCloseTo(0.1, 1);
  });

  it('leaves alone what it is told to', () => {
    const random = createRandom(6);
    for (const group of ['start', 'transitions', 'means', 'variances', 'weights'] as const) {
      const model = new Hmm(ergodic(2), randomEmission(random, 'mixture', 2));
      const read = () => {
        const { start } = model.topology;
        const emission = model.emission.toJSON() as unknown as Record<string, unknown>;
        const all: Record<string, unknown> = {
          ...emission,
          start: [...start],
          transitions: model.topology.matrix(),
        };
        return JSON.stringify(all[group]);
      };
      const before = read();
      const data = draw(new Hmm(ergodic(3), randomEmission(random, 'mixture', 3)), random);
      model.fit(data, { maxIterations: 2, train: { [group]: false } });
      expect(read()).toBe(before);
      model.fit(data, { maxIterations: 2 });
      expect(read()).not.toBe(before);
    }
  });

  it('keeps the parameters of a state that is never visited', () => {
    const topology = Topology.fromMatrix(
      [1, 0],
      [
        [1, 0],
        [0.5, 0.5],
      ],
    );
    const model = new Hmm(topology, new GaussianDiagonal([[0], [7]], [[1], [2]]));
    model.fit([[0.1, -0.2, 0.3]]);
    expect(model.topology.matrix()[1]).toEqual([0.5, 0.5]);
    expect((model.emission as GaussianDiagonal).means[1]).toBe(7);
    expect((model.emission as GaussianDiagonal).variances[1]).toBe(2);
  });

  it('reports: converged by tolerance, not by the last iteration; progress; few observations', () => {
    const make = () => new Hmm(ergodic(2), randomEmission(createRandom(8), 'diagonal', 2));
    const data = draw(make(), createRandom(9), [200]);
    const seen: number[] = [];
    const long = make().fit(data, { onIteration: ({ iteration }) => seen.push(iteration) });
    expect(long.converged).toBe(true);
    expect(long.history.length).toBe(long.iterations);
    expect(seen).toEqual(Array.from({ length: long.iterations }, (_, k) => k + 1));
    const gains = long.history.map((x, k) => x - (long.history[k - 1] ?? Number.NEGATIVE_INFINITY));
    expect(gains.at(-1)).toBeLessThanOrEqual(0.01);
    for (const gain of gains.slice(0, -1)) expect(gain).toBeGreaterThan(0.01);
    const short = make().fit(data, { maxIterations: 2 });
    expect(short.converged).toBe(false);
    expect(short.warnings).toEqual([]);
    const few = make().fit(
      [data[0]!.values.subarray(0, 4)].map((v) => [
        [v[0]!, v[1]!],
        [v[2]!, v[3]!],
      ]),
    );
    expect(few.warnings.map((w) => w.code)).toEqual(['hmm-few-observations']);
  });

  it('warns when the likelihood falls, as under a floor above the initial variances', () => {
    const model = new Hmm(ergodic(1), new GaussianDiagonal([[0]], [[0.01]]));
    const report = model.fit([[0.1, -0.1, 0.1, -0.1]], { varianceFloor: 5, maxIterations: 3 });
    expect(report.warnings.map((w) => w.code)).toEqual(['hmm-likelihood-fell']);
    const still = new ConvergenceMonitor(0);
    still.report(-3);
    still.report(-3);
    expect(still.converged).toBe(true);
    const monitor = new ConvergenceMonitor(0.5);
    expect(monitor.report(-100)).toBe(Number.POSITIVE_INFINITY);
    expect(monitor.report(-100 - 1e-9)).toBeLessThan(0);
    expect(monitor.warnings).toEqual([]);
    expect(monitor.converged).toBe(true);
  });

  it('gives every sequence its weight: training on two copies is training on one', () => {
    const make = () => new Hmm(ergodic(2), randomEmission(createRandom(10), 'full', 2));
    const [one] = draw(make(), createRandom(11), [60]);
    const single = make();
    const double = make();
    single.fit([one!], { maxIterations: 5, tolerance: 0 });
    double.fit([one!, one!], { maxIterations: 5, tolerance: 0 });
    const expected = parametersOf(single);
    parametersOf(double).forEach((x, k) => {
      expect(x).toBeCloseTo(expected[k]!, 9);
    });
  });

  it('refuses options out of range and impossible sequences', () => {
    const model = new Hmm(
      ergodic(2),
      new DiscreteEmission([
        [1, 0],
        [1, 0],
      ]),
    );
    expect(() =>
      model.fit([
        [0, 0],
        [0, 1, 0],
      ]),
    ).toThrow(/hmm-impossible-sequence: found sequence 1: frame 1/);
    expect(() => model.fit([[0]], { maxIterations: 0 })).toThrow(/hmm-fit/);
    expect(() => model.fit([[0]], { tolerance: -1 })).toThrow(/hmm-fit/);
    expect(() => model.fit([[0]], { varianceFloor: 0 })).toThrow(/hmm-fit/);
    expect(() => model.fit([[0]], { priors: { emission: 0.5 } })).toThrow(/hmm-prior/);
    expect(() => model.fit([[0]], { priors: { start: [1] } })).toThrow(/hmm-prior/);
    expect(() => model.fit([[0]], { priors: { transitions: [[2, 2]] } })).toThrow(/hmm-prior/);
  });

  it('a prior keeps an unseen symbol possible', () => {
    const model = new Hmm(ergodic(1), new DiscreteEmission([[0.5, 0.5]]));
    model.fit([[0, 0, 0]]);
    expect(model.score([1])).toBe(Number.NEGATIVE_INFINITY);
    const smoothed = new Hmm(ergodic(1), new DiscreteEmission([[0.5, 0.5]]));
    smoothed.fit([[0, 0, 0]], { priors: { emission: 2 } });
    expect(Math.exp(smoothed.score([1]))).toBeCloseTo(1 / 5, 12); // (0 + 1) of (3 + 2)
  });
});
