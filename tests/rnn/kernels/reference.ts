/** Recurrent cells in plain TypeScript and float64, one frame and one unit at a time: what the kernels must equal. */
import type { CellSpec } from '../../../src/rnn/kernels/cell.js';

/** Weights of one direction in Keras's layout. */
export interface Weights {
  kernel: ArrayLike<number>; // [I, G·H]
  recurrent: ArrayLike<number>; // [H, G·H]
  bias: ArrayLike<number>; // [G·H]
  recurrentBias?: ArrayLike<number>; // [G·H]
}

/** One sequence's own dropout masks. */
export interface Masks {
  input?: ArrayLike<number>; // [I]
  recurrent?: ArrayLike<number>; // [H]
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const hardSigmoid = (x: number): number => Math.min(1, Math.max(0, 0.2 * x + 0.5));

/** x·W + b */
function project(x: ArrayLike<number>, W: ArrayLike<number>, b: ArrayLike<number>): number[] {
  const N = b.length;
  return Array.from(b, (bias, n) => {
    let sum = bias;
    for (let i = 0; i < x.length; i++) sum += x[i]! * W[i * N + n]!;
    return sum;
  });
}

/** One frame. @returns the new h and c */
export function step(
  cell: CellSpec,
  w: Weights,
  x: ArrayLike<number>,
  h: number[],
  c: number[],
  masks: Masks = {},
): { h: number[]; c: number[] } {
  const H = cell.units;
  const seenX = Array.from(x, (value, i) => value * (masks.input?.[i] ?? 1));
  const seenH = h.map((value, j) => value * (masks.recurrent?.[j] ?? 1));
  const a = project(seenX, w.kernel, w.bias);
  const zero = new Float32Array(w.bias.length);
  const u = project(seenH, w.recurrent, w.recurrentBias ?? zero);
  if (cell.kind === 'rnn') {
    const f = { tanh: Math.tanh, relu: (v: number) => Math.max(0, v), linear: (v: number) => v };
    return { h: a.map((value, j) => f[cell.activation ?? 'tanh'](value + u[j]!)), c };
  }
  const gate = cell.hardGates ? hardSigmoid : sigmoid;
  if (cell.kind === 'lstm') {
    const z = a.map((value, n) => value + u[n]!);
    const newC = c.map((old, j) => gate(z[H + j]!) * old + gate(z[j]!) * Math.tanh(z[2 * H + j]!));
    return { h: newC.map((value, j) => gate(z[3 * H + j]!) * Math.tanh(value)), c: newC };
  }
  const z = h.map((_, j) => gate(a[j]! + u[j]!));
  const r = h.map((_, j) => gate(a[H + j]! + u[H + j]!));
  const reset = project(
    seenH.map((value, j) => value * r[j]!),
    w.recurrent,
    zero,
  );
  const candidate = h.map((_, j) =>
    Math.tanh(a[2 * H + j]! + (cell.resetAfter ? r[j]! * u[2 * H + j]! : reset[2 * H + j]!)),
  );
  return { h: h.map((old, j) => z[j]! * old + (1 - z[j]!) * candidate[j]!), c };
}

/** A whole sequence of `length` real frames in T; padded frames repeat the state. @returns outputs and final state */
export function sequence(
  cell: CellSpec,
  w: Weights,
  frames: ArrayLike<number>[],
  options: { length?: number; reverse?: boolean; masks?: Masks; h?: number[]; c?: number[] } = {},
): { outputs: number[][]; h: number[]; c: number[] } {
  const T = frames.length;
  const outputs: number[][] = [];
  const zeros = new Array<number>(cell.units).fill(0);
  let state = { h: options.h ?? zeros, c: options.c ?? zeros };
  for (let s = 0; s < T; s++) {
    const t = options.reverse ? T - 1 - s : s;
    if (t < (options.length ?? T)) state = step(cell, w, frames[t]!, state.h, state.c, options.masks);
    outputs[t] = state.h;
  }
  return { outputs, ...state };
}

/** A small deterministic generator of numbers in [0, 1) (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** n numbers in [-size, size). */
export function uniform(random: () => number, n: number, size = 1): Float32Array {
  return Float32Array.from({ length: n }, () => (random() * 2 - 1) * size);
}
