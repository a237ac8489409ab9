// The GRU with the reset gate after the recurrent product (Keras `reset_after`, cuDNN): one product a step.
// Gates in Keras's order z, r, h:  h̃ = tanh(x_h + r∘(U_h·h + b_h)),  h' = z∘h + (1 − z)∘h̃.
import { gate4, gateSlope4, madd, tanh4, tanhSlope4 } from './simd';
import { activeRows, addRecurrent, addRecurrentGradient, isActive } from './sequence';

/**
 * Runs a batch of sequences. H is a multiple of 4; see lstm.ts for what is not said here.
 * @param gates in: x·W + b; out: z, r, h̃ // [T, B, 3H]
 * @param recurrent in: the recurrent bias in every row; out: h·U + that bias // [T, B, 3H]
 * @param scratch 2·(B + 3)·H floats
 */
export function gruForward(
  T: i32, B: i32, H: i32, gates: usize, recurrent: usize, panels: usize, states: usize, stride: i32,
  lengths: usize, mask: usize, scratch: usize, reverse: i32, hard: i32,
): void {
  const width = <usize>H << 2;
  const stateRow = <usize>stride << 2;
  const stateSlot = <usize>B * stateRow;
  const gateSlot = <usize>B * 3 * width;
  for (let s = 0; s < T; s++) {
    const t = reverse ? T - 1 - s : s;
    const to = <usize>(t + 1);
    let x = gates + <usize>t * gateSlot;
    let u = recurrent + <usize>t * gateSlot;
    let before = states + (reverse ? to + 1 : to - 1) * stateSlot;
    let after = states + to * stateSlot;
    addRecurrent(before, stateRow, mask, panels, u, 3 * width, activeRows(lengths, B, t), H, 3 * H, scratch);
    for (let b = 0; b < B; b++) {
      if (isActive(lengths, b, t)) {
        for (let j: usize = 0; j < width; j += 16) {
          const z = gate4(f32x4.add(v128.load(x + j), v128.load(u + j)), hard);
          const r = gate4(f32x4.add(v128.load(x + width + j), v128.load(u + width + j)), hard);
          const h = tanh4(madd(r, v128.load(u + 2 * width + j), v128.load(x + 2 * width + j)));
          v128.store(x + j, z);
          v128.store(x + width + j, r);
          v128.store(x + 2 * width + j, h);
          v128.store(after + j, madd(z, f32x4.sub(v128.load(before + j), h), h));
        }
      } else {
        memory.copy(after, before, width);
      }
      x += 3 * width;
      u += 3 * width;
      before += stateRow;
      after += stateRow;
    }
  }
}

/**
 * The way back.
 * @param gates in: from {@link gruForward}; out: gradient on the input side (W, b) // [T, B, 3H]
 * @param recurrent in: from {@link gruForward}; out: gradient on the recurrent side (U, its bias) // [T, B, 3H]
 * @param panels Uᵀ [3H, H] from packB
 * @param dState in: gradient of the final state; out: of the initial state // [B, H]
 * @param scratch (B + 3)·4H floats
 */
export function gruBackward(
  T: i32, B: i32, H: i32, gates: usize, recurrent: usize, panels: usize, dOutputs: usize, states: usize, stride: i32,
  dState: usize, lengths: usize, mask: usize, scratch: usize, reverse: i32, hard: i32,
): void {
  const width = <usize>H << 2;
  const stateRow = <usize>stride << 2;
  const stateSlot = <usize>B * stateRow;
  const gateSlot = <usize>B * 3 * width;
  const one = f32x4.splat(1.0);
  for (let s = T - 1; s >= 0; s--) {
    const t = reverse ? T - 1 - s : s;
    let x = gates + <usize>t * gateSlot;
    const first = recurrent + <usize>t * gateSlot;
    let u = first;
    let before = states + <usize>(reverse ? t + 2 : t) * stateSlot;
    let dOutput = dOutputs + <usize>t * stateSlot;
    let dh = dState;
    for (let b = 0; b < B; b++) {
      if (isActive(lengths, b, t)) {
        for (let j: usize = 0; j < width; j += 16) {
          const z = v128.load(x + j);
          const r = v128.load(x + width + j);
          const h = v128.load(x + 2 * width + j);
          const d = f32x4.add(v128.load(dOutput + j), v128.load(dh + j));
          const dz = f32x4.mul(f32x4.mul(d, f32x4.sub(v128.load(before + j), h)), gateSlope4(z, hard));
          const da = f32x4.mul(f32x4.mul(d, f32x4.sub(one, z)), tanhSlope4(h));
          const dr = f32x4.mul(f32x4.mul(da, v128.load(u + 2 * width + j)), gateSlope4(r, hard));
          v128.store(x + j, dz);
          v128.store(x + width + j, dr);
          v128.store(x + 2 * width + j, da);
          v128.store(u + j, dz);
          v128.store(u + width + j, dr);
          v128.store(u + 2 * width + j, f32x4.mul(da, r));
          v128.store(dh + j, f32x4.mul(d, z));
        }
      } else {
        memory.fill(x, 0, 3 * width);
        memory.fill(u, 0, 3 * width);
        for (let j: usize = 0; j < width; j += 16) {
          v128.store(dh + j, f32x4.add(v128.load(dh + j), v128.load(dOutput + j)));
        }
      }
      x += 3 * width;
      u += 3 * width;
      before += stateRow;
      dOutput += stateRow;
      dh += width;
    }
    addRecurrentGradient(first, 3 * width, mask, panels, dState, activeRows(lengths, B, t), H, 3 * H, scratch);
  }
}
