/** One batch through a recurrent layer: forward, and backward through time, with the memory both need. */
import type { Arena } from './arena.js';
import type { BatchOptions } from './batch-options.js';
import { backwardSteps, forwardSteps, type Steps } from './cell-kernels.js';
import type { KernelExports, Pointer } from './exports.js';
import type { RecurrentLayer } from './recurrent-layer.js';
import { eights, fours } from './sizes.js';

export type { BatchOptions } from './batch-options.js';

/** Memory of one direction. */
type Direction = Pick<Steps, 'gates' | 'inner' | 'cellTanh'> & {
  /** Gradient of the final, then of the initial state; of an LSTM's cell behind it. // [2, B, H] */
  dState: Pointer;
};

/**
 * T frames of B sequences through one layer. Input and output are time-major, [T, B, I] and [T, B, D·H]; padded
 * frames repeat the state they find. The methods do nothing but call kernels, so they can be recorded for a worker.
 */
export class RecurrentRun {
  /** Slots of states; see assembly/sequence.ts. // [T + 2, B, D·H] */
  readonly states: Pointer;
  private readonly directions: Direction[];
  private readonly packedLeft: Pointer;
  private readonly packedRight: Pointer;
  private readonly scratch: Pointer;
  /** Inputs and states under their masks; allocated when first needed. */
  private maskedInputs: Pointer = 0;
  private maskedStates: Pointer = 0;

  constructor(
    private readonly arena: Arena,
    private readonly layer: RecurrentLayer,
    readonly T: number,
    readonly B: number,
  ) {
    const { cell, inputs } = layer.spec;
    const N = layer.columns;
    const H = cell.units;
    const rows = T * B;
    this.states = arena.alloc((T + 2) * B * layer.outputs);
    const inner = {
      rnn: 0,
      lstm: (T + 2) * B * H,
      gru: rows * (cell.kind === 'gru' && cell.resetAfter ? N : H),
    };
    this.directions = layer.places.map(() => ({
      gates: arena.alloc(rows * N),
      inner: arena.alloc(inner[cell.kind]),
      cellTanh: cell.kind === 'lstm' ? arena.alloc(rows * H) : 0,
      dState: arena.alloc(2 * B * H),
    }));
    const widest = Math.max(inputs, N);
    this.packedLeft = arena.alloc(Math.max(fours(rows) * widest, fours(Math.max(inputs, H)) * rows));
    this.packedRight = arena.alloc(rows * eights(N));
    this.scratch = arena.alloc((B + 3) * (N + 2 * H));
  }

  /** Outputs. // [T, B, D·H] */
  get outputs(): Pointer {
    return this.slot(0, 1);
  }

  /** First column of a direction's state before its first frame; rows are D·H floats apart. // [B, H] */
  initialState(direction: number): Pointer {
    return this.slot(direction, this.layer.isReverse(direction) ? this.T + 1 : 0);
  }

  /** The same after the last. */
  finalState(direction: number): Pointer {
    return this.slot(direction, this.layer.isReverse(direction) ? 1 : this.T);
  }

  /** An LSTM's cells before the first frame. // [B, H] */
  initialCell(direction: number): Pointer {
    return this.cellSlot(direction, this.layer.isReverse(direction) ? this.T + 1 : 0);
  }

  /** The same after the last frame. */
  finalCell(direction: number): Pointer {
    return this.cellSlot(direction, this.layer.isReverse(direction) ? 1 : this.T);
  }

  /** Gradient of the final state (before {@link backward}) or the initial state (after it). // [B, H] */
  stateGradient(direction: number): Pointer {
    return this.directions[direction]!.dState;
  }

  /** The same of an LSTM's cell. // [B, H] */
  cellGradient(direction: number): Pointer {
    return this.stateGradient(direction) + this.B * this.layer.spec.cell.units * 4;
  }

  /**
   * Runs the batch.
   * @param parameters - the layer's weights; only the biases are read here, the rest is in the layer's panels
   * @param x - [T, B, I]
   */
  forward(k: KernelExports, parameters: Pointer, x: Pointer, batch: BatchOptions = {}): void {
    const { layer } = this;
    const { spec, columns: N } = layer;
    const { cell, inputs } = spec;
    const rows = this.T * this.B;
    if (!batch.keepState) this.clearState(k);
    k.packA(this.maskInputs(k, x, batch), inputs * 4, 4, rows, inputs, this.packedLeft);
    this.directions.forEach(({ gates, inner }, d) => {
      const { bias, recurrentBias } = layer.places[d]!;
      const panels = layer.panels[d]!;
      k.fillRows(gates, rows, N, parameters + bias * 4);
      k.gemm(this.packedLeft, panels.kernel, gates, N * 4, rows, N, inputs, 1);
      if (recurrentBias >= 0) k.fillRows(inner, rows, N, parameters + recurrentBias * 4);
      forwardSteps(k, cell, panels.recurrent, this.steps(d, batch));
    });
  }

  /**
   * The way back; overwrites what {@link forward} left.
   * @param gradient - out: gradient of the weights, laid out like them
   * @param x - the inputs again // [T, B, I]
   * @param dOutputs - gradient of the outputs // [T, B, D·H]
   * @param dX - out: gradient of the inputs, or 0 where nobody wants it // [T, B, I]
   */
  // biome-ignore format: one line per thought
  backward(
    k: KernelExports, gradient: Pointer, x: Pointer, dOutputs: Pointer, dX: Pointer, batch: BatchOptions = {},
  ): void {
    const { B, layer } = this;
    const { cell } = layer.spec;
    this.directions.forEach(({ dState }, d) => {
      const panels = layer.panels[d]!;
      if (!batch.keepStateGradient) k.zero(dState, 2 * B * cell.units);
      const steps = this.steps(d, batch);
      backwardSteps(k, cell, steps, {
        recurrentBack: panels.recurrentBack,
        candidateBack: layer.candidateBack(d),
        dOutputs: dOutputs + d * cell.units * 4,
        dState,
        dCell: this.cellGradient(d),
      });
      this.weightGradients(k, d, gradient, batch.inputMask ? this.maskedInputs : x, steps.mask);
    });
    if (dX) this.inputGradient(k, dX, batch);
  }

