// What stands around the recurrent layers of an encoder: activations and normalisation, in place.
import { exp4, gate4, gateSlope4, sum4, tanh4, tanhSlope4 } from './simd';

/** Values of `activation` beyond 0 tanh, 1 ReLU, 2 identity (simple-rnn.ts). */
const SIGMOID: i32 = 3;
const HARD_SIGMOID: i32 = 4;
const ELU: i32 = 5;

// @ts-ignore: decorator
@inline
function apply4(x: v128, activation: i32): v128 {
  const zero = f32x4.splat(0);
  if (activation == 0) return tanh4(x);
  if (activation == 1) return f32x4.pmax(zero, x);
  if (activation == SIGMOID) return gate4(x, 0);
  if (activation == HARD_SIGMOID) return gate4(x, 1);
  if (activation == ELU) {
    const below = f32x4.sub(exp4(f32x4.pmin(x, zero)), f32x4.splat(1));
    return v128.bitselect(below, x, f32x4.lt(x, zero));
  }
  return x;
}

/** x ← f(x) over n floats. */
export function activate(x: usize, n: i32, activation: i32): void {
  const end = x + (<usize>n << 2);
  for (; x < end; x += 16) v128.store(x, apply4(v128.load(x), activation));
}

/** dy ← dy ∘ f′, from y = f(x), over n floats: the way back through {@link activate} for tanh, ReLU and sigmoid. */
export function activateBack(y: usize, dy: usize, n: i32, activation: i32): void {
  const end = y + (<usize>n << 2);
  const zero = f32x4.splat(0);
  for (; y < end; y += 16) {
    const value = v128.load(y);
    let d = v128.load(dy);
    if (activation == 0) d = f32x4.mul(d, tanhSlope4(value));
    else if (activation == 1) d = v128.and(d, f32x4.gt(value, zero));
    else if (activation == SIGMOID) d = f32x4.mul(d, gateSlope4(value, 0));
    v128.store(dy, d);
    dy += 16;
  }
}

/**
 * out[m, :] = x[m, :]∘factor + shift: batch normalisation with its statistics folded in. Rows of x and out are
 * xStride and outStride bytes apart.
 */
export function affineRows(
  x: usize, xStride: usize, M: i32, N: i32, factor: usize, shift: usize, out: usize, outStride: usize,
): void {
  const bytes = <usize>N << 2;
  for (let m = 0; m < M; m++) {
    for (let i: usize = 0; i < bytes; i += 4) {
      store<f32>(out + i, load<f32>(x + i) * load<f32>(factor + i) + load<f32>(shift + i));
    }
    x += xStride;
    out += outStride;
  }
}

/**
 * out[m, :] = (x[m, :] − mean) / √(variance + ε) ∘ gamma + beta, with mean and variance of the row (Ba et al. 2016).
 * Strides as in {@link affineRows}.
 */
export function layerNorm(
  x: usize, xStride: usize, M: i32, N: i32, gamma: usize, beta: usize, epsilon: f32, out: usize, outStride: usize,
): void {
  const bytes = <usize>N << 2;
  const vectors = bytes & ~15;
  for (let m = 0; m < M; m++) {
    let sums = f32x4.splat(0);
    for (let i: usize = 0; i < vectors; i += 16) sums = f32x4.add(sums, v128.load(x + i));
    let total = sum4(sums);
    for (let i = vectors; i < bytes; i += 4) total += load<f32>(x + i);
    const mean = total / <f32>N;
    let squares: f32 = 0;
    for (let i: usize = 0; i < bytes; i += 4) {
      const d = load<f32>(x + i) - mean;
      squares += d * d;
    }
    const k: f32 = 1.0 / sqrt<f32>(squares / <f32>N + epsilon);
    for (let i: usize = 0; i < bytes; i += 4) {
      store<f32>(out + i, (load<f32>(x + i) - mean) * k * load<f32>(gamma + i) + load<f32>(beta + i));
    }
    x += xStride;
    out += outStride;
  }
}
