/** Losses and the optimiser: cross-entropy and CTC against enumeration and slopes, Adam against its equations. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Kernels } from '../../../src/rnn/kernels/kernels.js';
import { generator, uniform } from './reference.js';

const { arena, call } = await Kernels.load();

function logSoftmax(row: ArrayLike<number>): number[] {
  const values = Array.from(row);
  const most = Math.max(...values);
  const norm = most + Math.log(values.reduce((sum, v) => sum + Math.exp(v - most), 0));
  return values.map((v) => v - norm);
}

/** −log of the summed probability of all alignments, each path through the classes tried. // logits [T][C] */
function bruteForceCtc(logits: number[][], labels: number[], blank: number): number {
  const table = logits.map(logSoftmax);
  const classes = logits[0]!.length;
  let total = 0;
  const walk = (t: number, path: number[], logP: number): void => {
    if (t === table.length) {
      const merged = path.filter((c, i) => c !== path[i - 1]).filter((c) => c !== blank);
      if (merged.join() === labels.join()) total += Math.exp(logP);
      return;
    }
    for (let c = 0; c < classes; c++) walk(t + 1, [...path, c], logP + table[t]![c]!);
  };
  walk(0, [], 0);
  return -Math.log(total);
}

interface CtcCase {
  logits: number[][]; // [T][C]
  labels: number[];
}

/** A batch on the kernel. @returns losses and gradients, the latter as [b][t][c] */
function runCtc(batch: CtcCase[], C: number, blank: number) {
  const B = batch.length;
  const T = Math.max(...batch.map(({ logits }) => logits.length));
  const L = Math.max(1, ...batch.map(({ labels }) => labels.length));
  const ld = Math.ceil(C / 4) * 4;
  const x = new Float32Array(T * B * ld).fill(9); // padding that must not matter
  const labels = new Int32Array(B * L);
  batch.forEach((one, b) => {
    for (const [t, row] of one.logits.entries()) x.set(row, (t * B + b) * ld);
    labels.set(one.labels, b * L);
  });
  const at = arena.place(x);
  const lengths = arena.place(Int32Array.from(batch, (one) => one.logits.length));
  const counts = arena.place(Int32Array.from(batch, (one) => one.labels.length));
  const labelsAt = arena.place(labels);
  const losses = arena.alloc(2 * B);
  const scratch = arena.alloc(call.ctcScratch(T, L, ld));
  call.ctc(T, B, C, ld, at, lengths, labelsAt, L, counts, blank, 1, losses, scratch);
  const gradient = arena.f32(at, x.length).slice();
  const found = [...arena.f64(losses, B)];
  for (const block of [at, lengths, counts, labelsAt, losses, scratch]) arena.free(block);
  const gradients = batch.map((_, b) =>
    Array.from({ length: T }, (_, t) => [...gradient.subarray((t * B + b) * ld, (t * B + b + 1) * ld)]),
  );
  return { losses: found, gradients };
}

const ctcCase = (C: number, blank: number) =>
  fc.record({
    logits: fc.array(fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: C, maxLength: C }), {
      minLength: 1,
      maxLength: 6,
    }),
    labels: fc.array(
      fc.integer({ min: 0, max: C - 1 }).filter((c) => c !== blank),
      { maxLength: 3 },
    ),
  });

describe('CTC', () => {
  it.each([
    [3, 0],
    [4, 3],
  ])('equals the sum over all alignments of %i classes, blank %i', (C, blank) => {
    fc.assert(
      fc.property(fc.array(ctcCase(C, blank), { minLength: 1, maxLength: 3 }), (batch) => {
        const { losses, gradients } = runCtc(batch, C, blank);
        batch.forEach(({ logits, labels }, b) => {
          const expected = bruteForceCtc(logits, labels, blank);
          if (expected === Number.POSITIVE_INFINITY) {
            expect(losses[b]).toBe(expected);
            expect(gradients[b]!.flat().every((g) => g === 0)).toBe(true);
            return;
          }
          expect(losses[b]).toBeCloseTo(expected, 4);
          for (const row of gradients[b]!.slice(logits.length)) expect(row.every((g) => g === 0)).toBe(true);
          // One entry of each frame against the slope of the enumeration.
          for (const [t, row] of logits.entries()) {
            const c = t % C;
            const size = 1e-5;
            const moved = (by: number): number[][] =>
              logits.map((r, u) => (u === t ? r.map((v, k) => (k === c ? v + by : v)) : r));
            const above = bruteForceCtc(moved(size), labels, blank);
            const below = bruteForceCtc(moved(-size), labels, blank);
            expect(gradients[b]![t]![c]).toBeCloseTo((above - below) / (2 * size), 4);
            expect(row.length).toBe(C);
          }
        });
      }),
      { numRuns: 60 },
    );
  });

  it('loses nothing over a thousand frames: each frame of the gradient sums to zero', () => {
    const random = generator(4);
    const C = 30;
    const logits = Array.from({ length: 1000 }, () => [...uniform(random, C, 8)]);
    const labels = Array.from({ length: 120 }, (_, i) => 1 + (i % (C - 1)));
    const { losses, gradients } = runCtc([{ logits, labels }], C, 0);
    expect(Number.isFinite(losses[0])).toBe(true);
    const sums = gradients[0]!.map((row) => Math.abs(row.reduce((sum, g) => sum + g, 0)));
    expect(Math.max(...sums)).toBeLessThan(1e-5);
    // The same in float64.
    expect(losses[0]! / forwardCtc(logits, labels, 0)).toBeCloseTo(1, 6);
  });
});

