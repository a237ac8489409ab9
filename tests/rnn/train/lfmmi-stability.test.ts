/** Lattice-free MMI where numbers could fail: long sequences, wild logits, memory. */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type HmmGraph, HmmGraphBuilder } from '../../../src/rnn/kernels/hmm-graph.js';
import { timeGraph } from '../../../src/rnn/kernels/time-graph.js';
import { anyGraph } from '../kernels/graphs.js';
import { generator, uniform } from '../kernels/reference.js';
import { anyCase, C, kernels, leaks, run } from './lfmmi-batch.js';

afterAll(() => kernels.close());

describe('lattice-free MMI', () => {
  it('loses nothing over two thousand frames', () => {
    // Left to right through 40 states in any time, against the same states in any order.
    const T = 2000;
    const states = Array.from({ length: 40 }, (_, k) => k % C);
    const all = new HmmGraphBuilder();
    const middle = all.junction(1);
    const said = new HmmGraphBuilder();
    let before = said.junction(1);
    for (const c of states) {
      const state = all.state(c);
      all.arc(middle, state, 1 / states.length);
      all.arc(state, state, 0.5);
      all.arc(state, middle, 0.5);
      const next = said.state(c);
      said.arc(before, next, before < 0 ? 1 / states.length : 0.5 / states.length);
      said.arc(next, next, 0.5);
      before = next;
    }
    const final = new Float32Array(states.length);
    final[states.length - 1] = 1;
    const numerator = timeGraph(said.build(), T, final);
    const denominator = all.build();
    const random = generator(3);
    const logits = Array.from({ length: T }, () => [...uniform(random, C, 10)]);
    const { loss, gradients } = run(denominator, Float32Array.of(1), [{ numerator, logits }], { leakage: 0 });
    expect(loss).toBeGreaterThan(0);
    const expected = forward(denominator, logits) - forward(numerator, logits, final);
    expect(loss / expected).toBeCloseTo(1, 5);
    // Both posteriors of a frame sum to one.
    const sums = gradients[0]!.map((row) => Math.abs(row.reduce((sum, g) => sum + g, 0)));
    expect(Math.max(...sums)).toBeLessThan(1e-5);
  });

  it('is never NaN, however far apart the logits are', () => {
    const far = fc.double({ min: -1e4, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(
        anyGraph(C),
        fc.array(anyCase, { minLength: 1, maxLength: 5 }),
        fc.array(far, { minLength: 25, maxLength: 25 }),
        fc.constantFrom(0, 1e-5, 0.1),
        (denominator, cases, values, leakage) => {
          const batch = cases.map(({ numerator, logits }, b) => ({
            numerator,
            logits: logits.map((row, t) => row.map((_, c) => values[(7 * b + 5 * t + c) % values.length]!)),
          }));
          const { loss, gradients } = run(denominator, leaks(denominator), batch, { leakage });
          expect(loss).not.toBeNaN();
          for (const g of gradients.flat(2)) expect(Math.abs(g)).toBeLessThanOrEqual(1.001);
        },
      ),
      { numRuns: 80 },
    );
  });

  it('refuses a numerator made for another number of frames', () => {
    const one = fc.sample(anyCase, 1)[0]!;
    expect(() =>
      run(one.numerator, leaks(one.numerator), [{ ...one, logits: [...one.logits, one.logits[0]!] }]),
    ).toThrow('frames');
  });

  it('leaves nothing in the memory of the kernels', () => {
    const before = kernels.arena.used;
    const [one] = fc.sample(anyCase, 1);
    run(one!.numerator, leaks(one!.numerator), [one!]);
    expect(kernels.arena.used).toBe(before);
  });
});

/** log p by the forward recursion in float64 (Rabiner 1989, eq. 18–21), each frame scaled by its sum. */
function forward(graph: HmmGraph, logits: readonly number[][], final?: Float32Array): number {
  const { classes, from, to, weight, start } = graph;
  const N = classes.length;
  const arcs = [...from.keys()].sort((a, b) => from[a]! - from[b]!);
  let logP = 0;
  let alpha = [...new Array<number>(N).fill(0), ...start];
  for (const row of logits) {
    const now = new Array<number>(alpha.length).fill(0);
    for (const a of arcs) if (to[a]! < N) now[to[a]!]! += alpha[from[a]!]! * weight[a]!;
    classes.forEach((c, k) => {
      now[k]! *= Math.exp(row[c]!);
    });
    const sum = now.reduce((total, value) => total + value, 0);
    alpha = now.map((value) => value / sum);
    logP += Math.log(sum);
    for (const a of arcs) if (to[a]! >= N) alpha[to[a]!]! += alpha[from[a]!]! * weight[a]!;
  }
  return logP + Math.log(classes.reduce((sum, _, k) => sum + alpha[k]! * (final?.[k] ?? 1), 0));
}
