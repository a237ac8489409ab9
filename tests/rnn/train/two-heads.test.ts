/** Two losses on one output layer, against each of them on an output layer of its own. */
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { Kernels } from '../../../src/rnn/kernels/kernels.js';
import { fours } from '../../../src/rnn/kernels/sizes.js';
import { crossEntropy, type FrameLabels } from '../../../src/rnn/train/cross-entropy.js';
import type { Loss } from '../../../src/rnn/train/loss.js';
import { secondHead, TwoHeads } from '../../../src/rnn/train/two-heads.js';

const kernels = await Kernels.load({ build: 'simd' });
afterAll(() => kernels.close());

/** The gradient and the sums of a loss on rows of logits. // rows [U · B][C] */
function run<Target>(
  loss: Loss<Target>,
  rows: number[][],
  B: number,
  targets: readonly Target[],
  scale: number,
) {
  const { arena } = kernels;
  const C = rows[0]!.length;
  const ld = fours(C);
  const U = rows.length / B;
  const x = new Float32Array(rows.length * ld).fill(7); // padding that must not matter
  for (const [m, row] of rows.entries()) x.set(row, m * ld);
  const at = arena.place(x);
  const frames = Array<number>(B).fill(U);
  const lengths = arena.place(Int32Array.from(frames));
  const job = loss.start(kernels, { at, U, B, C, ld, lengths, frames }, targets);
  job.run(kernels.call, scale);
  const totals = job.totals();
  const gradient = rows.map((_, m) => [...arena.f32(at + m * ld * 4, C)]);
  job.free();
  for (const block of [at, lengths]) arena.free(block);
  return { totals, gradient };
}

it('gives each head what its loss gives it alone', () => {
  const shape = fc.record({
    classes: fc.integer({ min: 1, max: 6 }),
    others: fc.integer({ min: 1, max: 6 }),
    U: fc.integer({ min: 1, max: 4 }),
    B: fc.integer({ min: 1, max: 3 }),
  });
  const anyCase = shape.chain(({ classes, others, U, B }) => {
    const width = secondHead(classes) + others;
    const row = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: width, maxLength: width });
    const labels = (below: number) =>
      fc.array(fc.array(fc.integer({ min: 0, max: below - 1 }), { minLength: U, maxLength: U }), {
        minLength: B,
        maxLength: B,
      });
    return fc.record({
      classes: fc.constant(classes),
      rows: fc.array(row, { minLength: U * B, maxLength: U * B }),
      first: labels(classes),
      second: labels(others),
      share: fc.double({ min: 0.05, max: 2, noNaN: true }),
    });
  });
  fc.assert(
    fc.property(anyCase, ({ classes, rows, first, second, share }) => {
      const B = first.length;
      const scale = 0.5;
      const targets = first.map((labels, b): { first: FrameLabels; second: FrameLabels } => ({
        first: labels,
        second: second[b]!,
      }));
      const both = run(new TwoHeads(crossEntropy, crossEntropy, { classes, share }), rows, B, targets, scale);
      const begin = secondHead(classes);
      const left = rows.map((row) => row.slice(0, classes));
      const right = rows.map((row) => row.slice(begin));
      const one = run(crossEntropy, left, B, first, scale);
      const two = run(crossEntropy, right, B, second, scale * share);
      both.gradient.forEach((row, m) => {
        expect(row.slice(0, classes)).toEqual(one.gradient[m]);
        expect(row.slice(classes, begin).every((g) => g === 0)).toBe(true);
        expect(row.slice(begin)).toEqual(two.gradient[m]);
      });
      expect(both.totals.loss).toBeCloseTo(one.totals.loss + share * two.totals.loss, 4);
      expect(both.totals.weight).toBe(one.totals.weight);
      expect(both.totals.secondRight).toBe(two.totals.right);
    }),
    { numRuns: 60 },
  );
});
