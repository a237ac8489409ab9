/** Products with int8 weights: within what the steps of their numbers allow, whatever the weights, on both builds alike. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Kernels } from '../../../src/rnn/kernels/kernels.js';
import type { KernelBuild } from '../../../src/rnn/kernels/module.js';

const builds = await Promise.all(
  (['simd', 'fma'] satisfies KernelBuild[]).map(async (build) => ({ build, ...(await load(build)) })),
);

async function load(build: KernelBuild) {
  const { arena, call } = await Kernels.load({ build });
  return { arena, call };
}

/** Sizes in fours. */
const fours = fc.integer({ min: 1, max: 12 }).map((n) => 4 * n);
/** Weights that grow, that all pull one way at full size (sums are largest then), or that are all but one zero. */
const weights = fc.oneof(
  fc.integer({ min: 1, max: 9999 }).map((seed) => (i: number) => Math.sin(seed * (i + 1) ** 2)),
  fc.constantFrom(1, -1, 0.01).map((value) => () => value),
  fc.integer({ min: 0, max: 30 }).map((at) => (i: number) => (i === at ? 3 : 0)),
);
const states = fc.oneof(
  fc.integer({ min: 1, max: 9999 }).map((seed) => (i: number) => Math.cos(seed * (i + 1) ** 2)),
  fc.constantFrom(1, -1, 0).map((value) => () => value),
);

const fill = (n: number, of: (i: number) => number): Float32Array =>
  Float32Array.from({ length: n }, (_, i) => of(i));
const column = (u: Float32Array, N: number, j: number): Float32Array => u.filter((_, i) => i % N === j);
const dot = (x: Float32Array, u: Float32Array): number => x.reduce((sum, value, k) => sum + value * u[k]!, 0);

/** How far x·u may be off: half a step of each weight, and half a 63rd of each state; `step` a weight's. */
function allowed(x: Float32Array, u: Float32Array, step: number): number {
  return x.reduce(
    (sum, value, k) => sum + (Math.abs(value) + 1 / 126) * (step / 2) + Math.abs(u[k]!) / 126,
    1e-5,
  );
}

const largest = (u: Float32Array): number => Math.max(...u.map(Math.abs));

/** Sixteen bits must hold four products: rows 0, 1, 4, 5 or 2, 3, 6, 7 of any eight. */
function largestFour(u: Float32Array): number {
  const sums = new Map<string, number>();
  u.forEach((value, k) => {
    const key = `${k >> 3} ${k & 2}`;
    sums.set(key, (sums.get(key) ?? 0) + Math.abs(value));
  });
  return Math.max(...sums.values());
}

describe('int8 products', () => {
  it('gemm is as near as its steps allow, adds the bias, and leaves what lies behind a row', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fours, fours, states, weights, (M, N, K, state, weight) => {
        const a = fill(M * K, state);
        const b = fill(K * N, weight);
        const bias = fill(N, (j) => j / 7);
        const [first, second] = builds.map(({ arena, call }) => {
          const [aAt, bAt, biasAt] = [arena.place(a), arena.place(b), arena.place(bias)];
          const [left, right] = [arena.alloc(Math.ceil(M / 4) * K), arena.alloc((K * N) / 4)];
          const scales = arena.alloc(2 * N);
          const c = arena.place(new Float32Array(M * (N + 1)).fill(7));
          call.packAInt8(aAt, K * 4, M, K, left);
          call.packBInt8(bAt, K, N, right, scales);
          call.gemmInt8(left, right, c, (N + 1) * 4, M, N, K, scales, scales + N * 4, biasAt);
          const found = arena.f32(c, M * (N + 1)).slice();
          for (const at of [aAt, bAt, biasAt, left, right, scales, c]) arena.free(at);
          return found;
        });
        for (let m = 0; m < M; m++) {
          const x = a.subarray(m * K, (m + 1) * K);
          for (let j = 0; j < N; j++) {
            const u = column(b, N, j);
            const off = Math.abs(first![m * (N + 1) + j]! - bias[j]! - dot(x, u));
            expect(off).toBeLessThanOrEqual(allowed(x, u, largest(u) / 127));
          }
          expect(first![m * (N + 1) + N]).toBe(7);
        }
        // The sums are the same; scale and bias are one rounding in one build, two in the other.
        for (const [i, value] of first!.entries()) expect(second![i]).toBeCloseTo(value, 4);
      }),
    );
  });

  it('a recurrent step is as near as its steps allow', () => {
    fc.assert(
      fc.property(fours, states, weights, (H, state, weight) => {
        const h = fill(H, state);
        const u = fill(H * H, weight);
        for (const { arena, call } of builds) {
          // Slot 0 is the state before, slot 1 what comes of it. // [T + 2, H]
          const slots = arena.place(fill(3 * H, (i) => (i < H ? h[i]! : 0)));
          const gates = arena.place(new Float32Array(H));
          const raw = arena.place(u);
          const panels = arena.alloc((Math.ceil(H / 8) * 8 * H) / 4);
          const [scales, scratch] = [arena.alloc(2 * H), arena.alloc(2 * H)];
          call.packPanelsInt8(raw, H, H, panels, scales);
          // Activation 0 is tanh.
          call.rnnInfer(1, H, H, 0, gates, panels, scales, 8, slots, H, scratch, 0, 0, 0);
          const found = arena.f32(slots + H * 4, H).slice();
          for (const at of [slots, gates, raw, panels, scales, scratch]) arena.free(at);
          found.forEach((value, j) => {
            const own = column(u, H, j);
            const step = Math.max(largest(own) / 127, largestFour(own) / 256);
            const sum = dot(h, own);
            const within = allowed(h, own, step);
            expect(value).toBeGreaterThanOrEqual(Math.tanh(sum - within) - 1e-5);
            expect(value).toBeLessThanOrEqual(Math.tanh(sum + within) + 1e-5);
          });
        }
      }),
    );
  });
});