  /**
   * Gradient of the inputs, for callers who learn only after {@link backward} whether they want it.
   * @param dX - out // [T, B, I]
   */
  inputGradient(k: KernelExports, dX: Pointer, batch: BatchOptions = {}): void {
    const { T, B, layer, packedLeft } = this;
    const { inputs } = layer.spec;
    const N = layer.columns;
    this.directions.forEach(({ gates }, d) => {
      k.packA(gates, N * 4, 4, T * B, N, packedLeft);
      k.gemm(packedLeft, layer.panels[d]!.kernelBack, dX, inputs * 4, T * B, inputs, N, d);
    });
    if (batch.inputMask) k.maskRows(dX, inputs * 4, batch.inputMask, T, B, inputs, dX, inputs * 4);
  }

  free(): void {
    const { arena, states, packedLeft, packedRight, scratch, maskedInputs, maskedStates } = this;
    for (const own of this.directions) for (const at of Object.values(own)) arena.free(at);
    for (const at of [states, packedLeft, packedRight, scratch, maskedInputs, maskedStates]) arena.free(at);
  }

  /** dW = xᵀ·dGates, dU = hᵀ·dGates, db = Σ dGates, over all frames at once. */
  private weightGradients(k: KernelExports, d: number, gradient: Pointer, x: Pointer, mask: Pointer): void {
    const { T, B, layer, packedLeft, packedRight } = this;
    const { cell, inputs } = layer.spec;
    const { gates, inner } = this.directions[d]!;
    const places = layer.places[d]!;
    const H = cell.units;
    const N = layer.columns;
    const rows = T * B;
    const dU = gradient + places.recurrent * 4;
    k.sumRows(gates, N * 4, rows, N, gradient + places.bias * 4);
    k.packB(gates, N * 4, 4, rows, N, packedRight);
    k.packA(x, 4, inputs * 4, inputs, rows, packedLeft);
    k.gemm(packedLeft, packedRight, gradient + places.kernel * 4, N * 4, inputs, N, rows, 0);
    let before = this.slot(d, layer.isReverse(d) ? 2 : 0);
    let stride = layer.outputs;
    if (mask) {
      k.maskRows(before, stride * 4, mask, T, B, H, this.maskedStates, H * 4);
      before = this.maskedStates;
      stride = H;
    }
    if (places.recurrentBias >= 0) {
      k.sumRows(inner, N * 4, rows, N, gradient + places.recurrentBias * 4);
      k.packB(inner, N * 4, 4, rows, N, packedRight);
    }
    k.packA(before, 4, stride * 4, H, rows, packedLeft);
    const resetBefore = cell.kind === 'gru' && !cell.resetAfter;
    k.gemm(packedLeft, packedRight, dU, N * 4, H, resetBefore ? 2 * H : N, rows, 0);
    if (resetBefore) {
      // The candidate's product was with r∘h; its strips of columns begin at 2H.
      k.packA(inner, 4, H * 4, H, rows, packedLeft);
      k.gemm(packedLeft, packedRight + 2 * H * rows * 4, dU + 2 * H * 4, N * 4, H, H, rows, 0);
    }
  }

  private steps(direction: number, batch: BatchOptions): Steps {
    const { T, B, layer, scratch } = this;
    const { gates, inner, cellTanh } = this.directions[direction]!;
    return {
      ...{ T, B, gates, inner, cellTanh, scratch },
      states: this.slot(direction, 0),
      stride: layer.outputs,
      lengths: batch.lengths ?? 0,
      mask: this.recurrentMask(direction, batch),
      reverse: layer.isReverse(direction),
    };
  }

  private slot(direction: number, slot: number): Pointer {
    return this.states + (slot * this.B * this.layer.outputs + direction * this.layer.spec.cell.units) * 4;
  }

  private cellSlot(direction: number, slot: number): Pointer {
    return this.directions[direction]!.inner + slot * this.B * this.layer.spec.cell.units * 4;
  }

  private clearState(k: KernelExports): void {
    const { B, T, layer } = this;
    const { cell } = layer.spec;
    for (const slot of [0, T + 1]) {
      k.zero(this.slot(0, slot), B * layer.outputs);
      if (cell.kind !== 'lstm') continue;
      for (const d of this.directions.keys()) k.zero(this.cellSlot(d, slot), B * cell.units);
    }
  }

  private recurrentMask(direction: number, batch: BatchOptions): Pointer {
    if (!batch.recurrentMask) return 0;
    const H = this.layer.spec.cell.units;
    this.maskedStates ||= this.arena.alloc(this.T * this.B * H);
    return batch.recurrentMask + direction * this.B * H * 4;
  }

  private maskInputs(k: KernelExports, x: Pointer, batch: BatchOptions): Pointer {
    if (!batch.inputMask) return x;
    const { T, B } = this;
    const I = this.layer.spec.inputs;
    this.maskedInputs ||= this.arena.alloc(T * B * I);
    k.maskRows(x, I * 4, batch.inputMask, T, B, I, this.maskedInputs, I * 4);
    return this.maskedInputs;
  }
}
