/** A thread's share of one direction of a recurrent layer on one utterance: what the kernels are called with. */
import { type CellSpec, gateCount, kernelMode } from '../kernels/cell.js';
import type { KernelExports, Pointer } from '../kernels/exports.js';
import type { UnitPanels } from './recurrent-weights.js';
import type { Frames } from './stage.js';

/** Where a job finds everything. */
export interface JobParts {
  cell: CellSpec;
  inputs: number;
  panels: UnitPanels;
  /** Units of the whole layer, padded. */
  H: number;
  /** From the end to the beginning. */
  reverse: boolean;
  /** Whether other threads do other units of the direction. */
  meet: boolean;
  x: Frames;
  /** First column of the direction in the slots of states. // [T + 2, stride] */
  states: Pointer;
  stride: number;
  /** Cells of an LSTM, of the job's units. */
  cells: Pointer;
  /** Where to leave what they are after the last settled frame. */
  settledCells: Pointer;
  packed: Pointer;
  gates: Pointer;
  /** r∘h of a reset-before GRU. */
  reset: Pointer;
  /** A frame's product, and its state in whole numbers. */
  scratch: Pointer;
}

/** Its work is {@link packInputs}, {@link multiply} and {@link step} of all frames, or of one chunk after another. */
export class RecurrentJob {
  /** Columns of the gates. */
  readonly columns: number;

  constructor(readonly parts: JobParts) {
    this.columns = gateCount(parts.cell) * parts.panels.units;
  }

  /** Readies `count` frames from `from` on, a multiple of 4, for {@link multiply}. */
  packInputs(k: KernelExports, from: number, count: number): void {
    const { x, inputs, panels } = this.parts;
    const at = x.at + from * x.stride * 4;
    const packed = this.packedAt(from);
    const { bits } = panels.kernel;
    if (bits === 8) k.packAInt8(at, x.stride * 4, count, inputs, packed);
    else if (bits === 16) k.packAInt16(at, x.stride * 4, count, inputs, packed);
    else {
      k.fillRows(this.gatesAt(from), count, this.columns, panels.bias);
      k.packA(at, x.stride * 4, 4, count, inputs, packed);
    }
  }

  /** gates = x·W + b of `columns` columns from `first` on, a multiple of 8. */
  multiply(k: KernelExports, from: number, count: number, first: number, columns: number): void {
    const { inputs, panels } = this.parts;
    const { kernel, bias } = panels;
    const gates = this.gatesAt(from) + first * 4;
    const packed = this.packedAt(from);
    const stride = this.columns * 4;
    if (columns === 0) return;
    const right = kernel.panels + (first * inputs * kernel.bits) / 8;
    const scales = kernel.scales + first * 4;
    if (kernel.bits === 8) {
      const begin = scales + this.columns * 4;
      k.gemmInt8(packed, right, gates, stride, count, columns, inputs, scales, begin, bias + first * 4);
    } else if (kernel.bits === 16) {
      k.gemmInt16(packed, right, gates, stride, count, columns, inputs, scales, bias + first * 4);
    } else {
      k.gemm(packed, right, gates, stride, count, columns, inputs, 1);
    }
  }

  /** The recurrent steps. */
  step(k: KernelExports, from: number, count: number): void {
    const { cell, panels, H, stride, cells, reset, scratch } = this.parts;
    const { first, units, candidateBias, recurrent, candidate } = panels;
    const gates = this.gatesAt(from);
    const states = this.parts.states + from * stride * 4;
    const { panels: U, scales, bits } = recurrent;
    const reverse = this.parts.reverse ? 1 : 0;
    const meet = this.parts.meet ? 1 : 0;
    const mode = kernelMode(cell);
    if (cell.kind === 'lstm') {
      const { x, settledCells } = this.parts;
      const settled = this.parts.reverse ? x.count : (x.settled ?? x.count);
      const steps = (skip: number, frames: number): void => {
        const [z, h] = [gates + skip * this.columns * 4, states + skip * stride * 4];
        // biome-ignore format: as the kernel has it
        k.lstmInfer(frames, H, units, first, z, U, scales, bits, h, stride, cells, scratch, reverse, mode, meet);
      };
      const before = Math.max(0, Math.min(count, settled - from));
      if (before > 0) steps(0, before);
      if (from <= settled && settled <= from + count) k.copyRows(settledCells, 0, cells, 0, 1, units);
      if (before < count) steps(before, count - before);
    } else if (cell.kind === 'rnn') {
      // biome-ignore format: as the kernel has it
      k.rnnInfer(count, H, units, first, gates, U, scales, bits, states, stride, scratch, reverse, mode, meet);
    } else if (cell.resetAfter) {
      // biome-ignore format: as the kernel has it
      k.gruInfer(
        count, H, units, first, gates, U, scales, bits, states, stride, candidateBias, scratch, reverse, mode, meet);
    } else {
      // biome-ignore format: as the kernel has it
      k.gruResetBeforeInfer(
        count, H, units, first, gates, U, scales, candidate!.panels, candidate!.scales, bits, states, stride,
        reset, scratch, reverse, mode, meet);
    }
  }

  private packedAt(from: number): Pointer {
    const { packed, inputs, panels } = this.parts;
    return packed + (from * inputs * panels.kernel.bits) / 8;
  }

  private gatesAt(from: number): Pointer {
    return this.parts.gates + from * this.columns * 4;
  }
}
