// What the recurrent cells share: where a frame's state lies, which rows are padding, and the product with the
// recurrent weights.
//
// States of one direction live in a buffer of T + 2 slots [T + 2, B, stride]: the output of frame t in slot t + 1, the
// initial state in slot 0 (forwards) or slot T + 1 (backwards). Slots 1 … T are thus the outputs [T, B, stride] in
// order of time, whichever way the layer runs; a bidirectional layer lets both directions write into one buffer, the
// second `H` floats to the right of the first, and the concatenation costs nothing.
//
// A sequence shorter than T is padded on the right. Its state is carried unchanged through padded frames, so running
// backwards it starts at the sequence's own last frame.
import { gemm, packA } from './gemm';
import { madd } from './simd';

/** Whether frame t of sequence b is real. `lengths` is i32 [B], or 0 where all sequences have T frames. */
// @ts-ignore: decorator
@inline
export function isActive(lengths: usize, b: i32, t: i32): bool {
  return lengths == 0 || t < load<i32>(lengths + (<usize>b << 2));
}

/** One more than the last active row at frame t: with the longest sequences first, padding costs no product. */
export function activeRows(lengths: usize, B: i32, t: i32): i32 {
  if (lengths == 0) return B;
  let rows = B;
  while (rows > 0 && t >= load<i32>(lengths + (<usize>(rows - 1) << 2))) rows--;
  return rows;
}

/**
 * out [rows, N] += (state ∘ mask)·U with U [H, N] packed. `state` rows are `stateStride` bytes apart, out rows
 * `outStride`. `mask` [B, H] is the recurrent dropout, or 0. `scratch` takes 2·(B + 3)·H floats.
 */
export function addRecurrent(
  state: usize, stateStride: usize, mask: usize, panels: usize, out: usize, outStride: usize,
  rows: i32, H: i32, N: i32, scratch: usize,
): void {
  const width = <usize>H << 2;
  let packed = scratch;
  if (mask) {
    let to = scratch;
    for (let b = 0; b < rows; b++) {
      for (let j: usize = 0; j < width; j += 16) {
        v128.store(to + j, f32x4.mul(v128.load(state + j), v128.load(mask + j)));
      }
      state += stateStride;
      mask += width;
      to += width;
    }
    packed = to;
    state = scratch;
    stateStride = width;
  }
  packA(state, stateStride, 4, rows, H, packed);
  gemm(packed, panels, out, outStride, rows, N, H, 1);
}

/**
 * dState [rows, H] += (dGates·Uᵀ) ∘ mask, the way back through {@link addRecurrent}. `panels` is Uᵀ [N, H] packed;
 * `scratch` takes (B + 3)·(N + H) floats.
 */
export function addRecurrentGradient(
  dGates: usize, gateStride: usize, mask: usize, panels: usize, dState: usize,
  rows: i32, H: i32, N: i32, scratch: usize,
): void {
  const width = <usize>H << 2;
  packA(dGates, gateStride, 4, rows, N, scratch);
  if (mask == 0) {
    gemm(scratch, panels, dState, width, rows, H, N, 1);
    return;
  }
  const product = scratch + <usize>((rows + 3) & ~3) * (<usize>N << 2);
  gemm(scratch, panels, product, width, rows, H, N, 0);
  const bytes = <usize>rows * width;
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(dState + i, madd(v128.load(product + i), v128.load(mask + i), v128.load(dState + i)));
  }
}
