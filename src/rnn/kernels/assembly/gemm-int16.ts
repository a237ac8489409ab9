// C = bias + A·B with |A| ≤ 1, states of a layer below, both as int16; steps and sums as in matvec-int16.ts, tiles as in
// gemm.ts. Half as fast again as with floats.
import { store4, storeTile8 } from './gemm-store';
import { pack } from './matvec-int16';
import { madd } from './simd';

/** Rows of one pass. */
const MC: i32 = 192;

/** Packs B [K, N] (multiples of 4) into K·N int16 for {@link gemmInt16}. // scales [N] */
export function packBInt16(b: usize, K: i32, N: i32, out: usize, scales: usize): void {
  pack(b, K, N, 8, out, scales);
}

// @ts-ignore: decorator
@inline
function whole(x: usize): v128 {
  const shifter = f32x4.splat(12582912.0);
  return i32x4.sub(madd(v128.load(x), f32x4.splat(4095.0), shifter), shifter);
}

/** Packs A [M, K], K a multiple of 4, rows `stride` bytes apart. `out` takes ceil(M / 4)·4·K int16. */
export function packAInt16(a: usize, stride: usize, M: i32, K: i32, out: usize): void {
  for (let i = 0; i < M; i += 4) {
    // Rows that are not there repeat the last.
    const r0 = a + <usize>i * stride;
    const r1 = a + <usize>min(i + 1, M - 1) * stride;
    const r2 = a + <usize>min(i + 2, M - 1) * stride;
    const r3 = a + <usize>min(i + 3, M - 1) * stride;
    for (let k: usize = 0; k < <usize>K << 2; k += 16) {
      const upper = i16x8.narrow_i32x4_s(whole(r0 + k), whole(r1 + k));
      const lower = i16x8.narrow_i32x4_s(whole(r2 + k), whole(r3 + k));
      v128.store(out, v128.shuffle<i32>(upper, lower, 0, 2, 4, 6));
      v128.store(out, v128.shuffle<i32>(upper, lower, 1, 3, 5, 7), 16);
      out += 32;
    }
  }
}

// @ts-ignore: decorator
@inline
function dot(pair: v128, panel: v128, sum: v128): v128 {
  return i32x4.add(sum, i32x4.dot_i16x8_s(pair, panel));
}

// @ts-ignore: decorator
@inline
function tile8(a: usize, b: usize, c: usize, stride: usize, K: i32, rows: i32, scales: usize, bias: usize): void {
  let c00 = i32x4.splat(0);
  let c01 = i32x4.splat(0);
  let c10 = i32x4.splat(0);
  let c11 = i32x4.splat(0);
  let c20 = i32x4.splat(0);
  let c21 = i32x4.splat(0);
  let c30 = i32x4.splat(0);
  let c31 = i32x4.splat(0);
  const end = a + (<usize>K << 3);
  do {
    const left = v128.load(b);
    const right = v128.load(b, 16);
    const a0 = v128.load32_splat(a);
    c00 = dot(a0, left, c00);
    c01 = dot(a0, right, c01);
    const a1 = v128.load32_splat(a, 4);
    c10 = dot(a1, left, c10);
    c11 = dot(a1, right, c11);
    const a2 = v128.load32_splat(a, 8);
    c20 = dot(a2, left, c20);
    c21 = dot(a2, right, c21);
    const a3 = v128.load32_splat(a, 12);
    c30 = dot(a3, left, c30);
    c31 = dot(a3, right, c31);
    a += 16;
    b += 32;
  } while (a < end);
  storeTile8(c, stride, rows, c00, c01, c10, c11, c20, c21, c30, c31, scales, bias);
}

/** One row of a strip of 4 columns. */
// @ts-ignore: decorator
@inline
function row4(a: usize, b: usize, c: usize, K: i32, scales: usize, bias: usize): void {
  let sum = i32x4.splat(0);
  const end = a + (<usize>K << 3);
  do {
    sum = dot(v128.load32_splat(a), v128.load(b), sum);
    a += 16;
    b += 16;
  } while (a < end);
  store4(c, sum, scales, bias);
}

/**
 * C [M, N] = bias + A·B; A from {@link packAInt16}, B from {@link packBInt16}; rows of C `stride` bytes apart.
 * // bias [N]
 */
export function gemmInt16(
  a: usize, b: usize, c: usize, stride: usize, M: i32, N: i32, K: i32, scales: usize, bias: usize,
): void {
  for (let m0 = 0; m0 < M; m0 += MC) {
    const m1 = min(M, m0 + MC);
    for (let j = 0; j < N; j += 8) {
      const strip = b + (<usize>(j * K) << 1);
      const column = <usize>j << 2;
      for (let i = m0; i < m1; i += 4) {
        const rows = min(4, M - i);
        const from = a + (<usize>(i * K) << 1);
        const to = c + <usize>i * stride + column;
        if (j + 8 <= N) tile8(from, strip, to, stride, K, rows, scales + column, bias + column);
        else {
          for (let r = 0; r < rows; r++) {
            row4(from + (<usize>r << 2), strip, to + <usize>r * stride, K, scales + column, bias + column);
          }
        }
      }
    }
  }
}
