/** Calls the kernel of the right cell; nothing but the choice is made here. */
import { type CellSpec, kernelMode } from './cell.js';
import type { KernelExports, Pointer } from './exports.js';

/** The steps of one direction over a batch; assembly/lstm.ts says what each buffer holds. */
export interface Steps {
  T: number;
  B: number;
  /** x·W + b, then the gates, then their gradient. // [T, B, N] */
  gates: Pointer;
  /** LSTM: cells [T + 2, B, H]. GRU: recurrent side [T, B, 3H], or r∘h [T, B, H]. */
  inner: Pointer;
  /** LSTM: tanh of the cells. // [T, B, H] */
  cellTanh: Pointer;
  /** First column of this direction in the slots of states. // [T + 2, B, stride] */
  states: Pointer;
  /** Floats from one row of states or outputs to the next. */
  stride: number;
  lengths: Pointer;
  mask: Pointer;
  scratch: Pointer;
  reverse: boolean;
}

/** What the way back needs besides. */
export interface StepsBack {
  /** Uᵀ packed. */
  recurrentBack: Pointer;
  /** Uᵀ of a reset-before GRU's candidate, packed. */
  candidateBack: Pointer;
  dOutputs: Pointer;
  dState: Pointer;
  dCell: Pointer;
}

/** @param panels - U packed */
export function forwardSteps(k: KernelExports, cell: CellSpec, panels: Pointer, s: Steps): void {
  const { T, B, gates, inner, cellTanh, states, stride, lengths, mask, scratch } = s;
  const H = cell.units;
  const reverse = s.reverse ? 1 : 0;
  const mode = kernelMode(cell);
  if (cell.kind === 'rnn') {
    k.rnnForward(T, B, H, gates, panels, states, stride, lengths, mask, scratch, reverse, mode);
  } else if (cell.kind === 'lstm') {
    k.lstmForward(
      T,
      B,
      H,
      gates,
      panels,
      states,
      stride,
      inner,
      cellTanh,
      lengths,
      mask,
      scratch,
      reverse,
      mode,
    );
  } else if (cell.resetAfter) {
    k.gruForward(T, B, H, gates, inner, panels, states, stride, lengths, mask, scratch, reverse, mode);
  } else {
    k.gruResetBeforeForward(
      T,
      B,
      H,
      gates,
      inner,
      panels,
      states,
      stride,
      lengths,
      mask,
      scratch,
      reverse,
      mode,
    );
  }
}

/** The way back through {@link forwardSteps}. */
export function backwardSteps(k: KernelExports, cell: CellSpec, s: Steps, back: StepsBack): void {
  const { T, B, gates, inner, cellTanh, states, stride, lengths, mask, scratch } = s;
  const { recurrentBack: U, candidateBack, dOutputs: dY, dState, dCell } = back;
  const H = cell.units;
  const reverse = s.reverse ? 1 : 0;
  const mode = kernelMode(cell);
  if (cell.kind === 'rnn') {
    k.rnnBackward(T, B, H, gates, U, dY, states, stride, dState, lengths, mask, scratch, reverse, mode);
  } else if (cell.kind === 'lstm') {
    // biome-ignore format: as the kernel has it
    k.lstmBackward(
      T, B, H, gates, U, dY, stride, inner, cellTanh, dState, dCell, lengths, mask, scratch, reverse, mode);
  } else if (cell.resetAfter) {
    k.gruBackward(
      T,
      B,
      H,
      gates,
      inner,
      U,
      dY,
      states,
      stride,
      dState,
      lengths,
      mask,
      scratch,
      reverse,
      mode,
    );
  } else {
    // biome-ignore format: as the kernel has it
    k.gruResetBeforeBackward(
      T, B, H, gates, U, candidateBack, dY, states, stride, dState, lengths, mask, scratch, reverse, mode);
  }
}