/** −log p(labels) by the forward recursion in float64 (Graves et al. 2006, eq. 6–8). */
function forwardCtc(logits: number[][], labels: number[], blank: number): number {
  const S = 2 * labels.length + 1;
  const extended = Array.from({ length: S }, (_, s) => (s % 2 ? labels[(s - 1) / 2]! : blank));
  const add = (...terms: number[]): number => {
    const most = Math.max(...terms);
    return most === Number.NEGATIVE_INFINITY
      ? most
      : most + Math.log(terms.reduce((sum, v) => sum + Math.exp(v - most), 0));
  };
  let alpha = extended.map((_, s) => (s < 1 ? 0 : Number.NEGATIVE_INFINITY));
  logits.map(logSoftmax).forEach((row, t) => {
    const before = alpha;
    alpha = extended.map((label, s) => {
      if (t === 0) return s < 2 ? row[label]! : Number.NEGATIVE_INFINITY;
      const hop =
        s > 1 && label !== blank && label !== extended[s - 2] ? before[s - 2]! : Number.NEGATIVE_INFINITY;
      return row[label]! + add(before[s]!, before[s - 1] ?? Number.NEGATIVE_INFINITY, hop);
    });
  });
  return -add(alpha[S - 1]!, alpha[S - 2]!);
}

it('sums the exponentials of logits far apart', () => {
  const logits = [
    [800, 801, -900, 0.5, 3],
    [-5000, -5001, -5002, -5003, -5004],
  ];
  const ld = 8;
  const x = new Float32Array(logits.length * ld).fill(99);
  for (const [m, row] of logits.entries()) x.set(row, m * ld);
  const at = arena.place(x);
  const out = arena.alloc(logits.length);
  call.logSumExp(at, logits.length, 5, ld, out);
  arena.f32(out, logits.length).forEach((norm, m) => {
    expect(norm).toBeCloseTo(logits[m]![0]! - logSoftmax(logits[m]!)[0]!, 3);
  });
  for (const used of [at, out]) arena.free(used);
});

describe('cross-entropy', () => {
  it('gives loss, gradient and hits, and skips frames without a label', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 19 }), fc.integer({ min: 1, max: 999 }), (C, seed) => {
        const random = generator(seed);
        const M = 6;
        const ld = Math.ceil(C / 4) * 4;
        const logits = Array.from({ length: M }, () => [...uniform(random, C, 5)]);
        const labels = Int32Array.from({ length: M }, (_, m) => (m === 2 ? -1 : Math.floor(random() * C)));
        const x = new Float32Array(M * ld).fill(99);
        for (const [m, row] of logits.entries()) x.set(row, m * ld);
        const at = arena.place(x);
        const totals = arena.place(new Float32Array(6));
        const labelsAt = arena.place(labels);
        call.softmaxCrossEntropy(at, M, C, ld, labelsAt, 0.5, totals);
        const [loss, right, counted] = arena.f64(totals, 3);
        const real = [...labels.keys()].filter((m) => labels[m]! >= 0);
        const expected = real.map((m) => -logSoftmax(logits[m]!)[labels[m]!]!);
        expect(loss).toBeCloseTo(
          expected.reduce((sum, v) => sum + v, 0),
          4,
        );
        expect(counted).toBe(M - 1);
        expect(right).toBe(real.filter((m) => Math.max(...logits[m]!) === logits[m]![labels[m]!]).length);
        const gradient = arena.f32(at, M * ld);
        for (let m = 0; m < M; m++) {
          for (let c = 0; c < ld; c++) {
            const p = c < C ? Math.exp(logSoftmax(logits[m]!)[c]!) - (labels[m] === c ? 1 : 0) : 0;
            expect(gradient[m * ld + c]).toBeCloseTo(m === 2 ? 0 : p * 0.5, 5);
          }
        }
        for (const block of [at, totals, labelsAt]) arena.free(block);
      }),
      { numRuns: 40 },
    );
  });
});

describe('Adam', () => {
  it('follows its equations, with clipping and decoupled decay', () => {
    const n = 9;
    const random = generator(8);
    const start = uniform(random, n);
    const [w, m, v] = [
      arena.place(start),
      arena.place(new Float32Array(n)),
      arena.place(new Float32Array(n)),
    ];
    const expected = [...start];
    const moment1 = new Array<number>(n).fill(0);
    const moment2 = new Array<number>(n).fill(0);
    const [rate, beta1, beta2, epsilon, decay, clip] = [0.01, 0.9, 0.999, 1e-7, 0.1, 0.5];
    for (let t = 1; t <= 5; t++) {
      const gradient = uniform(random, n);
      const c1 = 1 / (1 - beta1 ** t);
      const c2 = 1 / (1 - beta2 ** t);
      const at = arena.place(gradient);
      call.adam(w, at, m, v, n, clip, rate, beta1, beta2, epsilon, decay, c1, c2);
      for (let i = 0; i < n; i++) {
        const g = gradient[i]! * clip;
        moment1[i] = beta1 * moment1[i]! + (1 - beta1) * g;
        moment2[i] = beta2 * moment2[i]! + (1 - beta2) * g * g;
        const step = (moment1[i]! * c1) / (Math.sqrt(moment2[i]! * c2) + epsilon);
        expected[i]! -= rate * (step + decay * expected[i]!);
      }
    }
    expect([...arena.f32(w, n)].every((value, i) => Math.abs(value - expected[i]!) < 1e-6)).toBe(true);
  });
});
