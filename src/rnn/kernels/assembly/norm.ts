// Normalisation while a network learns: layer normalisation's way back, batch normalisation both ways.
// Rows here follow each other without gaps; the forward pass of layer normalisation is in dense.ts.
import { sum4 } from './simd';

/** Four columns of a row, or the one at `x` and zeros. */
// @ts-ignore: decorator
@inline
function read(x: usize, wide: bool): v128 {
  return wide ? v128.load(x) : v128.load32_zero(x);
}

// @ts-ignore: decorator
@inline
function write(x: usize, value: v128, wide: bool): void {
  if (wide) v128.store(x, value);
  else store<f32>(x, f32x4.extract_lane(value, 0));
}

// @ts-ignore: decorator
@inline
function inverseDeviation(variance: v128, epsilon: f32): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.sqrt(f32x4.add(variance, f32x4.splat(epsilon))));
}

/**
 * The way back through `layerNorm`, from its inputs. With x̂ = (x − mean)/σ and g = dY∘gamma:
 * dX = (g − mean(g) − x̂·mean(g∘x̂))/σ, dGamma = Σ dY∘x̂, dBeta = Σ dY over all rows.
 * // x, dY, dX [M, N]; gamma, dGamma, dBeta [N]; dX may be 0
 */
export function layerNormBackward(
  x: usize, M: i32, N: i32, gamma: usize, epsilon: f32, dY: usize, dX: usize, dGamma: usize, dBeta: usize,
): void {
  const bytes = <usize>N << 2;
  const vectors = bytes & ~15;
  const share: f32 = 1.0 / <f32>N;
  memory.fill(dGamma, 0, bytes);
  memory.fill(dBeta, 0, bytes);
  for (let m = 0; m < M; m++) {
    let sums = f32x4.splat(0);
    for (let i: usize = 0; i < bytes; i += i < vectors ? 16 : 4) sums = f32x4.add(sums, read(x + i, i < vectors));
    const mean = f32x4.splat(sum4(sums) * share);
    let squares = f32x4.splat(0);
    for (let i: usize = 0; i < vectors; i += 16) {
      const d = f32x4.sub(v128.load(x + i), mean);
      squares = f32x4.add(squares, f32x4.mul(d, d));
    }
    let total = sum4(squares);
    for (let i = vectors; i < bytes; i += 4) {
      const d = load<f32>(x + i) - f32x4.extract_lane(mean, 0);
      total += d * d;
    }
    const k = inverseDeviation(f32x4.splat(total * share), epsilon);
    let sumG = f32x4.splat(0);
    let sumGX = f32x4.splat(0);
    for (let i: usize = 0; i < bytes; i += i < vectors ? 16 : 4) {
      const wide = i < vectors;
      const d = read(dY + i, wide);
      const normal = f32x4.mul(f32x4.sub(read(x + i, wide), mean), k);
      // Lanes beyond a single column meet zeros of dY and gamma.
      const g = f32x4.mul(d, read(gamma + i, wide));
      sumG = f32x4.add(sumG, g);
      sumGX = f32x4.add(sumGX, f32x4.mul(g, normal));
      write(dGamma + i, f32x4.add(read(dGamma + i, wide), f32x4.mul(d, normal)), wide);
      write(dBeta + i, f32x4.add(read(dBeta + i, wide), d), wide);
    }
    if (dX) {
      const meanG = f32x4.splat(sum4(sumG) * share);
      const meanGX = f32x4.splat(sum4(sumGX) * share);
      for (let i: usize = 0; i < bytes; i += i < vectors ? 16 : 4) {
        const wide = i < vectors;
        const normal = f32x4.mul(f32x4.sub(read(x + i, wide), mean), k);
        const g = f32x4.mul(read(dY + i, wide), read(gamma + i, wide));
        write(dX + i, f32x4.mul(f32x4.sub(f32x4.sub(g, meanG), f32x4.mul(normal, meanGX)), k), wide);
      }
      dX += bytes;
    }
    x += bytes;
    dY += bytes;
  }
}

// @ts-ignore: decorator
@inline
function framesOf(B: i32, lengths: usize): f32 {
  let count = 0;
  for (let b = 0; b < B; b++) count += load<i32>(lengths + (<usize>b << 2));
  return <f32>max(count, 1);
}

/**
 * Mean and variance of each column over the frames of all sequences, padding left out.
 * // x [T, B, N], lengths i32 [B], mean and variance [N]
 */
