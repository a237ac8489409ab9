// Moving rows: frames side by side for a convolution, rows of an embedding, and the gradients of both.

/**
 * out[u, b, k·F …] = x[u·step + k·dilation − left, b, :], zero outside: the frames under a window of `window` taps,
 * side by side, so that a convolution over time is one matrix product.
 * // x [T, B, F], out [U, B, window·F]
 */
export function stackFrames(
  x: usize, T: i32, B: i32, F: i32, window: i32, step: i32, dilation: i32, left: i32, U: i32, out: usize,
): void {
  const row = <usize>F << 2;
  for (let u = 0; u < U; u++) {
    for (let b = 0; b < B; b++) {
      for (let k = 0; k < window; k++) {
        const t = u * step + k * dilation - left;
        if (t >= 0 && t < T) memory.copy(out, x + <usize>(t * B + b) * row, row);
        else memory.fill(out, 0, row);
        out += row;
      }
    }
  }
}

/** The way back through {@link stackFrames}: adds each tap of dOut to the frame it came from. // dX [T, B, F] */
export function unstackFrames(
  dX: usize, T: i32, B: i32, F: i32, window: i32, step: i32, dilation: i32, left: i32, U: i32, dOut: usize,
): void {
  const row = <usize>F << 2;
  for (let u = 0; u < U; u++) {
    for (let b = 0; b < B; b++) {
      for (let k = 0; k < window; k++) {
        const t = u * step + k * dilation - left;
        if (t >= 0 && t < T) addRow(dX + <usize>(t * B + b) * row, dOut, row);
        dOut += row;
      }
    }
  }
}

/** out[m, :] = table[ids[m], :] // ids i32 [M], table [V, F], out [M, F] */
export function gatherRows(table: usize, ids: usize, M: i32, F: i32, out: usize): void {
  const row = <usize>F << 2;
  for (let m = 0; m < M; m++) {
    memory.copy(out, table + <usize>load<i32>(ids + (<usize>m << 2)) * row, row);
    out += row;
  }
}

/** dTable[ids[m], :] += dOut[m, :]: the gradient of an embedding. */
export function scatterAddRows(dTable: usize, ids: usize, M: i32, F: i32, dOut: usize): void {
  const row = <usize>F << 2;
  for (let m = 0; m < M; m++) {
    addRow(dTable + <usize>load<i32>(ids + (<usize>m << 2)) * row, dOut, row);
    dOut += row;
  }
}

// @ts-ignore: decorator
@inline
function addRow(to: usize, from: usize, bytes: usize): void {
  const vectors = bytes & ~15;
  let i: usize = 0;
  for (; i < vectors; i += 16) v128.store(to + i, f32x4.add(v128.load(to + i), v128.load(from + i)));
  for (; i < bytes; i += 4) store<f32>(to + i, load<f32>(to + i) + load<f32>(from + i));
}
