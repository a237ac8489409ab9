// Row-wise and element-wise helpers around the large products: biases, their gradients, masks, sums.
// Buffers hold a multiple of four floats (the arena sees to it), so loops over a whole buffer need no tail.
import { madd, sum4 } from './simd';

/** out [M, N]: every row becomes `row`. */
export function fillRows(out: usize, M: i32, N: i32, row: usize): void {
  const bytes = <usize>N << 2;
  for (let m = 0; m < M; m++) {
    memory.copy(out, row, bytes);
    out += bytes;
  }
}

/** Sets n floats to zero. */
export function zero(x: usize, n: i32): void {
  memory.fill(x, 0, <usize>n << 2);
}

/** Copies n floats. */
export function copy(out: usize, x: usize, n: i32): void {
  memory.copy(out, x, <usize>n << 2);
}

/** Copies M rows of N floats; the rows of out and x are outStride and xStride bytes apart. */
export function copyRows(out: usize, outStride: usize, x: usize, xStride: usize, M: i32, N: i32): void {
  const bytes = <usize>N << 2;
  for (let m = 0; m < M; m++) {
    memory.copy(out, x, bytes);
    out += outStride;
    x += xStride;
  }
}

/** out [N] = the sum of the rows of x [M, N], which are `stride` bytes apart. */
export function sumRows(x: usize, stride: usize, M: i32, N: i32, out: usize): void {
  let j = 0;
  for (; j + 16 <= N; j += 16) {
    let from = x + (<usize>j << 2);
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let c = f32x4.splat(0);
    let d = f32x4.splat(0);
    for (let m = 0; m < M; m++) {
      a = f32x4.add(a, v128.load(from));
      b = f32x4.add(b, v128.load(from, 16));
      c = f32x4.add(c, v128.load(from, 32));
      d = f32x4.add(d, v128.load(from, 48));
      from += stride;
    }
    const to = out + (<usize>j << 2);
    v128.store(to, a);
    v128.store(to, b, 16);
    v128.store(to, c, 32);
    v128.store(to, d, 48);
  }
  for (; j < N; j++) {
    let from = x + (<usize>j << 2);
    let sum: f32 = 0;
    for (let m = 0; m < M; m++) {
      sum += load<f32>(from);
      from += stride;
    }
    store<f32>(out + (<usize>j << 2), sum);
  }
}

/** x += y over n floats: the reduction of two workers' gradients. */
export function addInto(x: usize, y: usize, n: i32): void {
  const end = x + (<usize>n << 2);
  for (; x < end; x += 16) {
    v128.store(x, f32x4.add(v128.load(x), v128.load(y)));
    y += 16;
  }
}

/** x *= factor over n floats. */
export function scale(x: usize, n: i32, factor: f32): void {
  const k = f32x4.splat(factor);
  const end = x + (<usize>n << 2);
  for (; x < end; x += 16) v128.store(x, f32x4.mul(v128.load(x), k));
}

/** x ← keep·x + (1 − keep)·y over n floats: a running average. */
export function blendInto(x: usize, y: usize, n: i32, keep: f32): void {
  const old = f32x4.splat(keep);
  const share = f32x4.splat(1.0 - keep);
  const end = x + (<usize>n << 2);
  for (; x < end; x += 16) {
    v128.store(x, madd(old, v128.load(x), f32x4.mul(share, v128.load(y))));
    y += 16;
  }
}

/** Adds Σ x² over n floats to the f64 at `sum`, in blocks so that the float32 partial sums stay short. */
export function sumSquares(x: usize, n: i32, sum: usize): void {
  let total: f64 = 0;
  for (let i = 0; i < n; i += 256) {
    const end = x + (<usize>min(256, n - i) << 2);
    let part = f32x4.splat(0);
    for (; x < end; x += 16) {
      const value = v128.load(x);
      part = madd(value, value, part);
    }
    total += <f64>sum4(part);
  }
  store<f64>(sum, load<f64>(sum) + total);
}

/**
 * out[t, b, :] = x[t, b, :] · mask[b, :]: one dropout mask for all frames of a sequence. The rows of x and out are
 * xStride and outStride bytes apart; F is the width of mask and row.
 */
export function maskRows(
  x: usize, xStride: usize, mask: usize, T: i32, B: i32, F: i32, out: usize, outStride: usize,
): void {
  const width = <usize>F << 2;
  const vectors = width & ~15;
  for (let t = 0; t < T; t++) {
    let m = mask;
    for (let b = 0; b < B; b++) {
      let i: usize = 0;
      for (; i < vectors; i += 16) v128.store(out + i, f32x4.mul(v128.load(x + i), v128.load(m + i)));
      for (; i < width; i += 4) store<f32>(out + i, load<f32>(x + i) * load<f32>(m + i));
      x += xStride;
      out += outStride;
      m += width;
    }
  }
}

/** x[t, b, :] = 0 where t ≥ lengths[b]. // x [T, B, F], lengths i32 [B] */
export function clearPadding(x: usize, T: i32, B: i32, F: i32, lengths: usize): void {
  const row = <usize>F << 2;
  for (let t = 0; t < T; t++) {
    for (let b = 0; b < B; b++) {
      if (t >= load<i32>(lengths + (<usize>b << 2))) memory.fill(x, 0, row);
      x += row;
    }
  }
}

/**
 * out[i] = 0 with probability `rate`, else 1 / (1 − rate), for n entries. Entry i depends on `seed` and i alone
 * (a counter-based generator: two rounds of the murmur3 finaliser), so any worker can make any part.
 */
export function dropoutMask(out: usize, n: i32, rate: f32, seed: u32): void {
  const threshold = <u32>(<f64>rate * 4294967296.0);
  const kept: f32 = 1.0 / (1.0 - rate);
  for (let i = 0; i < n; i++) {
    const random = mix(mix(<u32>i + 0x9e3779b9) ^ seed);
    store<f32>(out + (<usize>i << 2), random < threshold ? 0 : kept);
  }
}

function mix(x: u32): u32 {
  x = (x ^ (x >> 16)) * 0x85ebca6b;
  x = (x ^ (x >> 13)) * 0xc2b2ae35;
  return x ^ (x >> 16);
}
