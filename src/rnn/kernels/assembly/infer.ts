// One utterance, no gradients: the recurrent steps of each cell on matrix–vector products. Several threads can share
// an utterance: each owns `units` of the H units, with the columns of W and U that belong to them, and all meet after
// every frame. States lie in slots as sequence.ts says, with one row each. `bits` is the width of U's numbers.
import { barrier } from './barrier';
import { matvec } from './matvec';
import { matvecInt16 } from './matvec-int16';
import { matvecInt8 } from './matvec-int8';
import { gate4, madd, tanh4 } from './simd';
import { activate4 } from './simple-rnn';

/** sums [N] of state [H]·U [H, N]; `sums` is followed by room for the state in whole numbers. */
function product(state: usize, panels: usize, scales: usize, bits: i32, sums: usize, H: i32, N: i32): void {
  const whole = sums + (<usize>N << 2);
  if (bits == 8) matvecInt8(state, whole, panels, scales, sums, H, N);
  else if (bits == 16) matvecInt16(state, whole, panels, scales, sums, H, N);
  else matvec(state, panels, sums, H, N);
}

/** x + y, four columns. */
// @ts-ignore: decorator
@inline
function plus(x: usize, y: usize): v128 {
  return f32x4.add(v128.load(x), v128.load(y));
}

/**
 * LSTM over T frames.
 * @param units units of this thread, `first` … `first + units − 1` of H; multiples of 4
 * @param gates x·W + b of this thread's columns // [T, 4·units]
 * @param panels U [H, 4·units] from packPanels, or, with `scales`, from packPanelsInt16 or packPanelsInt8
 * @param states first column of the layer in its slots, `stride` floats a row // [T + 2, stride]
 * @param cell in: cell before the first frame; out: after the last // [units]
 * @param sums 4·units floats, and room for H int16 or, rounded up to eight, int8
 * @param meet whether other threads work on the same layer, and all meet after every frame
 * @returns whether all threads came through
 */
export function lstmInfer(
  T: i32, H: i32, units: i32, first: i32, gates: usize, panels: usize, scales: usize, bits: i32, states: usize,
  stride: i32, cell: usize, sums: usize, reverse: i32, hard: i32, meet: i32,
): bool {
  const width = <usize>units << 2;
  const slot = <usize>stride << 2;
  for (let s = 0; s < T; s++) {
    const t = reverse ? T - 1 - s : s;
    const x = gates + <usize>t * 4 * width;
    const to = states + <usize>(t + 1) * slot;
    product(reverse ? to + slot : to - slot, panels, scales, bits, sums, H, 4 * units);
    const after = to + (<usize>first << 2);
    for (let j: usize = 0; j < width; j += 16) {
      const i = gate4(plus(x + j, sums + j), hard);
      const f = gate4(plus(x + width + j, sums + width + j), hard);
      const g = tanh4(plus(x + 2 * width + j, sums + 2 * width + j));
      const o = gate4(plus(x + 3 * width + j, sums + 3 * width + j), hard);
      const c = madd(f, v128.load(cell + j), f32x4.mul(i, g));
      v128.store(cell + j, c);
      v128.store(after + j, f32x4.mul(o, tanh4(c)));
    }
    if (meet && !barrier()) return false;
  }
  return true;
}

/**
 * GRU, reset after. As {@link lstmInfer}, with gates [T, 3·units], which hold the recurrent bias of z and r as well.
 * @param bias recurrent bias of h̃ // [units]
 * @param sums 3·units floats and room as above
 */
export function gruInfer(
  T: i32, H: i32, units: i32, first: i32, gates: usize, panels: usize, scales: usize, bits: i32, states: usize,
  stride: i32, bias: usize, sums: usize, reverse: i32, hard: i32, meet: i32,
): bool {
  const width = <usize>units << 2;
  const slot = <usize>stride << 2;
  for (let s = 0; s < T; s++) {
    const t = reverse ? T - 1 - s : s;
    const x = gates + <usize>t * 3 * width;
    const to = states + <usize>(t + 1) * slot;
    const from = reverse ? to + slot : to - slot;
    product(from, panels, scales, bits, sums, H, 3 * units);
    const before = from + (<usize>first << 2);
    const after = to + (<usize>first << 2);
    for (let j: usize = 0; j < width; j += 16) {
      const r = gate4(plus(x + width + j, sums + width + j), hard);
      const inner = plus(bias + j, sums + 2 * width + j);
      const h = tanh4(madd(r, inner, v128.load(x + 2 * width + j)));
      const z = gate4(plus(x + j, sums + j), hard);
      v128.store(after + j, madd(z, f32x4.sub(v128.load(before + j), h), h));
    }
    if (meet && !barrier()) return false;
  }
  return true;
}

/**
 * GRU, reset before. As {@link lstmInfer}, with gates [T, 3·units] and two products, hence two sets of panels.
 * @param gatePanels U of z and r [H, 2·units]; `gateScales` with int16
 * @param candidatePanels U of h̃ [H, units]; `candidateScales` with int16
 * @param reset r∘h of all threads // [H]
 * @param sums 2·units floats and room as above
 */
export function gruResetBeforeInfer(
  T: i32, H: i32, units: i32, first: i32, gates: usize, gatePanels: usize, gateScales: usize, candidatePanels: usize,
  candidateScales: usize, bits: i32, states: usize, stride: i32, reset: usize, sums: usize, reverse: i32, hard: i32, meet: i32,
): bool {
  const width = <usize>units << 2;
  const slot = <usize>stride << 2;
  const mine = reset + (<usize>first << 2);
  for (let s = 0; s < T; s++) {
    const t = reverse ? T - 1 - s : s;
    const x = gates + <usize>t * 3 * width;
    const to = states + <usize>(t + 1) * slot;
    const from = reverse ? to + slot : to - slot;
    const before = from + (<usize>first << 2);
    const after = to + (<usize>first << 2);
    product(from, gatePanels, gateScales, bits, sums, H, 2 * units);
    for (let j: usize = 0; j < width; j += 16) {
      const r = gate4(plus(x + width + j, sums + width + j), hard);
      v128.store(mine + j, f32x4.mul(r, v128.load(before + j)));
      // z waits where its input was.
      v128.store(x + j, gate4(plus(x + j, sums + j), hard));
    }
    if (meet && !barrier()) return false;
    product(reset, candidatePanels, candidateScales, bits, sums, H, units);
    for (let j: usize = 0; j < width; j += 16) {
      const h = tanh4(plus(x + 2 * width + j, sums + j));
      v128.store(after + j, madd(v128.load(x + j), f32x4.sub(v128.load(before + j), h), h));
    }
    if (meet && !barrier()) return false;
  }
  return true;
}

/** Simple RNN. As {@link lstmInfer}, with gates [T, units]; int16 only behind tanh. */
export function rnnInfer(
  T: i32, H: i32, units: i32, first: i32, gates: usize, panels: usize, scales: usize, bits: i32, states: usize,
  stride: i32, sums: usize, reverse: i32, activation: i32, meet: i32,
): bool {
  const width = <usize>units << 2;
  const slot = <usize>stride << 2;
  for (let s = 0; s < T; s++) {
    const t = reverse ? T - 1 - s : s;
    const x = gates + <usize>t * width;
    const to = states + <usize>(t + 1) * slot;
    product(reverse ? to + slot : to - slot, panels, scales, bits, sums, H, units);
    const after = to + (<usize>first << 2);
    for (let j: usize = 0; j < width; j += 16) {
      v128.store(after + j, activate4(plus(x + j, sums + j), activation));
    }
    if (meet && !barrier()) return false;
  }
  return true;
}
