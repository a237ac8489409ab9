// Pooling over time: a sequence becomes one row, the largest and the mean of each of its columns.

/**
 * out[b] = [max over t of x[t, b, :] | mean over t of x[t, b, :]], t below the sequence's length. A sequence of length
 * 0 gives zeros.
 * // x [T, B, F], lengths i32 [B], out [B, 2F], argmax i32 [B, F]; F a multiple of 4
 */
export function poolForward(x: usize, B: i32, F: i32, lengths: usize, out: usize, argmax: usize): void {
  const row = <usize>F << 2;
  const step = <usize>B * row;
  for (let b = 0; b < B; b++) {
    const length = load<i32>(lengths + (<usize>b << 2));
    const from = x + <usize>b * row;
    const most = out + <usize>b * 2 * row;
    const mean = most + row;
    const where = argmax + <usize>b * row;
    if (length <= 0) {
      memory.fill(most, 0, 2 * row);
      memory.fill(where, 0, row);
      continue;
    }
    const share = f32x4.splat(1.0 / <f32>length);
    for (let i: usize = 0; i < row; i += 16) {
      let at = from + i;
      let best = v128.load(at);
      let sum = best;
      let place = i32x4.splat(0);
      for (let t = 1; t < length; t++) {
        at += step;
        const value = v128.load(at);
        sum = f32x4.add(sum, value);
        const more = f32x4.gt(value, best);
        best = v128.bitselect(value, best, more);
        place = v128.bitselect(i32x4.splat(t), place, more);
      }
      v128.store(most + i, best);
      v128.store(mean + i, f32x4.mul(sum, share));
      v128.store(where + i, place);
    }
  }
}

/** The way back through {@link poolForward}; zero in the padding. // dOut [B, 2F], dX [T, B, F] */
export function poolBackward(
  dOut: usize, T: i32, B: i32, F: i32, lengths: usize, argmax: usize, dX: usize,
): void {
  const row = <usize>F << 2;
  const step = <usize>B * row;
  for (let b = 0; b < B; b++) {
    const length = load<i32>(lengths + (<usize>b << 2));
    const dMost = dOut + <usize>b * 2 * row;
    const dMean = dMost + row;
    const where = argmax + <usize>b * row;
    const to = dX + <usize>b * row;
    const share = f32x4.splat(length > 0 ? 1.0 / <f32>length : 0);
    for (let t = 0; t < T; t++) {
      const at = to + <usize>t * step;
      if (t >= length) {
        memory.fill(at, 0, row);
        continue;
      }
      for (let i: usize = 0; i < row; i += 16) v128.store(at + i, f32x4.mul(v128.load(dMean + i), share));
    }
    if (length <= 0) continue;
    for (let i: usize = 0; i < row; i += 4) {
      const at = to + <usize>load<i32>(where + i) * step + i;
      store<f32>(at, load<f32>(at) + load<f32>(dMost + i));
    }
  }
}

/**
 * The same for frames of one sequence that come in pieces: `carry` is what the pieces before gave, over `carried`
 * frames.
 * // x [count, F] rows `stride` bytes apart, carry and out [2F]; F a multiple of 4
 */
export function poolFrames(
  x: usize, stride: usize, count: i32, F: i32, carry: usize, carried: i32, out: usize,
): void {
  const row = <usize>F << 2;
  const total = carried + count;
  const share: f32 = total > 0 ? 1.0 / <f32>total : 0;
  const low = f32x4.splat(-Infinity);
  for (let i: usize = 0; i < row; i += 16) {
    let best = carried > 0 ? v128.load(carry + i) : low;
    let sum = carried > 0 ? f32x4.mul(v128.load(carry + row + i), f32x4.splat(<f32>carried)) : f32x4.splat(0);
    let at = x + i;
    for (let t = 0; t < count; t++) {
      const value = v128.load(at);
      best = f32x4.pmax(best, value);
      sum = f32x4.add(sum, value);
      at += stride;
    }
    v128.store(out + i, total > 0 ? best : f32x4.splat(0));
    v128.store(out + row + i, f32x4.mul(sum, f32x4.splat(share)));
  }
}
