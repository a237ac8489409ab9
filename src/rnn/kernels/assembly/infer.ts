// One utterance, no gradients: the recurrent steps of each cell on matrix–vector products. Several threads can share
// an utterance: each owns `units` of the H units, with the columns of W and U that belong to them, and all meet after
// every frame. States lie in slots as sequence.ts says, with one row each. W is the type of U's numbers: i16 or f32.
import { barrier } from './barrier';
import { matvec } from './matvec';
import { matvecInt16, quantise } from './matvec-int16';
import { gate4, madd, tanh4 } from './simd';
import { activate4 } from './simple-rnn';

/** sums [N] of state [H]·U, as floats or as integers that scales turn into floats; `sums` is followed by H int16. */
// @ts-ignore: decorator
@inline
function product<W>(state: usize, panels: usize, sums: usize, H: i32, N: i32): void {
  if (isInteger<W>()) {
    const quantised = sums + (<usize>N << 2);
    quantise(state, quantised, H);
    matvecInt16(quantised, panels, sums, H, N);
  } else {
    matvec(state, panels, sums, H, N);
  }
}

/** x + the product, four columns from byte j on. */
// @ts-ignore: decorator
@inline
function plusProduct<W>(x: v128, sums: usize, scales: usize, j: usize): v128 {
  const sum = v128.load(sums + j);
  return isInteger<W>() ? madd(f32x4.convert_i32x4_s(sum), v128.load(scales + j), x) : f32x4.add(sum, x);
}

/**
 * LSTM over T frames.
 * @param units units of this thread, `first` … `first + units − 1` of H; multiples of 4
 * @param gates x·W + b of this thread's columns // [T, 4·units]
 * @param panels U [H, 4·units] from packPanels, or from packPanelsInt16 with `scales` // scales [4·units]
 * @param states first column of the layer in its slots, `stride` floats a row // [T + 2, stride]
 * @param cell in: cell before the first frame; out: after the last // [units]
 * @param scratch 4·units floats and H int16
 * @param meet whether other threads work on the same layer, and all meet after every frame
 * @returns whether all threads came through
 */
export function lstmInfer(
  T: i32, H: i32, units: i32, first: i32, gates: usize, panels: usize, scales: usize, states: usize, stride: i32,
  cell: usize, scratch: usize, reverse: i32, hard: i32, meet: i32,
): bool {
  return scales
    ? lstm<i16>(T, H, units, first, gates, panels, scales, states, stride, cell, scratch, reverse, hard, meet)
    : lstm<f32>(T, H, units, first, gates, panels, scales, states, stride, cell, scratch, reverse, hard, meet);
}

