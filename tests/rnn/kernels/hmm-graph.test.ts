/** Graphs of HMM states before they reach the kernels: order of junctions, spans of states. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HmmGraphBuilder } from '../../../src/rnn/kernels/hmm-graph.js';
import { timeGraph } from '../../../src/rnn/kernels/time-graph.js';
import { anyGraph, sumPaths } from './graphs.js';

describe('a graph', () => {
  it('has its junctions in an order in which arcs lead forward', () => {
    fc.assert(
      fc.property(anyGraph(3), ({ classes, from, to }) => {
        const N = classes.length;
        from.forEach((source, a) => {
          if (source >= N && to[a]! >= N) expect(to[a]).toBeGreaterThan(source);
        });
      }),
    );
  });

  it('has no circle of junctions', () => {
    const builder = new HmmGraphBuilder();
    const [a, b, c] = [builder.junction(1), builder.junction(), builder.junction()];
    builder.arc(a, b, 1);
    builder.arc(b, c, 1);
    builder.arc(c, b, 1);
    expect(() => builder.build()).toThrow('circle');
  });
});

describe('spans of states', () => {
  const C = 3;
  const window = fc.record({ first: fc.integer({ min: -1, max: 3 }), last: fc.integer({ min: 0, max: 5 }) });
  const three = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: 3, maxLength: 3 });

  it('leave out no path that keeps to the windows', () => {
    fc.assert(
      fc.property(
        anyGraph(C),
        fc.integer({ min: 1, max: 5 }),
        three(fc.constantFrom(0, 1)),
        three(window),
        (graph, frames, finals, windows) => {
          const final = Float32Array.from(graph.classes, (_, k) => finals[k]!);
          const timed = timeGraph(graph, frames, final, windows);
          const logits = Array.from({ length: frames }, (_, t) => [0, t / 2, 1]);
          const wide = {
            first: windows.map(({ first }) => first),
            last: windows.map(({ last }) => last),
          };
          const expected = sumPaths(graph, logits, { final, windows: wide });
          expect(sumPaths(graph, logits, { final, windows: timed }).logP).toBe(expected.logP);
          // Nor are they wider than they must be at their ends: where nothing fits, nothing is left.
          if (expected.logP === Number.NEGATIVE_INFINITY) return;
          graph.classes.forEach((_, k) => {
            expect(timed.last[k]).toBeLessThanOrEqual(Math.min(windows[k]!.last, frames - 1));
          });
        },
      ),
      { numRuns: 300 },
    );
  });
});
