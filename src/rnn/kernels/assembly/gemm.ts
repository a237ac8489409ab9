// Matrix product C (+)= A·B from packed panels: A in strips of 4 rows, B in strips of 8 columns, both k-major and
// padded with zeros, so that the inner loop reads two streams and keeps a 4 × 8 tile of C in registers.
// V8 schedules all loads of a loop body first: 8 accumulators, 2 loads of B and 4 of A make 14 of 16 registers.
import { madd } from './simd';

/** Rows of one strip of A. */
const MR: i32 = 4;
/** Columns of one strip of B. */
const NR: i32 = 8;
/** Depth of one pass: KC × NR floats of B stay in the first-level cache. */
const KC: i32 = 256;
/** Rows of one pass: MC × KC floats of A stay in the second-level cache. */
const MC: i32 = 192;

/**
 * Packs A [M, K] for {@link gemm}. Element (m, k) lies at a + m·rowStride + k·columnStride bytes, so that a transposed
 * matrix is packed by exchanging the strides. `out` takes ceil(M / 4)·4·K floats.
 */
export function packA(a: usize, rowStride: usize, columnStride: usize, M: i32, K: i32, out: usize): void {
  for (let i = 0; i < M; i += MR) {
    const whole = i + MR <= M;
    if (whole && columnStride == 4) {
      const r0 = a + <usize>i * rowStride;
      const r1 = r0 + rowStride;
      const r2 = r1 + rowStride;
      const r3 = r2 + rowStride;
      const bytes = <usize>K << 2;
      for (let k: usize = 0; k < bytes; k += 4) {
        store<f32>(out, load<f32>(r0 + k), 0);
        store<f32>(out, load<f32>(r1 + k), 4);
        store<f32>(out, load<f32>(r2 + k), 8);
        store<f32>(out, load<f32>(r3 + k), 12);
        out += 16;
      }
    } else if (whole && rowStride == 4) {
      let from = a + (<usize>i << 2);
      for (let k = 0; k < K; k++) {
        v128.store(out, v128.load(from));
        from += columnStride;
        out += 16;
      }
    } else {
      for (let k = 0; k < K; k++) {
        for (let r = i; r < i + MR; r++) {
          store<f32>(out, r < M ? load<f32>(a + <usize>r * rowStride + <usize>k * columnStride) : 0);
          out += 4;
        }
      }
    }
  }
}

/**
 * Packs B [K, N] for {@link gemm}; strides as in {@link packA}. `out` takes ceil(N / 8)·8·K floats; the strips of
 * columns j ≥ 8·p begin at float 8·p·K, so a packed matrix can be used from any eighth column on.
 */
export function packB(b: usize, rowStride: usize, columnStride: usize, K: i32, N: i32, out: usize): void {
  for (let j = 0; j < N; j += NR) {
    const whole = j + NR <= N;
    if (whole && columnStride == 4) {
      let from = b + (<usize>j << 2);
      for (let k = 0; k < K; k++) {
        v128.store(out, v128.load(from), 0);
        v128.store(out, v128.load(from, 16), 16);
        from += rowStride;
        out += 32;
      }
    } else if (whole) {
      let from = b + <usize>j * columnStride;
      for (let k = 0; k < K; k++) {
        let at = from;
        for (let r = 0; r < NR; r++) {
          store<f32>(out, load<f32>(at));
          at += columnStride;
          out += 4;
        }
        from += rowStride;
      }
    } else {
      for (let k = 0; k < K; k++) {
        for (let c = j; c < j + NR; c++) {
          store<f32>(out, c < N ? load<f32>(b + <usize>k * rowStride + <usize>c * columnStride) : 0);
          out += 4;
        }
      }
    }
  }
}

/** Writes or adds the first n (1 … 8) lanes of one row of a tile. */
function storeEdge(c: usize, left: v128, right: v128, n: i32, accumulate: i32): void {
  for (let j = 0; j < n; j++) {
    const lanes = j < 4 ? left : right;
    const lane = j & 3;
    const value =
      lane == 0
        ? f32x4.extract_lane(lanes, 0)
        : lane == 1
          ? f32x4.extract_lane(lanes, 1)
          : lane == 2
            ? f32x4.extract_lane(lanes, 2)
            : f32x4.extract_lane(lanes, 3);
    const at = c + (<usize>j << 2);
    store<f32>(at, accumulate ? load<f32>(at) + value : value);
  }
}

// @ts-ignore: decorator
@inline
function storeRow(c: usize, left: v128, right: v128, n: i32, accumulate: i32): void {
  if (n < NR) {
    storeEdge(c, left, right, n, accumulate);
  } else if (accumulate) {
    v128.store(c, f32x4.add(v128.load(c), left));
    v128.store(c, f32x4.add(v128.load(c, 16), right), 16);
  } else {
    v128.store(c, left);
    v128.store(c, right, 16);
  }
}

/** One tile of C: `rows` × `columns` (at most 4 × 8) at c, from `depth` steps of a strip of A and a strip of B. */
// @ts-ignore: decorator
@inline
function tile(a: usize, b: usize, c: usize, cStride: usize, depth: i32, rows: i32, columns: i32, add: i32): void {
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c31 = f32x4.splat(0);
  // A loop with its test at the end is a tenth faster.
  const end = a + (<usize>depth << 4);
  do {
    const left = v128.load(b);
    const right = v128.load(b, 16);
    const a0 = v128.load32_splat(a);
    c00 = madd(a0, left, c00);
    c01 = madd(a0, right, c01);
    const a1 = v128.load32_splat(a, 4);
    c10 = madd(a1, left, c10);
    c11 = madd(a1, right, c11);
    const a2 = v128.load32_splat(a, 8);
    c20 = madd(a2, left, c20);
    c21 = madd(a2, right, c21);
    const a3 = v128.load32_splat(a, 12);
    c30 = madd(a3, left, c30);
    c31 = madd(a3, right, c31);
    a += 16;
    b += 32;
  } while (a < end);
  storeRow(c, c00, c01, columns, add);
  if (rows > 1) storeRow(c + cStride, c10, c11, columns, add);
  if (rows > 2) storeRow(c + 2 * cStride, c20, c21, columns, add);
  if (rows > 3) storeRow(c + 3 * cStride, c30, c31, columns, add);
}

/**
 * C [M, N] = A·B, or C += A·B when `accumulate`. A comes from {@link packA}, B from {@link packB}; the rows of C are
 * cStride bytes apart.
 */
export function gemm(a: usize, b: usize, c: usize, cStride: usize, M: i32, N: i32, K: i32, accumulate: i32): void {
  for (let k0 = 0; k0 < K; k0 += KC) {
    const depth = min(KC, K - k0);
    const add = accumulate | i32(k0 > 0);
    for (let m0 = 0; m0 < M; m0 += MC) {
      const m1 = min(M, m0 + MC);
      for (let j = 0; j < N; j += NR) {
        const strip = b + (<usize>(j * K + k0 * NR) << 2);
        const columns = min(NR, N - j);
        for (let i = m0; i < m1; i += MR) {
          const to = c + <usize>i * cStride + (<usize>j << 2);
          tile(a + (<usize>(i * K + k0 * MR) << 2), strip, to, cStride, depth, min(MR, M - i), columns, add);
        }
      }
    }
  }
}
