import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backward, forward, zeroCounts } from '../../src/hmm/forward-backward.js';
import { Topology } from '../../src/hmm/topology.js';
import { ergodic, leftToRight } from '../../src/hmm/topology-builders.js';
import { createRandom } from '../../src/random.js';
import { randomLogB, randomTopology } from './arbitraries.js';
import { allPaths, sumOf } from './brute-force.js';

const tiny = fc.record({
  seed: fc.nat(1e6),
  states: fc.integer({ min: 1, max: 4 }),
  frames: fc.integer({ min: 1, max: 5 }),
  withEnd: fc.boolean(),
});

describe('forward and backward', () => {
  it('sum over all paths: likelihood, state posteriors, expected transitions', () => {
    fc.assert(
      fc.property(tiny, ({ seed, states: N, frames: T, withEnd }) => {
        const random = createRandom(seed);
        const topology = randomTopology(random, N, withEnd);
        const logB = randomLogB(random, T, N);
        const paths = allPaths(topology, logB, T);
        const total = sumOf(paths);
        const gamma = new Float64Array(T * N);
        const logLikelihood = forward(topology, logB, T, gamma);
        if (total === 0) {
          expect(logLikelihood).toBe(Number.NEGATIVE_INFINITY);
          return;
        }
        expect(logLikelihood).toBeCloseTo(Math.log(total), 9);
        const counts = zeroCounts(topology);
        backward(topology, logB, T, gamma, counts);
        for (let t = 0; t < T; t++) {
          for (let i = 0; i < N; i++) {
            expect(gamma[t * N + i]).toBeCloseTo(sumOf(paths, (s) => s[t] === i) / total, 9);
          }
        }
        for (let i = 0; i < N; i++) {
          for (let a = topology.arcStart[i]!; a < topology.arcStart[i + 1]!; a++) {
            const j = topology.arcTarget[a]!;
            let expected = 0;
            for (let t = 1; t < T; t++) expected += sumOf(paths, (s) => s[t - 1] === i && s[t] === j);
            expect(counts.arcs[a]).toBeCloseTo(expected / total, 9);
          }
          expect(counts.start[i]).toBeCloseTo(sumOf(paths, (s) => s[0] === i) / total, 9);
          expect(counts.end[i]).toBeCloseTo(sumOf(paths, (s) => s[T - 1] === i) / total, 9);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('keeps its sums over long sequences: γ rows 1, transitions out of a state its γ but the last', () => {
    const random = createRandom(5);
    const T = 20_000;
    const topology = randomTopology(random, 6, false);
    const logB = randomLogB(random, T, 6, 0).map((x) => 10 * x);
    const gamma = new Float64Array(T * 6);
    expect(Number.isFinite(forward(topology, logB, T, gamma))).toBe(true);
    const counts = zeroCounts(topology);
    backward(topology, logB, T, gamma, counts);
    const visits = new Float64Array(6);
    for (let t = 0; t < T; t++) {
      let sum = 0;
      for (let i = 0; i < 6; i++) {
        sum += gamma[t * 6 + i]!;
        if (t < T - 1) visits[i]! += gamma[t * 6 + i]!;
      }
      expect(Math.abs(sum - 1)).toBeLessThan(1e-12);
    }
    for (let i = 0; i < 6; i++) {
      const out = counts.arcs
        .subarray(topology.arcStart[i]!, topology.arcStart[i + 1]!)
        .reduce((a, b) => a + b, 0);
      expect(Math.abs(out - visits[i]!)).toBeLessThan(1e-8 * Math.max(1, visits[i]!));
    }
  });

  it('is exact where scaled probabilities would have underflowed: the only path is worse than others by e^-5000', () => {
    const topology = leftToRight(3, { end: true });
    // State 0 is overwhelmingly the best in every frame, yet the sequence must end in state 2.
    const T = 4;
    const logB = Float64Array.from({ length: T * 3 }, (_, k) => (k % 3 === 0 ? 0 : -5000));
    const gamma = new Float64Array(T * 3);
    // Paths 0012 (two bad frames) carries all weight against 0112, 0122, which are e^-5000 less probable.
    expect(forward(topology, logB, T, gamma)).toBeCloseTo(-10_000 + 4 * Math.log(0.5), 9);
    const counts = zeroCounts(topology);
    backward(topology, logB, T, gamma, counts);
    expect(Array.from(gamma)).toEqual([1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1]);
    expect(Array.from(counts.arcs)).toEqual([1, 1, 0, 1, 0]);
    expect(Array.from(counts.end)).toEqual([0, 0, 1]);
  });

  it('counts transitions into a state that looks hopeless beside one that cannot be reached', () => {
    // Two separate tracks, 0 → 2 and 1 → 3. The first frame rules out 1 by e^-10000, the second favours 3 by e^5000.
    const topology = Topology.fromMatrix(
      [0.5, 0.5, 0, 0],
      [
        [0, 0, 1, 0],
        [0, 0, 0, 1],
        [0, 0, 1, 0],
        [0, 0, 0, 1],
      ],
    );
    const none = Number.NEGATIVE_INFINITY;
    const logB = Float64Array.of(0, -10_000, none, none, none, none, -5000, 0);
    const gamma = new Float64Array(8);
    expect(forward(topology, logB, 2, gamma)).toBeCloseTo(-5000 + Math.log(0.5), 9);
    const counts = zeroCounts(topology);
    backward(topology, logB, 2, gamma, counts);
    expect(Array.from(gamma)).toEqual([1, 0, 0, 0, 0, 0, 1, 0]);
    expect(Array.from(counts.arcs)).toEqual([1, 0, 0, 0]);
  });

  it('is unmoved by a constant added to the log densities of a frame, however huge', () => {
    const random = createRandom(9);
    const topology = ergodic(3, { stay: 0.9 });
    const logB = randomLogB(random, 50, 3, 0);
    const posterior = (shift: number) => {
      const shifted = logB.map((x, k) => (k < 60 ? x : x + shift));
      const gamma = new Float64Array(150);
      forward(topology, shifted, 50, gamma);
      backward(topology, shifted, 50, gamma);
      return gamma;
    };
    const reference = posterior(0);
    for (const shift of [-1e5, 1e5, 700, -745]) {
      posterior(shift).forEach((p, k) => {
        expect(p).toBeCloseTo(reference[k]!, 9);
      });
    }
  });

  it('marks the first frame that no path can reach', () => {
    const topology = Topology.fromMatrix(
      [1, 0],
      [
        [0, 1],
        [0, 1],
      ],
    );
    const logB = Float64Array.of(0, 0, 0, Number.NEGATIVE_INFINITY, 0, 0);
    const alpha = new Float64Array(6);
    expect(forward(topology, logB, 3, alpha)).toBe(Number.NEGATIVE_INFINITY);
    expect(Array.from(alpha.subarray(2))).toEqual(new Array(4).fill(Number.NEGATIVE_INFINITY));
    expect(alpha[0]).toBe(0);
  });
});
