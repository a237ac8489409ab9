import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ergodic, leftToRight } from '../../src/hmm/topology-builders.js';
import { viterbi } from '../../src/hmm/viterbi.js';
import { createRandom } from '../../src/random.js';
import { randomLogB, randomTopology } from './arbitraries.js';
import { allPaths } from './brute-force.js';

describe('viterbi', () => {
  it('finds what exhaustive search finds', () => {
    const tiny = fc.record({
      seed: fc.nat(1e6),
      states: fc.integer({ min: 1, max: 4 }),
      frames: fc.integer({ min: 1, max: 5 }),
      withEnd: fc.boolean(),
    });
    fc.assert(
      fc.property(tiny, ({ seed, states, frames, withEnd }) => {
        const random = createRandom(seed);
        const topology = randomTopology(random, states, withEnd);
        const logB = randomLogB(random, frames, states);
        const best = allPaths(topology, logB, frames).reduce((a, b) =>
          b.probability > a.probability ? b : a,
        );
        const found = viterbi(topology, logB, frames);
        if (best.probability === 0) {
          expect(found.logProbability).toBe(Number.NEGATIVE_INFINITY);
        } else {
          expect(found.logProbability).toBeCloseTo(Math.log(best.probability), 9);
          expect(Array.from(found.states)).toEqual(best.states);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('takes the lowest states of equally probable paths', () => {
    expect(Array.from(viterbi(ergodic(3), new Float64Array(12), 4).states)).toEqual([0, 0, 0, 0]);
  });

  it('obeys the end: a left-to-right model must have reached its last state', () => {
    const logB = Float64Array.from({ length: 4 * 3 }, (_, k) => (k % 3 === 0 ? 0 : -1000));
    const open = viterbi(leftToRight(3), logB, 4);
    const closed = viterbi(leftToRight(3, { end: true }), logB, 4);
    expect(Array.from(open.states)).toEqual([0, 0, 0, 0]);
    expect(Array.from(closed.states)).toEqual([0, 0, 1, 2]);
    expect(closed.logProbability).toBeCloseTo(-2000 + 4 * Math.log(0.5), 9);
  });
});
