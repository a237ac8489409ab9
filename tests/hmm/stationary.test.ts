import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stationaryDistribution } from '../../src/hmm/stationary.js';
import { Topology } from '../../src/hmm/topology.js';
import { ergodic, leftToRight } from '../../src/hmm/topology-builders.js';
import { createRandom } from '../../src/random.js';
import { randomTopology } from './arbitraries.js';

describe('stationaryDistribution', () => {
  it('is unchanged by a step', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.integer({ min: 1, max: 8 }), (seed, states) => {
        const topology = randomTopology(createRandom(seed), states, false, 0);
        const pi = stationaryDistribution(topology);
        const p = topology.matrix();
        expect(pi.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
        for (let j = 0; j < states; j++) {
          const after = p.reduce((sum, row, i) => sum + pi[i]! * row[j]!, 0);
          expect(after).toBeCloseTo(pi[j]!, 12);
        }
      }),
    );
  });

  it('knows two states in closed form, however rarely they change', () => {
    const [a, b] = [1e-12, 3e-12];
    const pi = stationaryDistribution(
      Topology.fromMatrix(
        [1, 0],
        [
          [1 - a, a],
          [b, 1 - b],
        ],
      ),
    );
    expect(pi[0]).toBeCloseTo(0.75, 12);
  });

  it('takes periodic chains, and refuses those that end or fall apart', () => {
    const cycle = [
      [0, 1, 0],
      [0, 0, 1],
      [1, 0, 0],
    ];
    stationaryDistribution(Topology.fromMatrix([1, 0, 0], cycle)).forEach((p) => {
      expect(p).toBeCloseTo(1 / 3, 12);
    });
    const parted = Topology.fromMatrix(
      [1, 0],
      [
        [1, 0],
        [1, 0],
      ],
    );
    expect(() => stationaryDistribution(parted)).toThrow(/no way to state 1/);
    expect(() => stationaryDistribution(leftToRight(2))).toThrow(/no way back from state 1/);
    expect(() => stationaryDistribution(leftToRight(2, { end: true }))).toThrow(/a topology with an end/);
    expect(Array.from(stationaryDistribution(ergodic(2)))).toEqual([0.5, 0.5]);
  });
});
