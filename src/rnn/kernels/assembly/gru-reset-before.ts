// The GRU with the reset gate before the recurrent product (Cho et al. 2014; the only GRU of TensorFlow.js): two
// products a step.  h̃ = tanh(x_h + U_h·(r∘h)),  h' = z∘h + (1 − z)∘h̃.
import { gemm, packA } from './gemm';
import { gate4, gateSlope4, madd, tanh4, tanhSlope4 } from './simd';
import { activeRows, addRecurrent, addRecurrentGradient, isActive } from './sequence';

/** The state as the recurrent connections see it: under its dropout mask, if there is one. */
// @ts-ignore: decorator
@inline
function seen(state: usize, mask: usize, at: usize): v128 {
  const value = v128.load(state);
  return mask ? f32x4.mul(value, v128.load(mask + at)) : value;
}

/**
 * Runs a batch of sequences. H is a multiple of 4; see lstm.ts for what is not said here.
 * @param gates in: x·W + b; out: z, r, h̃ // [T, B, 3H]
 * @param reset out: r∘h, what U_h is multiplied with // [T, B, H]
 * @param panels U [H, 3H] from packB
 * @param scratch 2·(B + 3)·H floats
 */
export function gruResetBeforeForward(
  T: i32, B: i32, H: i32, gates: usize, reset: usize, panels: usize, states: usize, stride: i32,
  lengths: usize, mask: usize, scratch: usize, reverse: i32, hard: i32,
): void {
  const width = <usize>H << 2;
  const stateRow = <usize>stride << 2;
  const stateSlot = <usize>B * stateRow;
  const candidatePanels = panels + ((<usize>H * 2 * <usize>H) << 2);
  for (let s = 0; s < T; s++) {
    const t = reverse ? T - 1 - s : s;
    const to = <usize>(t + 1);
    const x0 = gates + <usize>t * <usize>B * 3 * width;
    const reset0 = reset + <usize>t * <usize>B * width;
    const before0 = states + (reverse ? to + 1 : to - 1) * stateSlot;
    const rows = activeRows(lengths, B, t);
    addRecurrent(before0, stateRow, mask, panels, x0, 3 * width, rows, H, 2 * H, scratch);
    for (let b = 0; b < B; b++) {
      const x = x0 + <usize>b * 3 * width;
      const before = before0 + <usize>b * stateRow;
      const product = reset0 + <usize>b * width;
      for (let j: usize = 0; j < width; j += 16) {
        const r = gate4(v128.load(x + width + j), hard);
        v128.store(x + j, gate4(v128.load(x + j), hard));
        v128.store(x + width + j, r);
        v128.store(product + j, f32x4.mul(r, seen(before + j, mask, <usize>b * width + j)));
      }
    }
    packA(reset0, width, 4, rows, H, scratch);
    gemm(scratch, candidatePanels, x0 + 2 * width, 3 * width, rows, H, H, 1);
    for (let b = 0; b < B; b++) {
      const x = x0 + <usize>b * 3 * width;
      const before = before0 + <usize>b * stateRow;
      const after = states + to * stateSlot + <usize>b * stateRow;
      if (isActive(lengths, b, t)) {
        for (let j: usize = 0; j < width; j += 16) {
          const h = tanh4(v128.load(x + 2 * width + j));
          v128.store(x + 2 * width + j, h);
          v128.store(after + j, madd(v128.load(x + j), f32x4.sub(v128.load(before + j), h), h));
        }
      } else {
        memory.copy(after, before, width);
      }
    }
  }
}

/**
 * The way back. dU of z and r is (h∘mask)ᵀ·gates[:, 0 … 2H − 1], that of h̃ is resetᵀ·gates[:, 2H …].
 * @param gates in: from the way there; out: gradient of the gates' inputs // [T, B, 3H]
 * @param gatePanels Uᵀ of z and r [2H, H] from packB
 * @param candidatePanels Uᵀ of h̃ [H, H] from packB
 * @param dState in: gradient of the final state; out: of the initial state // [B, H]
 * @param scratch (B + 3)·4H floats
 */
export function gruResetBeforeBackward(
  T: i32, B: i32, H: i32, gates: usize, gatePanels: usize, candidatePanels: usize, dOutputs: usize, states: usize,
  stride: i32, dState: usize, lengths: usize, mask: usize, scratch: usize, reverse: i32, hard: i32,
): void {
  const width = <usize>H << 2;
  const stateRow = <usize>stride << 2;
  const stateSlot = <usize>B * stateRow;
  const one = f32x4.splat(1.0);
  for (let s = T - 1; s >= 0; s--) {
    const t = reverse ? T - 1 - s : s;
    const x0 = gates + <usize>t * <usize>B * 3 * width;
    const before0 = states + <usize>(reverse ? t + 2 : t) * stateSlot;
    const dOutput0 = dOutputs + <usize>t * stateSlot;
    const rows = activeRows(lengths, B, t);
    for (let b = 0; b < B; b++) {
      const x = x0 + <usize>b * 3 * width;
      const before = before0 + <usize>b * stateRow;
      const dOutput = dOutput0 + <usize>b * stateRow;
      const dh = dState + <usize>b * width;
      if (isActive(lengths, b, t)) {
        for (let j: usize = 0; j < width; j += 16) {
          const z = v128.load(x + j);
          const h = v128.load(x + 2 * width + j);
          const d = f32x4.add(v128.load(dOutput + j), v128.load(dh + j));
          v128.store(x + j, f32x4.mul(f32x4.mul(d, f32x4.sub(v128.load(before + j), h)), gateSlope4(z, hard)));
          v128.store(x + 2 * width + j, f32x4.mul(f32x4.mul(d, f32x4.sub(one, z)), tanhSlope4(h)));
          v128.store(dh + j, f32x4.mul(d, z));
        }
      } else {
        memory.fill(x, 0, 3 * width);
        for (let j: usize = 0; j < width; j += 16) {
          v128.store(dh + j, f32x4.add(v128.load(dh + j), v128.load(dOutput + j)));
        }
      }
    }
    const dReset = scratch + <usize>((rows + 3) & ~3) * width;
    packA(x0 + 2 * width, 3 * width, 4, rows, H, scratch);
    gemm(scratch, candidatePanels, dReset, width, rows, H, H, 0);
    for (let b = 0; b < rows; b++) {
      const x = x0 + <usize>b * 3 * width + width;
      const at = <usize>b * width;
      for (let j: usize = 0; j < width; j += 16) {
        const r = v128.load(x + j);
        const d = v128.load(dReset + at + j);
        const state = seen(before0 + <usize>b * stateRow + j, mask, at + j);
        v128.store(x + j, f32x4.mul(f32x4.mul(d, state), gateSlope4(r, hard)));
        const back = f32x4.mul(d, r);
        const masked = mask ? f32x4.mul(back, v128.load(mask + at + j)) : back;
        v128.store(dState + at + j, f32x4.add(v128.load(dState + at + j), masked));
      }
    }
    addRecurrentGradient(x0, 3 * width, mask, gatePanels, dState, rows, H, 2 * H, scratch);
  }
}
