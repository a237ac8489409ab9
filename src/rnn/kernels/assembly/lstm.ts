// The LSTM of Hochreiter & Schmidhuber with forget gates, over a batch: forward, and backward through time.
// Gates in Keras's order i, f, c, o:  c' = f∘c + i∘g,  h' = o∘tanh c'.
import { gate4, gateSlope4, madd, tanh4, tanhSlope4 } from './simd';
import { activeRows, addRecurrent, addRecurrentGradient, isActive } from './sequence';

/**
 * Runs a batch of sequences. H is a multiple of 4.
 * @param gates in: x·W + b; out: the gates' values i, f, g, o // [T, B, 4H]
 * @param panels U [H, 4H] from packB
 * @param states slots of states, `stride` floats a row // [T + 2, B, stride]
 * @param cells slots of cell values, laid out like states // [T + 2, B, H]
 * @param cellTanh out: tanh of the new cell values // [T, B, H]
 * @param lengths frames of each sequence, or 0 // i32 [B]
 * @param mask dropout of recurrent connections, or 0 // [B, H]
 * @param scratch 2·(B + 3)·H floats
 */
export function lstmForward(
  T: i32, B: i32, H: i32, gates: usize, panels: usize, states: usize, stride: i32, cells: usize, cellTanh: usize,
  lengths: usize, mask: usize, scratch: usize, reverse: i32, hard: i32,
): void {
  const width = <usize>H << 2;
  const stateRow = <usize>stride << 2;
  const stateSlot = <usize>B * stateRow;
  const cellSlot = <usize>B * width;
  for (let s = 0; s < T; s++) {
    const t = reverse ? T - 1 - s : s;
    const to = <usize>(t + 1);
    const from = reverse ? to + 1 : to - 1;
    let z = gates + <usize>t * 4 * cellSlot;
    let before = states + from * stateSlot;
    let after = states + to * stateSlot;
    let c = cells + from * cellSlot;
    let cNew = cells + to * cellSlot;
    let cTanh = cellTanh + <usize>t * cellSlot;
    addRecurrent(before, stateRow, mask, panels, z, 4 * width, activeRows(lengths, B, t), H, 4 * H, scratch);
    for (let b = 0; b < B; b++) {
      if (isActive(lengths, b, t)) {
        for (let j: usize = 0; j < width; j += 16) {
          const i = gate4(v128.load(z + j), hard);
          const f = gate4(v128.load(z + width + j), hard);
          const g = tanh4(v128.load(z + 2 * width + j));
          const o = gate4(v128.load(z + 3 * width + j), hard);
          v128.store(z + j, i);
          v128.store(z + width + j, f);
          v128.store(z + 2 * width + j, g);
          v128.store(z + 3 * width + j, o);
          const cell = madd(f, v128.load(c + j), f32x4.mul(i, g));
          const squashed = tanh4(cell);
          v128.store(cNew + j, cell);
          v128.store(cTanh + j, squashed);
          v128.store(after + j, f32x4.mul(o, squashed));
        }
      } else {
        memory.copy(after, before, width);
        memory.copy(cNew, c, width);
      }
      z += 4 * width;
      before += stateRow;
      after += stateRow;
      c += width;
      cNew += width;
      cTanh += width;
    }
  }
}

/**
 * One step of many sequences, no gradients, whose products are made already. H is a multiple of 4.
 * @param gates x·W + h·U + b // [B, 4H]
 * @param cells in: cell values before; out: after // [B, H]
 * @param states out // [B, H]
 */
export function lstmStep(B: i32, H: i32, gates: usize, cells: usize, states: usize): void {
  const width = <usize>H << 2;
  for (let b = 0; b < B; b++) {
    for (let j: usize = 0; j < width; j += 16) {
      const i = gate4(v128.load(gates + j), 0);
      const f = gate4(v128.load(gates + width + j), 0);
      const g = tanh4(v128.load(gates + 2 * width + j));
      const o = gate4(v128.load(gates + 3 * width + j), 0);
      const cell = madd(f, v128.load(cells + j), f32x4.mul(i, g));
      v128.store(cells + j, cell);
      v128.store(states + j, f32x4.mul(o, tanh4(cell)));
    }
    gates += 4 * width;
    cells += width;
    states += width;
  }
}

/**
 * The way back. The gradients of W, U and b are products over all frames of `gates` afterwards.
 * @param gates in: from {@link lstmForward}; out: gradient of the gates' inputs, zero in padded frames // [T, B, 4H]
 * @param panels Uᵀ [4H, H] from packB
 * @param dOutputs gradient of the outputs, `stride` floats a row // [T, B, stride]
 * @param dState in: gradient of the final state; out: of the initial state // [B, H]
 * @param dCell the same of the cell // [B, H]
 * @param scratch (B + 3)·5H floats
 */
export function lstmBackward(
  T: i32, B: i32, H: i32, gates: usize, panels: usize, dOutputs: usize, stride: i32, cells: usize, cellTanh: usize,
  dState: usize, dCell: usize, lengths: usize, mask: usize, scratch: usize, reverse: i32, hard: i32,
): void {
  const width = <usize>H << 2;
  const outputRow = <usize>stride << 2;
  const cellSlot = <usize>B * width;
  for (let s = T - 1; s >= 0; s--) {
    const t = reverse ? T - 1 - s : s;
    const first = gates + <usize>t * 4 * cellSlot;
    let z = first;
    let c = cells + <usize>(reverse ? t + 2 : t) * cellSlot;
    let cTanh = cellTanh + <usize>t * cellSlot;
    let dOutput = dOutputs + <usize>t * <usize>B * outputRow;
    let dh = dState;
    let dc = dCell;
    for (let b = 0; b < B; b++) {
      if (isActive(lengths, b, t)) {
        for (let j: usize = 0; j < width; j += 16) {
          const i = v128.load(z + j);
          const f = v128.load(z + width + j);
          const g = v128.load(z + 2 * width + j);
          const o = v128.load(z + 3 * width + j);
          const squashed = v128.load(cTanh + j);
          const d = f32x4.add(v128.load(dOutput + j), v128.load(dh + j));
          const e = madd(f32x4.mul(d, o), tanhSlope4(squashed), v128.load(dc + j));
          v128.store(z + j, f32x4.mul(f32x4.mul(e, g), gateSlope4(i, hard)));
          v128.store(z + width + j, f32x4.mul(f32x4.mul(e, v128.load(c + j)), gateSlope4(f, hard)));
          v128.store(z + 2 * width + j, f32x4.mul(f32x4.mul(e, i), tanhSlope4(g)));
          v128.store(z + 3 * width + j, f32x4.mul(f32x4.mul(d, squashed), gateSlope4(o, hard)));
          v128.store(dc + j, f32x4.mul(e, f));
          v128.store(dh + j, f32x4.splat(0));
        }
      } else {
        memory.fill(z, 0, 4 * width);
        for (let j: usize = 0; j < width; j += 16) {
          v128.store(dh + j, f32x4.add(v128.load(dh + j), v128.load(dOutput + j)));
        }
      }
      z += 4 * width;
      c += width;
      cTanh += width;
      dOutput += outputRow;
      dh += width;
      dc += width;
    }
    addRecurrentGradient(first, 4 * width, mask, panels, dState, activeRows(lengths, B, t), H, 4 * H, scratch);
  }
}
