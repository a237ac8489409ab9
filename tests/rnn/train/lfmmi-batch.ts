/** Batches of small graphs and logits on the kernels of lattice-free MMI. */
import fc from 'fast-check';
import type { HmmGraph, TimedGraph } from '../../../src/rnn/kernels/hmm-graph.js';
import { Kernels } from '../../../src/rnn/kernels/kernels.js';
import { packTimedGraph } from '../../../src/rnn/kernels/pack-graph.js';
import { fours } from '../../../src/rnn/kernels/sizes.js';
import { LfmmiLoss, type LfmmiOptions } from '../../../src/rnn/train/lfmmi-loss.js';
import { anyTimedGraph } from '../kernels/graphs.js';

/** Classes of all graphs. */
export const C = 5;
export const kernels = await Kernels.load({ build: 'simd' });

export interface Case {
  numerator: TimedGraph;
  logits: number[][]; // [T][C]
}

export const anyCase: fc.Arbitrary<Case> = anyTimedGraph(C).chain((numerator) =>
  fc.record({
    numerator: fc.constant(numerator),
    logits: fc.array(fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: C, maxLength: C }), {
      minLength: numerator.frames,
      maxLength: numerator.frames,
    }),
  }),
);

export interface Found {
  loss: number;
  unfit: number;
  mmi: number;
  gradients: number[][][]; // [B][T][ld]
}

/** A batch on the kernels. */
export function run(
  denominator: HmmGraph,
  leak: Float32Array,
  batch: readonly Case[],
  options: LfmmiOptions = {},
  scale = 1,
  on: Kernels = kernels,
): Found {
  const { arena } = on;
  using loss = new LfmmiLoss(on, denominator, leak, options);
  const frames = batch.map(({ logits }) => logits.length);
  const [B, U, ld] = [batch.length, Math.max(...frames), fours(C)];
  const x = new Float32Array(U * B * ld).fill(9); // padding that must not matter
  batch.forEach(({ logits }, b) => {
    for (const [t, row] of logits.entries()) x.set(row, (t * B + b) * ld);
  });
  const at = arena.place(x);
  const lengths = arena.place(Int32Array.from(frames));
  const targets = batch.map(({ numerator }) => packTimedGraph(numerator));
  const job = loss.start(on, { at, U, B, C, ld, lengths, frames }, targets);
  job.run(on.call, scale);
  const totals = job.totals();
  const gradient = arena.f32(at, x.length).slice();
  job.free();
  for (const block of [at, lengths]) arena.free(block);
  const gradients = batch.map((_, b) =>
    Array.from({ length: U }, (_, t) => [...gradient.subarray((t * B + b) * ld, (t * B + b + 1) * ld)]),
  );
  return { loss: totals.loss, unfit: totals.unfit!, mmi: totals.mmi!, gradients };
}

/** Some weights for a leak. */
export const leaks = (graph: HmmGraph): Float32Array => graph.start.map((_, j) => 1 / (j + 1));
