// One utterance, no gradients: the recurrent steps of each cell on matrix–vector products. Several threads can share
// an utterance: each owns `units` of the H units, with the columns of W and U that belong to them, and all meet after
// every frame. States lie in slots as sequence.ts says, with one row each.
import { barrier } from './barrier';
import { matvec } from './matvec';
import { matvecInt16, quantise } from './matvec-int16';
import { gate4, madd, tanh4 } from './simd';
import { activate4 } from './simple-rnn';

/** y [N] += state [H]·U, in int16 when there are `scales`; `quantised` takes H int16. */
// @ts-ignore: decorator
@inline
function addProduct(state: usize, panels: usize, scales: usize, quantised: usize, y: usize, H: i32, N: i32): void {
  if (scales) {
    quantise(state, quantised, H);
    matvecInt16(quantised, panels, y, scales, H, N);
  } else {
    matvec(state, panels, y, H, N);
  }
}

/**
 * LSTM over T frames.
 * @param units units of this thread, `first` … `first + units − 1` of H; multiples of 4
 * @param gates x·W + b of this thread's columns; destroyed // [T, 4·units]
 * @param panels U [H, 4·units] from packPanels, or from packPanelsInt16 with `scales` // scales [4·units]
 * @param states first column of the layer in its slots, `stride` floats a row // [T + 2, stride]
 * @param cell in: cell before the first frame; out: after the last // [units]
 * @param quantised H int16, used with `scales`
 * @param meet whether other threads work on the same layer, and all meet after every frame
 * @returns whether all threads came through
 */
export function lstmInfer(
  T: i32, H: i32, units: i32, first: i32, gates: usize, panels: usize, scales: usize, states: usize, stride: i32,
  cell: usize, quantised: usize, reverse: i32, hard: i32, meet: i32,
): bool {
  const width = <usize>units << 2;
  const slot = <usize>stride << 2;
  for (let s = 0; s < T; s++) {
    const t = reverse ? T - 1 - s : s;
    const z = gates + <usize>t * 4 * width;
    const to = states + <usize>(t + 1) * slot;
    addProduct(reverse ? to + slot : to - slot, panels, scales, quantised, z, H, 4 * units);
    const after = to + (<usize>first << 2);
    for (let j: usize = 0; j < width; j += 16) {
      const i = gate4(v128.load(z + j), hard);
      const f = gate4(v128.load(z + width + j), hard);
      const g = tanh4(v128.load(z + 2 * width + j));
      const o = gate4(v128.load(z + 3 * width + j), hard);
      const c = madd(f, v128.load(cell + j), f32x4.mul(i, g));
      v128.store(cell + j, c);
      v128.store(after + j, f32x4.mul(o, tanh4(c)));
    }
    if (meet && !barrier()) return false;
  }
  return true;
}

/**
 * GRU, reset after. As {@link lstmInfer}, with gates [T, 3·units].
 * @param bias recurrent bias // [3·units]
 * @param recurrent scratch // [3·units]
 */
export function gruInfer(
  T: i32, H: i32, units: i32, first: i32, gates: usize, panels: usize, scales: usize, states: usize, stride: i32,
  bias: usize, recurrent: usize, quantised: usize, reverse: i32, hard: i32, meet: i32,
): bool {
  const width = <usize>units << 2;
  const slot = <usize>stride << 2;
  for (let s = 0; s < T; s++) {
    const t = reverse ? T - 1 - s : s;
    const x = gates + <usize>t * 3 * width;
    const to = states + <usize>(t + 1) * slot;
    const from = reverse ? to + slot : to - slot;
    memory.copy(recurrent, bias, 3 * width);
    addProduct(from, panels, scales, quantised, recurrent, H, 3 * units);
    const before = from + (<usize>first << 2);
    const after = to + (<usize>first << 2);
    for (let j: usize = 0; j < width; j += 16) {
      const z = gate4(f32x4.add(v128.load(x + j), v128.load(recurrent + j)), hard);
      const r = gate4(f32x4.add(v128.load(x + width + j), v128.load(recurrent + width + j)), hard);
      const h = tanh4(madd(r, v128.load(recurrent + 2 * width + j), v128.load(x + 2 * width + j)));
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
 */
export function gruResetBeforeInfer(
  T: i32, H: i32, units: i32, first: i32, gates: usize, gatePanels: usize, gateScales: usize, candidatePanels: usize,
  candidateScales: usize, states: usize, stride: i32, reset: usize, quantised: usize, reverse: i32, hard: i32,
  meet: i32,
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
    addProduct(from, gatePanels, gateScales, quantised, x, H, 2 * units);
    for (let j: usize = 0; j < width; j += 16) {
      v128.store(mine + j, f32x4.mul(gate4(v128.load(x + width + j), hard), v128.load(before + j)));
    }
    if (meet && !barrier()) return false;
    addProduct(reset, candidatePanels, candidateScales, quantised, x + 2 * width, H, units);
    for (let j: usize = 0; j < width; j += 16) {
      const z = gate4(v128.load(x + j), hard);
      const h = tanh4(v128.load(x + 2 * width + j));
      v128.store(after + j, madd(z, f32x4.sub(v128.load(before + j), h), h));
    }
    if (meet && !barrier()) return false;
  }
  return true;
}

/** Simple RNN. As {@link lstmInfer}, with gates [T, units]; int16 only behind tanh. */
export function rnnInfer(
  T: i32, H: i32, units: i32, first: i32, gates: usize, panels: usize, scales: usize, states: usize, stride: i32,
  quantised: usize, reverse: i32, activation: i32, meet: i32,
): bool {
  const width = <usize>units << 2;
  const slot = <usize>stride << 2;
  for (let s = 0; s < T; s++) {
    const t = reverse ? T - 1 - s : s;
    const x = gates + <usize>t * width;
    const to = states + <usize>(t + 1) * slot;
    addProduct(reverse ? to + slot : to - slot, panels, scales, quantised, x, H, units);
    const after = to + (<usize>first << 2);
    for (let j: usize = 0; j < width; j += 16) v128.store(after + j, activate4(v128.load(x + j), activation));
    if (meet && !barrier()) return false;
  }
  return true;
}
