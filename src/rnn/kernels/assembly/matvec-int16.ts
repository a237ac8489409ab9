// y = x·U with int16 weights and int16 x, two products and their sum in one instruction (i32x4.dot_i16x8_s).
// |x| ≤ 1 (a state behind tanh) becomes |x| ≤ 4095. Each column of U has its own step, as fine as 16 bits and a sum
// that cannot overflow 32 bits allow: 4095 · Σ|u| < 2³¹.
import { madd } from './simd';
import { panelWidth } from './matvec';

/** Steps of x in the interval [0, 1]. */
const X_STEPS: f32 = 4095.0;
/** (2³¹ − 1) / 4095: the largest sum of a column's |u|. */
const COLUMN_SUM: f32 = 524416.0;

/**
 * Packs U [K, N] (K and N multiples of 4) into K·N int16, pairs of rows side by side, in the panels of matvec.ts.
 * @param scales out: what the integer sums are multiplied with // [N]
 */
export function packPanelsInt16(u: usize, K: i32, N: i32, out: usize, scales: usize): void {
  pack(u, K, N, 24, out, scales);
}

/** The same in panels of at most `widest` columns. */
export function pack(u: usize, K: i32, N: i32, widest: i32, out: usize, scales: usize): void {
  for (let j = 0; j < N; ) {
    const columns = panelWidth(min(widest, N - j));
    for (let c = 0; c < columns; c++) {
      const column = u + (<usize>(j + c) << 2);
      let largest: f32 = 1e-20;
      let sum: f32 = 0;
      for (let k = 0; k < K; k++) {
        const size = abs(load<f32>(column + (<usize>(k * N) << 2)));
        largest = max(largest, size);
        sum += size;
      }
      // Rounding adds at most ½ to each of the K entries.
      const steps = min<f32>(32767.0 / largest, (COLUMN_SUM - <f32>K) / max<f32>(sum, largest));
      store<f32>(scales + (<usize>(j + c) << 2), <f32>1.0 / (steps * X_STEPS));
      for (let k = 0; k < K; k++) {
        const value = nearest(load<f32>(column + (<usize>(k * N) << 2)) * steps);
        store<i16>(out + (<usize>((k >> 1) * columns * 2 + c * 2 + (k & 1)) << 1), <i16>value);
      }
    }
    out += <usize>(K * columns) << 1;
    j += columns;
  }
}

/** out int16 [K] = x [K] in steps of 1/4095, K a multiple of 4 and |x| ≤ 1. */
// @ts-ignore: decorator
@inline
function quantise(x: usize, out: usize, K: i32): void {
  // Adding 1.5·2²³ rounds to an integer and leaves it in the low bits.
  const shifter = f32x4.splat(12582912.0);
  const steps = f32x4.splat(X_STEPS);
  const end = x + (<usize>K << 2);
  for (; x < end; x += 16) {
    const whole = i32x4.sub(madd(v128.load(x), steps, shifter), shifter);
    v128.store64_lane(out, i16x8.narrow_i32x4_s(whole, whole), 0);
    out += 8;
  }
}

// @ts-ignore: decorator
@inline
function dot(pair: v128, panel: v128, sum: v128): v128 {
  return i32x4.add(sum, i32x4.dot_i16x8_s(pair, panel));
}

// @ts-ignore: decorator
@inline
function panel24(x: usize, panel: usize, sums: usize, end: usize): void {
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  let c = i32x4.splat(0);
  let d = i32x4.splat(0);
  let e = i32x4.splat(0);
  let f = i32x4.splat(0);
  // A loop with its test at the end is a tenth faster.
  do {
    const s = v128.load32_splat(x);
    a = dot(s, v128.load(panel), a);
    b = dot(s, v128.load(panel, 16), b);
    c = dot(s, v128.load(panel, 32), c);
    d = dot(s, v128.load(panel, 48), d);
    e = dot(s, v128.load(panel, 64), e);
    f = dot(s, v128.load(panel, 80), f);
    panel += 96;
    x += 4;
  } while (x < end);
  v128.store(sums, a);
  v128.store(sums, b, 16);
  v128.store(sums, c, 32);
  v128.store(sums, d, 48);
  v128.store(sums, e, 64);
  v128.store(sums, f, 80);
}

// @ts-ignore: decorator
@inline
function panel4s(x: usize, panel: usize, sums: usize, end: usize, columns: i32): void {
  const row = <usize>columns << 2;
  for (let j: usize = 0; j < row; j += 16) {
    let from = panel + j;
    let a = i32x4.splat(0);
    for (let at = x; at < end; at += 4) {
      a = dot(v128.load32_splat(at), v128.load(from), a);
      from += row;
    }
    v128.store(sums + j, a);
  }
}

/** Integer sums of N columns → floats, where they lie: a loop of its own, for at the panels' end it slowed them. */
export function scaleSums(sums: usize, scales: usize, N: i32): void {
  const width = <usize>N << 2;
  for (let j: usize = 0; j < width; j += 16) {
    v128.store(sums + j, f32x4.mul(f32x4.convert_i32x4_s(v128.load(sums + j)), v128.load(scales + j)));
  }
}

/**
 * y [N] = x [K] · U [K, N] with |x| ≤ 1, U from {@link packPanelsInt16}.
 * @param whole room for x in int16 // [K]
 */
export function matvecInt16(
  x: usize, whole: usize, panels: usize, scales: usize, y: usize, K: i32, N: i32,
): void {
  quantise(x, whole, K);
  const end = whole + (<usize>K << 1);
  let sums = y;
  for (let j = 0; j < N; ) {
    const columns = panelWidth(N - j);
    if (columns == 24) panel24(whole, panels, sums, end);
    else panel4s(whole, panels, sums, end, columns);
    sums += <usize>columns << 2;
    panels += <usize>(K * columns) << 1;
    j += columns;
  }
  scaleSums(y, scales, N);
}
