// What the products of whole numbers (gemm-int16.ts, gemm-int8.ts) end with: sums become floats, with scale and bias.
import { madd } from './simd';

/** Four columns of a row. // scales, bias [4] */
// @ts-ignore: decorator
@inline
export function store4(c: usize, sum: v128, scales: usize, bias: usize): void {
  v128.store(c, madd(f32x4.convert_i32x4_s(sum), v128.load(scales), v128.load(bias)));
}

/** A tile of up to four rows and eight columns, rows `stride` bytes apart. */
// @ts-ignore: decorator
@inline
export function storeTile8(
  c: usize, stride: usize, rows: i32, c00: v128, c01: v128, c10: v128, c11: v128, c20: v128, c21: v128, c30: v128,
  c31: v128, scales: usize, bias: usize,
): void {
  store4(c, c00, scales, bias);
  store4(c + 16, c01, scales + 16, bias + 16);
  if (rows > 1) {
    store4(c + stride, c10, scales, bias);
    store4(c + stride + 16, c11, scales + 16, bias + 16);
  }
  if (rows > 2) {
    store4(c + 2 * stride, c20, scales, bias);
    store4(c + 2 * stride + 16, c21, scales + 16, bias + 16);
  }
  if (rows > 3) {
    store4(c + 3 * stride, c30, scales, bias);
    store4(c + 3 * stride + 16, c31, scales + 16, bias + 16);
  }
}
