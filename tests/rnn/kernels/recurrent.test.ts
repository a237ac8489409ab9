/** Every cell, direction and mask: forward against the plain reference, backward against its finite differences. */
import { describe, expect, it } from 'vitest';
import type { CellSpec } from '../../../src/rnn/kernels/cell.js';
import { Kernels } from '../../../src/rnn/kernels/kernels.js';
import type { KernelBuild } from '../../../src/rnn/kernels/module.js';
import { makeProblem, solve, type Variant, type Way } from './problem.js';

/** Every kind of cell, at `units` units. */
function cells(units: number): [string, CellSpec][] {
  return [
    ['simple RNN', { kind: 'rnn', units }],
    ['simple RNN with ReLU', { kind: 'rnn', units, activation: 'relu' }],
    ['linear RNN', { kind: 'rnn', units, activation: 'linear' }],
    ['LSTM', { kind: 'lstm', units }],
    ['LSTM with hard gates', { kind: 'lstm', units, hardGates: true }],
    ['GRU, reset after', { kind: 'gru', units, resetAfter: true }],
    ['GRU, reset before', { kind: 'gru', units, resetAfter: false }],
    ['GRU, reset before, hard gates', { kind: 'gru', units, resetAfter: false, hardGates: true }],
  ];
}

/** Every cell in every direction, with and without padding and masks. */
function cases(units: number, lengths: number[]) {
  const variants: [string, Variant][] = [
    ['plain', {}],
    ['padded', { lengths: Int32Array.from(lengths) }],
    ['padded, shortest first, under dropout', { lengths: Int32Array.from(lengths).reverse(), dropout: true }],
  ];
  const ways: Way[] = ['forwards', 'backwards', 'both'];
  return cells(units).flatMap(([name, cell]) =>
    ways.flatMap((way) =>
      variants.map(([what, variant]) => [`${name}, ${way}, ${what}`, cell, way, variant] as const),
    ),
  );
}

function worst(actual: Float32Array, expected: ArrayLike<number>): number {
  return actual.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
}

/** Distance to the slope at each entry, relative to the slope where that is large. */
function offSlope(found: Float32Array, slope: (index: number) => number): number {
  return found.reduce((most, value, i) => {
    const s = slope(i);
    return Math.max(most, Math.abs(value - s) / (1 + Math.abs(s)));
  }, 0);
}

describe.each(['simd', 'fma'] satisfies KernelBuild[])('recurrent kernels, %s build', async (build) => {
  const kernels = await Kernels.load({ build });
  it.each(cases(20, [9, 8, 5, 5, 1]))(
    '%s: outputs and final states equal the reference',
    (_, cell, way, variant) => {
      const problem = makeProblem(kernels, cell, way, { T: 9, B: 5, I: 7 }, variant);
      const { outputs, finals } = problem.expected();
      const found = solve(kernels, problem);
      expect(worst(found.outputs, outputs)).toBeLessThan(3e-6);
      expect(worst(found.finals, finals)).toBeLessThan(3e-6);
      problem.layer.free();
    },
  );
});

describe('backward through time', async () => {
  const kernels = await Kernels.load();
  it.each(cases(4, [4, 2, 1]))('%s: every gradient is the slope', (_, cell, way, variant) => {
    const problem = makeProblem(kernels, cell, way, { T: 4, B: 3, I: 2 }, variant);
    const { B, I, H } = problem.sizes;
    const found = solve(kernels, problem);
    expect(offSlope(found.dX, (i) => problem.slope(problem.x, i))).toBeLessThan(2e-5);
    for (const places of problem.layer.places) {
      const N = problem.layer.columns;
      const blocks: [number, number][] = [
        [places.kernel, I * N],
        [places.recurrent, H * N],
        [places.bias, N],
      ];
      if (places.recurrentBias >= 0) blocks.push([places.recurrentBias, N]);
      for (const [at, n] of blocks) {
        const block = found.gradient.subarray(at, at + n);
        expect(offSlope(block, (i) => problem.slope(problem.parameters, at + i))).toBeLessThan(2e-5);
      }
    }
    for (let d = 0; d < problem.layer.directions; d++) {
      // Only an LSTM has the second half, the cell.
      const at = d * 2 * B * H;
      const dInitial = found.dInitial.subarray(at, at + (cell.kind === 'lstm' ? 2 : 1) * B * H);
      expect(offSlope(dInitial, (i) => problem.slope(problem.initial, at + i))).toBeLessThan(2e-5);
    }
    problem.layer.free();
  });

  it('gives all memory back', () => {
    expect(kernels.arena.used).toBe(0);
  });
});