export function columnMoments(
  x: usize, T: i32, B: i32, N: i32, lengths: usize, mean: usize, variance: usize,
): void {
  const bytes = <usize>N << 2;
  const vectors = bytes & ~15;
  const share = f32x4.splat(1.0 / framesOf(B, lengths));
  for (let i: usize = 0; i < bytes; i += i < vectors ? 16 : 4) {
    const wide = i < vectors;
    let middle = f32x4.splat(0);
    let result = middle;
    // The second time with the mean known: squares of large numbers would eat up the difference.
    for (let pass = 0; pass < 2; pass++) {
      let sum = f32x4.splat(0);
      for (let b = 0; b < B; b++) {
        const length = load<i32>(lengths + (<usize>b << 2));
        let at = x + <usize>b * bytes + i;
        for (let t = 0; t < length; t++) {
          const d = f32x4.sub(read(at, wide), middle);
          sum = f32x4.add(sum, pass == 0 ? d : f32x4.mul(d, d));
          at += <usize>B * bytes;
        }
      }
      result = f32x4.mul(sum, share);
      if (pass == 0) {
        middle = result;
        write(mean + i, middle, wide);
      }
    }
    write(variance + i, result, wide);
  }
}

/** out = (x − mean) / √(variance + ε) ∘ gamma + beta by columns. // x, out [M, N]; the others [N] */
export function batchNorm(
  x: usize, M: i32, N: i32, mean: usize, variance: usize, gamma: usize, beta: usize, epsilon: f32, out: usize,
): void {
  const bytes = <usize>N << 2;
  const vectors = bytes & ~15;
  for (let i: usize = 0; i < bytes; i += i < vectors ? 16 : 4) {
    const wide = i < vectors;
    const factor = f32x4.mul(inverseDeviation(read(variance + i, wide), epsilon), read(gamma + i, wide));
    const middle = read(mean + i, wide);
    const shift = read(beta + i, wide);
    for (let m: usize = 0; m < <usize>M; m++) {
      const at = m * bytes + i;
      write(out + at, f32x4.add(f32x4.mul(f32x4.sub(read(x + at, wide), middle), factor), shift), wide);
    }
  }
}

/**
 * The way back through {@link batchNorm} with the moments that {@link columnMoments} found in the same x (Ioffe &
 * Szegedy 2015): dX = gamma/σ·(dY − mean(dY) − x̂·mean(dY∘x̂)), zero in padding; means over the frames.
 * // x, dY, dX [T, B, N]; lengths i32 [B]; the others [N]; dX may be 0
 */
export function batchNormBackward(
  x: usize, T: i32, B: i32, N: i32, lengths: usize, mean: usize, variance: usize, gamma: usize, epsilon: f32,
  dY: usize, dX: usize, dGamma: usize, dBeta: usize,
): void {
  const bytes = <usize>N << 2;
  const vectors = bytes & ~15;
  const step = <usize>B * bytes;
  const share = f32x4.splat(1.0 / framesOf(B, lengths));
  for (let i: usize = 0; i < bytes; i += i < vectors ? 16 : 4) {
    const wide = i < vectors;
    const middle = read(mean + i, wide);
    const k = inverseDeviation(read(variance + i, wide), epsilon);
    let sum = f32x4.splat(0);
    let sumX = f32x4.splat(0);
    for (let b = 0; b < B; b++) {
      const length = load<i32>(lengths + (<usize>b << 2));
      let at = <usize>b * bytes + i;
      for (let t = 0; t < length; t++) {
        const d = read(dY + at, wide);
        sum = f32x4.add(sum, d);
        sumX = f32x4.add(sumX, f32x4.mul(d, f32x4.mul(f32x4.sub(read(x + at, wide), middle), k)));
        at += step;
      }
    }
    write(dBeta + i, sum, wide);
    write(dGamma + i, sumX, wide);
    if (!dX) continue;
    const factor = f32x4.mul(read(gamma + i, wide), k);
    const meanD = f32x4.mul(sum, share);
    const meanDX = f32x4.mul(sumX, share);
    for (let b = 0; b < B; b++) {
      const length = load<i32>(lengths + (<usize>b << 2));
      let at = <usize>b * bytes + i;
      for (let t = 0; t < T; t++) {
        if (t < length) {
          const normal = f32x4.mul(f32x4.sub(read(x + at, wide), middle), k);
          const d = f32x4.sub(f32x4.sub(read(dY + at, wide), meanD), f32x4.mul(normal, meanDX));
          write(dX + at, f32x4.mul(d, factor), wide);
        } else write(dX + at, f32x4.splat(0), wide);
        at += step;
      }
    }
  }
}
