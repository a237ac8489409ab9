import { describe, expect, it } from 'vitest';
import { Topology } from '../../src/hmm/topology.js';
import { ergodic, leftToRight } from '../../src/hmm/topology-builders.js';

describe('Topology', () => {
  it('drops zeros, sorts arcs, and knows them from both ends', () => {
    const topology = Topology.fromArcs({
      start: [0.5, 0.5, 0],
      arcs: [
        [2, 0, 1],
        [0, 2, 0.25],
        [0, 1, 0.75],
        [1, 2, 1],
        [1, 0, 0],
      ],
    });
    expect(Array.from(topology.arcStart)).toEqual([0, 2, 3, 4]);
    expect(Array.from(topology.arcTarget)).toEqual([1, 2, 2, 0]);
    const { incoming } = topology;
    const into = (j: number) => {
      const range = [incoming.start[j]!, incoming.start[j + 1]!] as const;
      const sources = Array.from(incoming.source.subarray(...range));
      return sources.map((i, k) => [i, topology.probability[incoming.arc[range[0] + k]!]]);
    };
    expect([0, 1, 2].map(into)).toEqual([
      [[2, 1]],
      [[0, 0.75]],
      [
        [0, 0.25],
        [1, 1],
      ],
    ]);
    expect(topology.matrix()).toEqual([
      [0, 0.75, 0.25],
      [0, 0, 1],
      [1, 0, 0],
    ]);
    expect(topology.freeParameters()).toBe(2);
    expect(Topology.fromArcs(JSON.parse(JSON.stringify(topology))).matrix()).toEqual(topology.matrix());
  });

  it('builds ergodic models', () => {
    expect(ergodic(2).matrix()).toEqual([
      [0.5, 0.5],
      [0.5, 0.5],
    ]);
    expect(
      ergodic(3, { stay: 0.8 })
        .matrix()[1]!
        .map((p) => p.toFixed(2)),
    ).toEqual(['0.10', '0.80', '0.10']);
    expect(ergodic(1).matrix()).toEqual([[1]]);
    expect(Array.from(ergodic(4).start)).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect(ergodic(4).freeParameters()).toBe(15);
  });

  it('builds left-to-right models, with skips, with an end', () => {
    expect(leftToRight(3).matrix()).toEqual([
      [0.5, 0.5, 0],
      [0, 0.5, 0.5],
      [0, 0, 1],
    ]);
    const bakis = leftToRight(4, { skip: 1, stay: 0.6 });
    expect(bakis.matrix()).toEqual([
      [0.6, 0.2, 0.2, 0],
      [0, 0.6, 0.2, 0.2],
      [0, 0, 0.6, 0.4],
      [0, 0, 0, 1],
    ]);
    const ending = leftToRight(2, { end: true, stay: 0.75 });
    expect(ending.matrix()).toEqual([
      [0.75, 0.25],
      [0, 0.75],
    ]);
    expect(Array.from(ending.end!)).toEqual([0, 0.25]);
    expect(ending.freeParameters()).toBe(2);
  });

  it('refuses what is no topology', () => {
    const refused: [() => unknown, RegExp][] = [
      [
        () =>
          Topology.fromMatrix(
            [1, 0],
            [
              [0.5, 0.4],
              [0, 1],
            ],
          ),
        /transitions of state 0 summing to 0.9, expected a sum/,
      ],
      [
        () =>
          Topology.fromMatrix(
            [0.5, 0.4],
            [
              [1, 0],
              [0, 1],
            ],
          ),
        /start probabilities summing to 0.9/,
      ],
      [() => Topology.fromMatrix([1], [[0.5, 0.5]]), /expected 1 rows of 1/],
      [() => Topology.fromMatrix([1], [[1]], [0.5]), /summing to 1.5/],
      [() => Topology.fromMatrix([1], [[0.5]], [0.5, 0]), /2 end probabilities, expected 1/],
      [() => Topology.fromMatrix([1], [[Number.NaN]]), /found NaN/],
      [
        () => Topology.fromArcs({ start: [1], arcs: [[0, 1, 1]] }),
        /an arc at state 1, expected states 0 to 0/,
      ],
      [
        () =>
          Topology.fromArcs({
            start: [1],
            arcs: [
              [0, 0, 0.5],
              [0, 0, 0.5],
            ],
          }),
        /two arcs 0 → 0/,
      ],
      [() => Topology.fromArcs({ start: [], arcs: [] }), /number of states = 0/],
      [() => leftToRight(3, { stay: 1 }), /hmm-topology/],
      [() => ergodic(2, { stay: 1.5 }), /hmm-topology/],
      [() => ergodic(2.5), /states = 2.5/],
    ];
    for (const [make, message] of refused) expect(make).toThrow(message);
  });
});
