// Softmax over classes: log-softmax in place, and cross-entropy over frames with its gradient.
// A row has C classes in `ld` floats, ld a multiple of 4; what lies between belongs to the kernel.
import { exp4, log1, max4, sum4 } from './simd';

/** Stands for log 0: far below any log-probability, and sums of it stay finite. */
export const LOG_ZERO: f32 = -1e30;

/** The largest of C classes; pads the row with LOG_ZERO. */
// @ts-ignore: decorator
@inline
export function padAndMax(row: usize, C: i32, ld: i32): f32 {
  for (let c = C; c < ld; c++) store<f32>(row + (<usize>c << 2), LOG_ZERO);
  let most = v128.load(row);
  for (let i: usize = 16; i < <usize>ld << 2; i += 16) most = f32x4.pmax(most, v128.load(row + i));
  return max4(most);
}

/** log Σ exp of one row of logits. */
// @ts-ignore: decorator
@inline
function logSumExpRow(row: usize, C: i32, ld: i32): f32 {
  const most = padAndMax(row, C, ld);
  const shift = f32x4.splat(most);
  let sums = f32x4.splat(0);
  for (let i: usize = 0; i < <usize>ld << 2; i += 16) {
    sums = f32x4.add(sums, exp4(f32x4.sub(v128.load(row + i), shift)));
  }
  return most + log1(sum4(sums));
}

/** log Σ exp of every row of logits. // x [M, ld], out [M] */
export function logSumExp(x: usize, M: i32, C: i32, ld: i32, out: usize): void {
  for (let m = 0; m < M; m++) store<f32>(out + (<usize>m << 2), logSumExpRow(x + (<usize>(m * ld) << 2), C, ld));
}

/** One row of logits becomes log-probabilities. */
export function logSoftmaxRow(row: usize, C: i32, ld: i32): void {
  const norm = f32x4.splat(logSumExpRow(row, C, ld));
  for (let i: usize = 0; i < <usize>ld << 2; i += 16) v128.store(row + i, f32x4.sub(v128.load(row + i), norm));
}

/** Every row of logits becomes log-probabilities. // x [M, ld] */
export function logSoftmax(x: usize, M: i32, C: i32, ld: i32): void {
  for (let m = 0; m < M; m++) logSoftmaxRow(x + (<usize>(m * ld) << 2), C, ld);
}

/** Every row of logits becomes probabilities. // x [M, ld] */
export function softmax(x: usize, M: i32, C: i32, ld: i32): void {
  for (let m = 0; m < M; m++) {
    const row = x + (<usize>(m * ld) << 2);
    logSoftmaxRow(row, C, ld);
    for (let i: usize = 0; i < <usize>ld << 2; i += 16) v128.store(row + i, exp4(v128.load(row + i)));
  }
}

/**
 * Cross-entropy of M frames. Frames with a negative label count for nothing.
 * @param logits in: logits; out: (softmax − one-hot)·scale // [M, ld]
 * @param labels i32 [M]
 * @param totals adds Σ −log p, the frames whose best class is the label, and the frames counted // f64 [3]
 */
export function softmaxCrossEntropy(
  logits: usize, M: i32, C: i32, ld: i32, labels: usize, scale: f32, totals: usize,
): void {
  const bytes = <usize>ld << 2;
  let loss: f64 = 0;
  let right = 0;
  let counted = 0;
  for (let m = 0; m < M; m++) {
    const label = load<i32>(labels + (<usize>m << 2));
    if (label < 0) {
      memory.fill(logits, 0, bytes);
      logits += bytes;
      continue;
    }
    const most = padAndMax(logits, C, ld);
    const shift = f32x4.splat(most);
    const target = logits + (<usize>label << 2);
    const logit = load<f32>(target);
    let sums = f32x4.splat(0);
    for (let i: usize = 0; i < bytes; i += 16) {
      const e = exp4(f32x4.sub(v128.load(logits + i), shift));
      v128.store(logits + i, e);
      sums = f32x4.add(sums, e);
    }
    const sum = sum4(sums);
    counted++;
    if (logit == most) right++;
    loss += <f64>(log1(sum) - (logit - most));
    const k = f32x4.splat(scale / sum);
    for (let i: usize = 0; i < bytes; i += 16) v128.store(logits + i, f32x4.mul(v128.load(logits + i), k));
    for (let c = C; c < ld; c++) store<f32>(logits + (<usize>c << 2), 0);
    store<f32>(target, load<f32>(target) - scale);
    logits += bytes;
  }
  store<f64>(totals, load<f64>(totals) + loss);
  store<f64>(totals, load<f64>(totals, 8) + <f64>right, 8);
  store<f64>(totals, load<f64>(totals, 16) + <f64>counted, 16);
}
