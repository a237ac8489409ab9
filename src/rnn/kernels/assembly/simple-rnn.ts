// The simple (Elman) network: h' = f(x·W + b + U·h) with f = tanh, ReLU or the identity.
import { tanh4, tanhSlope4 } from './simd';
import { activeRows, addRecurrent, addRecurrentGradient, isActive } from './sequence';

/** Values of `activation`. */
const TANH: i32 = 0;
const RELU: i32 = 1;

// @ts-ignore: decorator
@inline
export function activate4(x: v128, activation: i32): v128 {
  if (activation == TANH) return tanh4(x);
  if (activation == RELU) return f32x4.pmax(f32x4.splat(0), x);
  return x;
}

/** df/dx from y = f(x). */
// @ts-ignore: decorator
@inline
function slope4(y: v128, activation: i32): v128 {
  if (activation == TANH) return tanhSlope4(y);
  const one = f32x4.splat(1.0);
  if (activation == RELU) return v128.and(one, f32x4.gt(y, f32x4.splat(0)));
  return one;
}

/**
 * Runs a batch of sequences. H is a multiple of 4; see lstm.ts for what is not said here.
 * @param inputs in: x·W + b; out: that plus h·U // [T, B, H]
 * @param activation 0 tanh, 1 ReLU, 2 identity
 * @param scratch 2·(B + 3)·H floats
 */
export function rnnForward(
  T: i32, B: i32, H: i32, inputs: usize, panels: usize, states: usize, stride: i32,
  lengths: usize, mask: usize, scratch: usize, reverse: i32, activation: i32,
): void {
  const width = <usize>H << 2;
  const stateRow = <usize>stride << 2;
  const stateSlot = <usize>B * stateRow;
  for (let s = 0; s < T; s++) {
    const t = reverse ? T - 1 - s : s;
    const to = <usize>(t + 1);
    let x = inputs + <usize>t * <usize>B * width;
    let before = states + (reverse ? to + 1 : to - 1) * stateSlot;
    let after = states + to * stateSlot;
    addRecurrent(before, stateRow, mask, panels, x, width, activeRows(lengths, B, t), H, H, scratch);
    for (let b = 0; b < B; b++) {
      if (isActive(lengths, b, t)) {
        for (let j: usize = 0; j < width; j += 16) v128.store(after + j, activate4(v128.load(x + j), activation));
      } else {
        memory.copy(after, before, width);
      }
      x += width;
      before += stateRow;
      after += stateRow;
    }
  }
}

/**
 * The way back.
 * @param inputs out: gradient of the inputs of f // [T, B, H]
 * @param panels Uᵀ [H, H] from packB
 * @param dState in: gradient of the final state; out: of the initial state // [B, H]
 * @param scratch (B + 3)·2H floats
 */
export function rnnBackward(
  T: i32, B: i32, H: i32, inputs: usize, panels: usize, dOutputs: usize, states: usize, stride: i32,
  dState: usize, lengths: usize, mask: usize, scratch: usize, reverse: i32, activation: i32,
): void {
  const width = <usize>H << 2;
  const stateRow = <usize>stride << 2;
  const stateSlot = <usize>B * stateRow;
  for (let s = T - 1; s >= 0; s--) {
    const t = reverse ? T - 1 - s : s;
    const first = inputs + <usize>t * <usize>B * width;
    let x = first;
    let after = states + <usize>(t + 1) * stateSlot;
    let dOutput = dOutputs + <usize>t * stateSlot;
    let dh = dState;
    for (let b = 0; b < B; b++) {
      const active = isActive(lengths, b, t);
      for (let j: usize = 0; j < width; j += 16) {
        const d = f32x4.add(v128.load(dOutput + j), v128.load(dh + j));
        const zero = f32x4.splat(0);
        v128.store(x + j, active ? f32x4.mul(d, slope4(v128.load(after + j), activation)) : zero);
        v128.store(dh + j, active ? zero : d);
      }
      x += width;
      after += stateRow;
      dOutput += stateRow;
      dh += width;
    }
    addRecurrentGradient(first, width, mask, panels, dState, activeRows(lengths, B, t), H, H, scratch);
  }
}
