// y = x·U with int8 weights and 7-bit x (int8.ts): the recurrent product of a single utterance where a hundredth of a
// state's range does not matter. Panels of 16 columns, eight rows at a time: what the registers hold.
import { accumulate, packInt8, products, steps4 } from './int8';
import { scaleSums } from './matvec-int16';

/** Packs U [K, N] (multiples of 4) into int8 [K rounded up to 8, N]. // scales f32 [N], i32 [N] */
export function packPanelsInt8(u: usize, K: i32, N: i32, out: usize, scales: usize): void {
  packInt8(u, K, N, 16, 8, out, scales);
}

/** out int8 [K] = x [K] in steps, and four more so that eights are full. */
// @ts-ignore: decorator
@inline
function quantise(x: usize, out: usize, K: i32): void {
  const end = x + (<usize>K << 2);
  for (; x < end; x += 16) {
    const words = steps4(x);
    const halves = i16x8.narrow_i32x4_s(words, words);
    v128.store32_lane(out, i8x16.narrow_i16x8_u(halves, halves), 0);
    out += 4;
  }
  store<i32>(out, 0);
}

/** The sum of four columns, and eight rows more. */
// @ts-ignore: decorator
@inline
function eight(sum: v128, x0: v128, x1: v128, u0: v128, u1: v128): v128 {
  return accumulate(sum, i16x8.add(products(u0, x0), products(u1, x1)));
}

// @ts-ignore: decorator
@inline
function panel16(x: usize, panel: usize, begin: usize, sums: usize, end: usize): void {
  let a = v128.load(begin);
  let b = v128.load(begin, 16);
  let c = v128.load(begin, 32);
  let d = v128.load(begin, 48);
  do {
    const x0 = v128.load32_splat(x);
    const x1 = v128.load32_splat(x, 4);
    a = eight(a, x0, x1, v128.load(panel), v128.load(panel, 64));
    b = eight(b, x0, x1, v128.load(panel, 16), v128.load(panel, 80));
    c = eight(c, x0, x1, v128.load(panel, 32), v128.load(panel, 96));
    d = eight(d, x0, x1, v128.load(panel, 48), v128.load(panel, 112));
    panel += 128;
    x += 8;
  } while (x < end);
  v128.store(sums, a);
  v128.store(sums, b, 16);
  v128.store(sums, c, 32);
  v128.store(sums, d, 48);
}

// @ts-ignore: decorator
@inline
function panel4(x: usize, panel: usize, begin: usize, sums: usize, end: usize): void {
  let a = v128.load(begin);
  do {
    a = eight(a, v128.load32_splat(x), v128.load32_splat(x, 4), v128.load(panel), v128.load(panel, 16));
    panel += 32;
    x += 8;
  } while (x < end);
  v128.store(sums, a);
}

/**
 * y [N] = x [K] · U [K, N] with |x| ≤ 1, U from {@link packPanelsInt8}.
 * @param whole room for x in int8 // [K rounded up to 8]
 */
export function matvecInt8(
  x: usize, whole: usize, panels: usize, scales: usize, y: usize, K: i32, N: i32,
): void {
  quantise(x, whole, K);
  const end = whole + <usize>K;
  const filled = <usize>(K + 7) & ~7;
  const begin = scales + (<usize>N << 2);
  for (let j = 0; j < N; ) {
    const columns = N - j >= 16 ? 16 : 4;
    const at = <usize>j << 2;
    if (columns == 16) panel16(whole, panels, begin + at, y + at, end);
    else panel4(whole, panels, begin + at, y + at, end);
    panels += filled * columns;
    j += columns;
  }
  scaleSums(y, scales, N);
}
