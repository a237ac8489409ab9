// C = bias + A·B with |A| ≤ 1, states of a layer below, as 7-bit numbers, and int8 B (int8.ts); tiles as in gemm.ts.
import { store4, storeTile8 } from './gemm-store';
import { accumulate, packInt8, products, steps4 } from './int8';

/** Rows of one pass. */
const MC: i32 = 192;

/** Packs B [K, N] (multiples of 4) into int8 [K, N] for {@link gemmInt8}. // scales f32 [N], i32 [N] */
export function packBInt8(b: usize, K: i32, N: i32, out: usize, scales: usize): void {
  packInt8(b, K, N, 8, 4, out, scales);
}

/** Packs A [M, K], K a multiple of 4, rows `stride` bytes apart. `out` takes ceil(M / 4)·4·K int8. */
export function packAInt8(a: usize, stride: usize, M: i32, K: i32, out: usize): void {
  for (let i = 0; i < M; i += 4) {
    // Rows that are not there repeat the last.
    const r0 = a + <usize>i * stride;
    const r1 = a + <usize>min(i + 1, M - 1) * stride;
    const r2 = a + <usize>min(i + 2, M - 1) * stride;
    const r3 = a + <usize>min(i + 3, M - 1) * stride;
    for (let k: usize = 0; k < <usize>K << 2; k += 16) {
      const upper = i16x8.narrow_i32x4_s(steps4(r0 + k), steps4(r1 + k));
      const lower = i16x8.narrow_i32x4_s(steps4(r2 + k), steps4(r3 + k));
      v128.store(out, i8x16.narrow_i16x8_u(upper, lower));
      out += 16;
    }
  }
}

// @ts-ignore: decorator
@inline
function tile8(
  a: usize, b: usize, c: usize, stride: usize, K: i32, rows: i32, scales: usize, begin: usize, bias: usize,
): void {
  let c00 = v128.load(begin);
  let c01 = v128.load(begin, 16);
  let c10 = c00;
  let c11 = c01;
  let c20 = c00;
  let c21 = c01;
  let c30 = c00;
  let c31 = c01;
  const end = a + (<usize>K << 2);
  do {
    const left = v128.load(b);
    const right = v128.load(b, 16);
    const a0 = v128.load32_splat(a);
    c00 = accumulate(c00, products(left, a0));
    c01 = accumulate(c01, products(right, a0));
    const a1 = v128.load32_splat(a, 4);
    c10 = accumulate(c10, products(left, a1));
    c11 = accumulate(c11, products(right, a1));
    const a2 = v128.load32_splat(a, 8);
    c20 = accumulate(c20, products(left, a2));
    c21 = accumulate(c21, products(right, a2));
    const a3 = v128.load32_splat(a, 12);
    c30 = accumulate(c30, products(left, a3));
    c31 = accumulate(c31, products(right, a3));
    a += 16;
    b += 32;
  } while (a < end);
  storeTile8(c, stride, rows, c00, c01, c10, c11, c20, c21, c30, c31, scales, bias);
}

/** One row of a strip of 4 columns. */
// @ts-ignore: decorator
@inline
function row4(a: usize, b: usize, c: usize, K: i32, scales: usize, begin: usize, bias: usize): void {
  let sum = v128.load(begin);
  const end = a + (<usize>K << 2);
  do {
    sum = accumulate(sum, products(v128.load(b), v128.load32_splat(a)));
    a += 16;
    b += 16;
  } while (a < end);
  store4(c, sum, scales, bias);
}

/**
 * C [M, N] = bias + A·B; A from {@link packAInt8}, B from {@link packBInt8}; rows of C `stride` bytes apart.
 * @param begin what the sums begin with, from {@link packBInt8} // i32 [N]
 * @param bias // [N]
 */
export function gemmInt8(
  a: usize, b: usize, c: usize, stride: usize, M: i32, N: i32, K: i32, scales: usize, begin: usize, bias: usize,
): void {
  for (let m0 = 0; m0 < M; m0 += MC) {
    const m1 = min(M, m0 + MC);
    for (let j = 0; j < N; j += 8) {
      const strip = b + <usize>(j * K);
      const at = <usize>j << 2;
      for (let i = m0; i < m1; i += 4) {
        const rows = min(4, M - i);
        const from = a + <usize>(i * K);
        const to = c + <usize>i * stride + at;
        if (j + 8 <= N) tile8(from, strip, to, stride, K, rows, scales + at, begin + at, bias + at);
        else {
          for (let r = 0; r < rows; r++) {
            row4(from + (<usize>r << 2), strip, to + <usize>r * stride, K, scales + at, begin + at, bias + at);
          }
        }
      }
    }
  }
}