function lstm<W>(
  T: i32, H: i32, units: i32, first: i32, gates: usize, panels: usize, scales: usize, states: usize, stride: i32,
  cell: usize, sums: usize, reverse: i32, hard: i32, meet: i32,
): bool {
  const width = <usize>units << 2;
  const slot = <usize>stride << 2;
  for (let s = 0; s < T; s++) {
    const t = reverse ? T - 1 - s : s;
    const x = gates + <usize>t * 4 * width;
    const to = states + <usize>(t + 1) * slot;
    product<W>(reverse ? to + slot : to - slot, panels, sums, H, 4 * units);
    const after = to + (<usize>first << 2);
    for (let j: usize = 0; j < width; j += 16) {
      const i = gate4(plusProduct<W>(v128.load(x + j), sums, scales, j), hard);
      const f = gate4(plusProduct<W>(v128.load(x + width + j), sums, scales, width + j), hard);
      const g = tanh4(plusProduct<W>(v128.load(x + 2 * width + j), sums, scales, 2 * width + j));
      const o = gate4(plusProduct<W>(v128.load(x + 3 * width + j), sums, scales, 3 * width + j), hard);
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
 * @param scratch 3·units floats and H int16
 */
export function gruInfer(
  T: i32, H: i32, units: i32, first: i32, gates: usize, panels: usize, scales: usize, states: usize, stride: i32,
  bias: usize, scratch: usize, reverse: i32, hard: i32, meet: i32,
): bool {
  return scales
    ? gru<i16>(T, H, units, first, gates, panels, scales, states, stride, bias, scratch, reverse, hard, meet)
    : gru<f32>(T, H, units, first, gates, panels, scales, states, stride, bias, scratch, reverse, hard, meet);
}

function gru<W>(
  T: i32, H: i32, units: i32, first: i32, gates: usize, panels: usize, scales: usize, states: usize, stride: i32,
  bias: usize, sums: usize, reverse: i32, hard: i32, meet: i32,
): bool {
  const width = <usize>units << 2;
  const slot = <usize>stride << 2;
  for (let s = 0; s < T; s++) {
    const t = reverse ? T - 1 - s : s;
    const x = gates + <usize>t * 3 * width;
    const to = states + <usize>(t + 1) * slot;
    const from = reverse ? to + slot : to - slot;
    product<W>(from, panels, sums, H, 3 * units);
    const before = from + (<usize>first << 2);
    const after = to + (<usize>first << 2);
    for (let j: usize = 0; j < width; j += 16) {
      const r = gate4(plusProduct<W>(v128.load(x + width + j), sums, scales, width + j), hard);
      const inner = plusProduct<W>(v128.load(bias + j), sums, scales, 2 * width + j);
      const h = tanh4(madd(r, inner, v128.load(x + 2 * width + j)));
      const z = gate4(plusProduct<W>(v128.load(x + j), sums, scales, j), hard);
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
 * @param scratch 2·units floats and H int16
 */
export function gruResetBeforeInfer(
  T: i32, H: i32, units: i32, first: i32, gates: usize, gatePanels: usize, gateScales: usize, candidatePanels: usize,
  candidateScales: usize, states: usize, stride: i32, reset: usize, scratch: usize, reverse: i32, hard: i32, meet: i32,
): bool {
  // biome-ignore format: the two differ in a word
  return gateScales
    ? gruResetBefore<i16>(T, H, units, first, gates, gatePanels, gateScales, candidatePanels, candidateScales, states, stride, reset, scratch, reverse, hard, meet)
    : gruResetBefore<f32>(T, H, units, first, gates, gatePanels, gateScales, candidatePanels, candidateScales, states, stride, reset, scratch, reverse, hard, meet);
}

function gruResetBefore<W>(
  T: i32, H: i32, units: i32, first: i32, gates: usize, gatePanels: usize, gateScales: usize, candidatePanels: usize,
  candidateScales: usize, states: usize, stride: i32, reset: usize, sums: usize, reverse: i32, hard: i32, meet: i32,
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
    product<W>(from, gatePanels, sums, H, 2 * units);
    for (let j: usize = 0; j < width; j += 16) {
      const r = gate4(plusProduct<W>(v128.load(x + width + j), sums, gateScales, width + j), hard);
      v128.store(mine + j, f32x4.mul(r, v128.load(before + j)));
      // z waits where its input was.
      v128.store(x + j, gate4(plusProduct<W>(v128.load(x + j), sums, gateScales, j), hard));
    }
    if (meet && !barrier()) return false;
    product<W>(reset, candidatePanels, sums, H, units);
    for (let j: usize = 0; j < width; j += 16) {
      const h = tanh4(plusProduct<W>(v128.load(x + 2 * width + j), sums, candidateScales, j));
      v128.store(after + j, madd(v128.load(x + j), f32x4.sub(v128.load(before + j), h), h));
    }
    if (meet && !barrier()) return false;
  }
  return true;
}

/** Simple RNN. As {@link lstmInfer}, with gates [T, units]; int16 only behind tanh. */
export function rnnInfer(
  T: i32, H: i32, units: i32, first: i32, gates: usize, panels: usize, scales: usize, states: usize, stride: i32,
  scratch: usize, reverse: i32, activation: i32, meet: i32,
): bool {
  return scales
    ? rnn<i16>(T, H, units, first, gates, panels, scales, states, stride, scratch, reverse, activation, meet)
    : rnn<f32>(T, H, units, first, gates, panels, scales, states, stride, scratch, reverse, activation, meet);
}

function rnn<W>(
  T: i32, H: i32, units: i32, first: i32, gates: usize, panels: usize, scales: usize, states: usize, stride: i32,
  sums: usize, reverse: i32, activation: i32, meet: i32,
): bool {
  const width = <usize>units << 2;
  const slot = <usize>stride << 2;
  for (let s = 0; s < T; s++) {
    const t = reverse ? T - 1 - s : s;
    const x = gates + <usize>t * width;
    const to = states + <usize>(t + 1) * slot;
    product<W>(reverse ? to + slot : to - slot, panels, sums, H, units);
    const after = to + (<usize>first << 2);
    for (let j: usize = 0; j < width; j += 16) {
      v128.store(after + j, activate4(plusProduct<W>(v128.load(x + j), sums, scales, j), activation));
    }
    if (meet && !barrier()) return false;
  }
  return true;
}
