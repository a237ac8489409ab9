/** A thread's share of a batch: some sequences in the kernels' memory, time-major and padded, forward and back. */

import type { Arena } from '../kernels/arena.js';
import type { BatchOptions } from '../kernels/batch-options.js';
import { paddedUnits } from '../kernels/cell.js';
import type { KernelExports, Pointer } from '../kernels/exports.js';
import { RecurrentRun } from '../kernels/recurrent-run.js';
import type { BatchInputs } from './batch-inputs.js';
import type { FrameOrder } from './frame-order.js';
import type { PackedWeights } from './packed-weights.js';
import { addRow, copyRow, type Numbers } from './tensor-data.js';

/** See the file's first line. All of it runs forwards: the order of frames has seen to the rest. */
export class Shard {
  /** Units as the kernels store them. */
  readonly width: number;
  /** Gradient of the weights, of this share. */
  gradient: Pointer = 0;
  private readonly run: RecurrentRun;
  private readonly x: Pointer;
  private readonly batch: BatchOptions = { keepState: true, keepStateGradient: true };
  private dOutputs: Pointer = 0;

  constructor(
    private readonly arena: Arena,
    private readonly weights: PackedWeights,
    private readonly T: number,
    /** The sequences, by their place in the batch. */
    readonly rows: readonly number[],
  ) {
    this.width = paddedUnits(weights.cell.units);
    this.run = new RecurrentRun(arena, weights.layer, T, rows.length);
    this.x = arena.alloc(T * rows.length * weights.inputs);
  }

  /** Copies in what the sequences bring along. */
  place(inputs: BatchInputs, order: FrameOrder): void {
    const { arena, rows, batch, run, width } = this;
    const B = rows.length;
    const H = this.weights.cell.units;
    this.placeFrames(inputs, order);
    if (order.lengths) batch.lengths = arena.place(Int32Array.from(rows, (b) => order.lengths![b]!));
    const place = (values: Numbers, n: number, wide: number): Float32Array => {
      const out = new Float32Array(B * wide);
      for (const [row, b] of rows.entries()) copyRow(out, row * wide, values, b * n, n);
      return out;
    };
    const { inputMask, recurrentMask, states } = inputs;
    if (inputMask) batch.inputMask = arena.place(place(inputMask, this.weights.inputs, this.weights.inputs));
    if (recurrentMask) batch.recurrentMask = arena.place(place(recurrentMask, H, width));
    const initial = (values: Numbers | undefined, at: Pointer): void => {
      arena.f32(at, B * width).set(values ? place(values, H, width) : new Float32Array(B * width));
    };
    initial(states[0], run.initialState(0));
    if (this.isLstm) initial(states[1], run.initialCell(0));
  }

  forward(k: KernelExports): void {
    this.run.forward(k, this.weights.parameters, this.x, this.batch);
  }

  /** All states: that of step −1 is the initial one. {@link stateAt} says where each lies. */
  states(): Float32Array {
    return this.arena.f32(this.run.states, (this.T + 2) * this.rows.length * this.width);
  }

  stateAt(step: number, row: number): number {
    return ((step + 1) * this.rows.length + row) * this.width;
  }

  /** States after the last frame, from float `first` on. // [B, width] */
  finalStates(): { values: Float32Array; first: number } {
    return { values: this.states(), first: this.stateAt(this.T - 1, 0) };
  }

  /** The same of an LSTM's cells. */
  finalCells(): { values: Float32Array; first: number } {
    return { values: this.arena.f32(this.run.finalCell(0), this.rows.length * this.width), first: 0 };
  }

  /** Makes room for gradients; those of the outputs are zero. */
  prepareBackward(): void {
    const { arena, T, rows, width } = this;
    this.gradient ||= arena.alloc(this.weights.layer.size);
    this.dOutputs ||= arena.alloc(T * rows.length * width);
    this.outputGradients().fill(0);
  }

  /** Gradient of the outputs, to be added to. // [T, B, width] */
  outputGradients(): Float32Array {
    return this.arena.f32(this.dOutputs, this.T * this.rows.length * this.width);
  }

  /** @param dStates - of h, and of an LSTM's c // [batch, H] each */
  placeFinalGradients(dStates: readonly Numbers[]): void {
    const { rows, width } = this;
    const H = this.weights.cell.units;
    const dState = this.stateGradients().fill(0);
    for (const [s, values] of dStates.entries()) {
      for (const [row, b] of rows.entries())
        copyRow(dState, (s * rows.length + row) * width, values, b * H, H);
    }
  }

  backward(k: KernelExports): void {
    this.run.backward(k, this.gradient, this.x, this.dOutputs, 0, this.batch);
  }

  inputGradient(k: KernelExports, dX: Pointer): void {
    this.run.inputGradient(k, dX, this.batch);
  }

  /** Adds the gradients of the initial states. // [batch, H] each */
  addInitialGradients(dInitial: Float32Array[]): void {
    const { rows, width } = this;
    const H = this.weights.cell.units;
    const dState = this.stateGradients();
    for (const [s, values] of dInitial.entries()) {
      for (const [row, b] of rows.entries())
        addRow(values, b * H, dState, (s * rows.length + row) * width, H);
    }
  }

  free(): void {
    const { arena, run, x, batch, dOutputs, gradient } = this;
    run.free();
    const { lengths, inputMask, recurrentMask } = batch;
    for (const at of [x, lengths, inputMask, recurrentMask, dOutputs, gradient]) arena.free(at);
  }

  private get isLstm(): boolean {
    return this.weights.cell.kind === 'lstm';
  }

  /** Of the final, then of the initial states; h, then c. // [2, B, width] */
  private stateGradients(): Float32Array {
    return this.arena.f32(this.run.stateGradient(0), 2 * this.rows.length * this.width);
  }

  /** Padding is zero: whatever lies there is multiplied with a gradient of zero, and NaN times 0 is NaN. */
  private placeFrames({ frames, shape }: BatchInputs, { T, source }: FrameOrder): void {
    const { rows } = this;
    const I = this.weights.inputs;
    const perSequence = shape[1]! * I;
    const x = this.arena.f32(this.x, T * rows.length * I);
    for (const [row, b] of rows.entries()) {
      for (let step = 0; step < T; step++) {
        const t = source[b * T + step]!;
        const at = (step * rows.length + row) * I;
        if (t >= 0) copyRow(x, at, frames, b * perSequence + t * I, I);
        else x.fill(0, at, at + I);
      }
    }
  }
}
