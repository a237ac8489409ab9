// Sums of products of int8 weights and 7-bit numbers, sixteen in one instruction (i16x8.relaxed_dot_i8x16_i7x16_s).
// |x| ≤ 1 (a state behind tanh) becomes 64 + 63·x, which is never negative, as the instruction wants it; a sum begins
// with −64·Σu of its column, so that the 64 are taken out again. Each column of U has its own step. The sums are whole
// numbers that do not overflow, so both builds give the same.

/** Steps of x in the interval [0, 1]. */
const X_STEPS: f32 = 63.0;
/** 1.5·2²³ + 64: adding it rounds to an integer, and leaves that and 64 in the low bits. */
const SHIFTER: f32 = 12582976.0;

/** Products of bytes, neighbours added. // u int8 [16], x int7 [16] → int16 [8] */
// @ts-ignore: decorator
@inline
export function products(u: v128, x: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) {
    return i16x8.relaxed_dot_i8x16_i7x16_s(u, x);
  } else {
    const even = i16x8.mul(i16x8.shr_s(i16x8.shl(u, 8), 8), v128.and(x, i16x8.splat(255)));
    return i16x8.add(even, i16x8.mul(i16x8.shr_s(u, 8), i16x8.shr_u(x, 8)));
  }
}

/** sum + what {@link products} gave, neighbours added. // int32 [4] */
// @ts-ignore: decorator
@inline
export function accumulate(sum: v128, pairs: v128): v128 {
  return i32x4.add(sum, i32x4.extadd_pairwise_i16x8_s(pairs));
}

/** Four numbers of x in steps. // int32 [4] */
// @ts-ignore: decorator
@inline
export function steps4(x: usize): v128 {
  const whole = f32x4.add(f32x4.mul(v128.load(x), f32x4.splat(X_STEPS)), f32x4.splat(SHIFTER));
  return i32x4.sub(whole, f32x4.splat(12582912.0));
}

/**
 * What a column of U is multiplied with to become int8: as much as eight bits allow and, where `fours`, sixteen bits
 * for a sum of four products, of the rows 0, 1, 4, 5 or 2, 3, 6, 7 of any eight.
 */
function stepsOf(column: usize, K: i32, stride: usize, fours: bool): f32 {
  let largest: f32 = 1e-20;
  let largestSum: f32 = 0;
  for (let k = 0; k < K; k += 8) {
    let low: f32 = 0;
    let high: f32 = 0;
    for (let r = k; r < min(k + 8, K); r++) {
      const size = abs(load<f32>(column + <usize>r * stride));
      largest = max(largest, size);
      if (r & 2) high += size;
      else low += size;
    }
    largestSum = max(largestSum, max(low, high));
  }
  const steps: f32 = 127.0 / largest;
  // 127 · (256 + ½ · 4) < 2¹⁵; rounding adds at most ½ to each.
  return fours && largestSum * steps > 256.0 ? 256.0 / largestSum : steps;
}

/**
 * Packs U [K, N] (multiples of 4) in panels of `widest` columns, then of 4: of each column four rows side by side, rows
 * up to a multiple of `rows` filled with 0.
 * @param out int8 [K rounded up to rows, N]
 * @param scales out: what the sums are multiplied with, and behind it what they begin with // f32 [N], i32 [N]
 */
export function packInt8(u: usize, K: i32, N: i32, widest: i32, rows: i32, out: usize, scales: usize): void {
  const stride = <usize>N << 2;
  const filled = (K + rows - 1) / rows * rows;
  for (let j = 0; j < N; ) {
    const columns = N - j >= widest ? widest : 4;
    for (let c = 0; c < columns; c++) {
      const column = u + (<usize>(j + c) << 2);
      const steps = stepsOf(column, K, stride, rows == 8);
      let sum = 0;
      for (let k = 0; k < filled; k++) {
        const value = k < K ? <i32>nearest(load<f32>(column + <usize>k * stride) * steps) : 0;
        sum += value;
        store<i8>(out + <usize>((k >> 2) * columns * 4 + c * 4 + (k & 3)), <i8>value);
      }
      store<f32>(scales + (<usize>(j + c) << 2), <f32>1.0 / (steps * X_STEPS));
      store<i32>(scales + stride + (<usize>(j + c) << 2), -64 * sum);
    }
    out += <usize>(filled * columns);
    j += columns;
  }
}
