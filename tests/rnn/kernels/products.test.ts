/** Matrix products, packing, and the helpers around them, against sums written out. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kernelNames } from '../../../src/rnn/kernels/exports.js';
import { Kernels } from '../../../src/rnn/kernels/kernels.js';
import { compileKernels, type KernelBuild } from '../../../src/rnn/kernels/module.js';
import { generator, uniform } from './reference.js';

const size = fc.integer({ min: 1, max: 37 });
const SEEDS = fc.integer({ min: 1, max: 1_000_000 });

function product(a: Float32Array, b: Float32Array, M: number, N: number, K: number): Float64Array {
  const c = new Float64Array(M * N);
  for (let m = 0; m < M; m++) {
    for (let k = 0; k < K; k++) for (let n = 0; n < N; n++) c[m * N + n]! += a[m * K + k]! * b[k * N + n]!;
  }
  return c;
}

function transpose(a: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from(a, (_, i) => a[(i % rows) * columns + Math.floor(i / rows)]!);
}

function worst(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  return Array.from(actual).reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
}

describe.each(['simd', 'fma'] satisfies KernelBuild[])('products, %s build', async (build) => {
  const { arena, call } = await Kernels.load({ build });

  /** A·B or Aᵀᵀ·Bᵀᵀ on the kernels, added to C where `add`. */
  function gemm(
    a: Float32Array,
    b: Float32Array,
    M: number,
    N: number,
    K: number,
    flip: boolean,
    add: boolean,
  ) {
    const left = arena.place(flip ? transpose(a, M, K) : a);
    const right = arena.place(flip ? transpose(b, K, N) : b);
    const packedLeft = arena.alloc(Math.ceil(M / 4) * 4 * K);
    const packedRight = arena.alloc(Math.ceil(N / 8) * 8 * K);
    // One float more in each row of C: it must stay as it was.
    const c = arena.place(new Float32Array(M * (N + 1)).fill(add ? 1 : 7));
    call.packA(left, (flip ? 1 : K) * 4, (flip ? M : 1) * 4, M, K, packedLeft);
    call.packB(right, (flip ? 1 : N) * 4, (flip ? K : 1) * 4, K, N, packedRight);
    call.gemm(packedLeft, packedRight, c, (N + 1) * 4, M, N, K, add ? 1 : 0);
    const out = arena.f32(c, M * (N + 1)).slice();
    for (const at of [left, right, packedLeft, packedRight, c]) arena.free(at);
    return out;
  }

  it('gemm equals the sum, at any size, transposed or added', () => {
    fc.assert(
      fc.property(size, size, size, fc.boolean(), fc.boolean(), SEEDS, (M, N, K, flip, add, seed) => {
        const random = generator(seed);
        const a = uniform(random, M * K);
        const b = uniform(random, K * N);
        const found = gemm(a, b, M, N, K, flip, add);
        const expected = product(a, b, M, N, K);
        for (let m = 0; m < M; m++) {
          const row = found.subarray(m * (N + 1), (m + 1) * (N + 1));
          const right = expected.subarray(m * N, (m + 1) * N).map((value) => value + (add ? 1 : 0));
          expect(worst(row.subarray(0, N), right)).toBeLessThan(1e-5);
          expect(row[N]).toBe(add ? 1 : 7);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('gemm equals the sum when the depth and the rows exceed a cache block', () => {
    const random = generator(1);
    const [M, N, K] = [203, 9, 520];
    const a = uniform(random, M * K);
    const b = uniform(random, K * N);
    const found = gemm(a, b, M, N, K, false, false).filter((_, i) => i % (N + 1) !== N);
    expect(worst(found, product(a, b, M, N, K))).toBeLessThan(1e-4);
  });

  it('matvec equals the sum at any multiple of four columns', () => {
    fc.assert(
      fc.property(size, fc.integer({ min: 1, max: 24 }), SEEDS, (K, fours, seed) => {
        const N = fours * 4;
        const random = generator(seed);
        const x = uniform(random, K);
        const u = uniform(random, K * N);
        const [xAt, uAt, y] = [arena.place(x), arena.place(u), arena.place(new Float32Array(N).fill(1))];
        const panels = arena.alloc(K * N);
        call.packPanels(uAt, K, N, panels);
        call.matvec(xAt, panels, y, K, N);
        expect(worst(arena.f32(y, N), product(x, u, 1, N, K))).toBeLessThan(1e-5);
        for (const at of [xAt, uAt, y, panels]) arena.free(at);
      }),
    );
  });

  it('gemm in int16 comes as near as the steps of its numbers, and adds the bias', () => {
    const fours = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(size, fours, fours, SEEDS, (M, n, k, seed) => {
        const [N, K] = [4 * n, 4 * k];
        const random = generator(seed);
        const a = uniform(random, M * K);
        const b = uniform(random, K * N);
        const bias = uniform(random, N);
        const [aAt, bAt, biasAt] = [arena.place(a), arena.place(b), arena.place(bias)];
        const left = arena.alloc(Math.ceil(M / 4) * 2 * K);
        const [right, scales] = [arena.alloc((K * N) / 2), arena.alloc(N)];
        const c = arena.place(new Float32Array(M * (N + 1)).fill(7));
        call.packAInt16(aAt, K * 4, M, K, left);
        call.packBInt16(bAt, K, N, right, scales);
        call.gemmInt16(left, right, c, (N + 1) * 4, M, N, K, scales, biasAt);
        const found = arena.f32(c, M * (N + 1)).slice();
        const expected = product(a, b, M, N, K);
        for (let m = 0; m < M; m++) {
          const row = found.subarray(m * (N + 1), (m + 1) * (N + 1));
          const right = bias.map((value, j) => value + expected[m * N + j]!);
          // Half a step of 1/4095 in each of K states, and less in the weights.
          expect(worst(row.subarray(0, N), right)).toBeLessThan(K * 1.5e-4);
          expect(row[N]).toBe(7);
        }
        for (const at of [aAt, bAt, biasAt, left, right, scales, c]) arena.free(at);
      }),
    );
  });

  it('sums rows, squares and gradients', () => {
    const random = generator(2);
    const [M, N] = [11, 23];
    const x = uniform(random, M * N);
    const at = arena.place(x);
    const out = arena.alloc(N);
    call.sumRows(at, N * 4, M, N, out);
    const columns = Array.from({ length: N }, (_, n) => x.reduce((s, v, i) => (i % N === n ? s + v : s), 0));
    expect(worst(arena.f32(out, N), columns)).toBeLessThan(1e-5);
    const sum = arena.alloc(2);
    arena.f64(sum, 1)[0] = 3;
    const big = uniform(random, 4000);
    call.sumSquares(arena.place(big), 4000, sum);
    expect(arena.f64(sum, 1)[0]).toBeCloseTo(3 + big.reduce((s, v) => s + v * v, 0), 3);
  });

  it('moves frames under a window and their gradients back', () => {
    fc.assert(
      fc.property(
        size,
        size,
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 3 }),
        SEEDS,
        (T, F, step, dilation, seed) => {
          const random = generator(seed);
          const [B, window, left] = [2, 3, 2];
          const U = Math.floor((T + 3) / step) + 1;
          const x = uniform(random, T * B * F);
          const d = uniform(random, U * B * window * F);
          const [xAt, dAt, out] = [arena.place(x), arena.place(d), arena.alloc(d.length)];
          const dX = arena.place(new Float32Array(x.length));
          call.stackFrames(xAt, T, B, F, window, step, dilation, left, U, out);
          call.unstackFrames(dX, T, B, F, window, step, dilation, left, U, dAt);
          const stacked = arena.f32(out, d.length).slice();
          for (let u = 0; u < U; u++) {
            for (let k = 0; k < window; k++) {
              const t = u * step + k * dilation - left;
              const expected = t >= 0 && t < T ? x[(t * B + 1) * F]! : 0;
              expect(stacked[((u * B + 1) * window + k) * F]).toBe(expected);
            }
          }
          // The two are adjoint: ⟨stack x, d⟩ = ⟨x, unstack d⟩.
          const forward = stacked.reduce((s, v, i) => s + v * d[i]!, 0);
          const back = arena.f32(dX, x.length).reduce((s, v, i) => s + v * x[i]!, 0);
          expect(forward).toBeCloseTo(back, 3);
          for (const at of [xAt, dAt, out, dX]) arena.free(at);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('gathers rows of a table and adds their gradients up', () => {
    const ids = arena.place(Int32Array.of(2, 0, 2));
    const table = arena.place(Float32Array.of(1, 2, 3, 4, 5, 6));
    const out = arena.alloc(6);
    call.gatherRows(table, ids, 3, 2, out);
    expect([...arena.f32(out, 6)]).toEqual([5, 6, 1, 2, 5, 6]);
    const dTable = arena.place(new Float32Array(6));
    call.scatterAddRows(dTable, ids, 3, 2, out);
    expect([...arena.f32(dTable, 6)]).toEqual([1, 2, 0, 0, 10, 12]);
  });

  it('makes dropout masks from a seed', () => {
    const n = 40_000;
    const mask = (seed: number, from = 0): Float32Array => {
      const at = arena.alloc(n);
      call.dropoutMask(at, n, 0.25, seed);
      const out = arena.f32(at, n).slice(from);
      arena.free(at);
      return out;
    };
    const first = mask(1);
    expect(new Set(first)).toEqual(new Set([0, Math.fround(1 / 0.75)]));
    const dropped = first.filter((v) => v === 0).length / n;
    expect(Math.abs(dropped - 0.25)).toBeLessThan(0.01);
    expect(mask(1)).toEqual(first);
    const agree = mask(2).filter((v, i) => v === first[i]).length / n;
    expect(Math.abs(agree - (0.25 ** 2 + 0.75 ** 2))).toBeLessThan(0.01);
  });
});

describe('the module', () => {
  it('exports what exports.ts declares, no more and no less', async () => {
    const { module } = await compileKernels('simd', true);
    const { readFileSync } = await import('node:fs');
    const source = readFileSync(new URL('../../../src/rnn/kernels/exports.ts', import.meta.url), 'utf8');
    const declared = [...source.matchAll(/^ {2}(\w+)\(/gm)].map(([, name]) => name).sort();
    expect(kernelNames(module)).toEqual(declared);
  });

  it('runs on memory that is not shared', async () => {
    const kernels = await Kernels.load({ sharedMemory: false, threads: 2 });
    expect(kernels.threads).toBe(1);
    expect(kernels.arena.memory.buffer).toBeInstanceOf(ArrayBuffer);
    const x = kernels.arena.place(Float32Array.of(0, 1, 2, 3));
    kernels.call.scale(x, 4, 2);
    expect([...kernels.arena.f32(x, 4)]).toEqual([0, 2, 4, 6]);
  });
});
