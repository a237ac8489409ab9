/** Lattice-free MMI on the kernels, against the sum over all paths of small graphs. */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { HmmGraph } from '../../../src/rnn/kernels/hmm-graph.js';
import { Kernels } from '../../../src/rnn/kernels/kernels.js';
import type { LfmmiOptions } from '../../../src/rnn/train/lfmmi-loss.js';
import { anyGraph, sumPaths } from '../kernels/graphs.js';
import { anyCase, C, type Case, kernels, leaks, run } from './lfmmi-batch.js';

afterAll(() => kernels.close());

/** The loss of one sequence as it is defined, and the posteriors. */
function lossByPaths(denominator: HmmGraph, { numerator, logits }: Case, options: LfmmiOptions) {
  const { leakage = 1e-5, l2 = 0 } = options;
  const what = sumPaths(numerator, logits, { final: numerator.final, windows: numerator });
  const all = sumPaths(denominator, logits, { leakage, leak: leaks(denominator) });
  const squares = logits.flat().reduce((sum, x) => sum + x * x, 0);
  return { loss: all.logP - what.logP + (l2 / 2) * squares, what, all };
}

describe('lattice-free MMI', () => {
  it.each<[string, LfmmiOptions]>([
    ['nothing else', { leakage: 0 }],
    ['a leak', { leakage: 0.1 }],
    ['a leak and squares', { leakage: 0.01, l2: 0.02 }],
  ])('with %s equals the sum over all paths, and its gradient the slope', (_, options) => {
    const { l2 = 0 } = options;
    fc.assert(
      fc.property(anyGraph(C), fc.array(anyCase, { minLength: 1, maxLength: 6 }), (denominator, batch) => {
        const scale = 0.5;
        const found = run(denominator, leaks(denominator), batch, options, scale);
        let loss = 0;
        let unfit = 0;
        batch.forEach((one, b) => {
          const expected = lossByPaths(denominator, one, options);
          const T = one.logits.length;
          for (const row of found.gradients[b]!.slice(T)) expect(row.every((g) => g === 0)).toBe(true);
          if (!Number.isFinite(expected.loss)) {
            unfit++;
            expect(found.gradients[b]!.flat().every((g) => g === 0)).toBe(true);
            return;
          }
          loss += expected.loss;
          one.logits.forEach((row, t) => {
            row.forEach((x, c) => {
              const slope = expected.all.posteriors[t]![c]! - expected.what.posteriors[t]![c]! + l2 * x;
              expect(found.gradients[b]![t]![c]).toBeCloseTo(scale * slope, 5);
            });
            for (const g of found.gradients[b]![t]!.slice(C)) expect(g).toBe(0);
            // The same by differences, one entry of each frame.
            if (b > 0) return;
            const c = t % C;
            const moved = (by: number): number => {
              const logits = one.logits.map((r, u) => (u === t ? r.with(c, r[c]! + by) : r));
              return lossByPaths(denominator, { ...one, logits }, options).loss;
            };
            const difference = (moved(1e-5) - moved(-1e-5)) / 2e-5;
            expect(found.gradients[b]![t]![c]).toBeCloseTo(scale * difference, 4);
          });
        });
        expect(found.unfit).toBe(unfit);
        expect(found.loss).toBeCloseTo(loss, 3);
      }),
      { numRuns: 80 },
    );
  });

  it('with a boost learns from outputs that are less where what was said is', () => {
    const options = { leakage: 0.01, boost: 0.7 };
    fc.assert(
      fc.property(anyGraph(C), fc.array(anyCase, { minLength: 1, maxLength: 4 }), (denominator, batch) => {
        const found = run(denominator, leaks(denominator), batch, options);
        const plain = run(denominator, leaks(denominator), batch, { leakage: 0.01 }, 0);
        let loss = 0;
        batch.forEach((one, b) => {
          const { what } = lossByPaths(denominator, one, options);
          const logits = one.logits.map((row, t) =>
            row.map((x, c) => x - options.boost * what.posteriors[t]![c]!),
          );
          const { all } = lossByPaths(denominator, { ...one, logits }, options);
          if (!Number.isFinite(all.logP - what.logP)) {
            expect(found.gradients[b]!.flat().every((g) => g === 0)).toBe(true);
            return;
          }
          loss += all.logP - what.logP;
          logits.forEach((row, t) => {
            for (const c of row.keys()) {
              const slope = all.posteriors[t]![c]! - what.posteriors[t]![c]!;
              expect(found.gradients[b]![t]![c]).toBeCloseTo(slope, 5);
            }
          });
        });
        expect(found.loss).toBeCloseTo(loss, 3);
        // To look is not to learn: what is measured has no boost.
        const looking = run(denominator, leaks(denominator), batch, options, 0);
        expect([looking.loss, looking.unfit]).toEqual([plain.loss, plain.unfit]);
      }),
      { numRuns: 60 },
    );
  });

  it('gives each sequence of a batch what it has alone', () => {
    fc.assert(
      fc.property(anyGraph(C), fc.array(anyCase, { minLength: 2, maxLength: 6 }), (denominator, batch) => {
        const leak = leaks(denominator);
        const together = run(denominator, leak, batch).gradients;
        batch.forEach((one, b) => {
          const [alone] = run(denominator, leak, [one]).gradients;
          expect(together[b]!.slice(0, one.logits.length)).toEqual(alone);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('is the same in both builds', async () => {
    const fma = await Kernels.load({ build: 'fma' });
    fc.assert(
      fc.property(anyGraph(C), fc.array(anyCase, { minLength: 1, maxLength: 4 }), (denominator, batch) => {
        const leak = leaks(denominator);
        const [a, b] = [kernels, fma].map((on) => run(denominator, leak, batch, { l2: 0.1 }, 1, on));
        expect(a!.loss).toBeCloseTo(b!.loss, 4);
        a!.gradients.flat(2).forEach((g, i) => {
          expect(g).toBeCloseTo(b!.gradients.flat(2)[i]!, 5);
        });
      }),
      { numRuns: 20 },
    );
    await fma.close();
  });

  it('without a gradient sums the same loss', () => {
    fc.assert(
      fc.property(anyGraph(C), fc.array(anyCase, { minLength: 1, maxLength: 4 }), (denominator, batch) => {
        const options = { l2: 0.1 };
        const [learning, looking] = [1, 0].map((scale) =>
          run(denominator, leaks(denominator), batch, options, scale),
        );
        expect(looking!.loss).toBe(learning!.loss);
        expect(looking!.gradients.flat(2).every((g) => g === 0)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
});
