/** A dense layer, the same for every frame; and a layer that is nothing but an activation. */
import type { Arena } from '../kernels/arena.js';
import type { KernelExports, Pointer } from '../kernels/exports.js';
import { eights, fours } from '../kernels/sizes.js';
import { type Activation, applyActivation } from './activation.js';
import { type Frames, Room, type Stage, type StageRun, shareOf } from './stage.js';

/** How a dense layer multiplies: as int16 where its inputs lie within ±1 and it may round a little. */
export type DenseFormat = 'float32' | 'int16';

/** y = f(x·W + b) */
export class DenseStage implements Stage {
  private readonly panels: Pointer;
  private readonly scales: Pointer;
  private readonly bias: Pointer;

  constructor(
    private readonly arena: Arena,
    k: KernelExports,
    readonly inputs: number,
    readonly outputs: number,
    weights: { kernel: Float32Array; bias: Float32Array | undefined },
    private readonly activation: Activation,
    private readonly format: DenseFormat,
  ) {
    const columns = fours(outputs);
    const bias = new Float32Array(columns);
    if (weights.bias) bias.set(weights.bias);
    this.bias = arena.place(bias);
    if (format === 'int16') {
      this.panels = arena.alloc((inputs * columns) / 2);
      this.scales = arena.alloc(columns);
      const kernel = arena.place(padded(weights.kernel, outputs, columns));
      k.packBInt16(kernel, inputs, columns, this.panels, this.scales);
      arena.free(kernel);
    } else {
      this.panels = arena.alloc(inputs * eights(outputs));
      this.scales = 0;
      const kernel = arena.place(weights.kernel);
      k.packB(kernel, outputs * 4, 4, inputs, outputs, this.panels);
      arena.free(kernel);
    }
  }

  start(): StageRun {
    const { arena, inputs, outputs, activation, format, panels, scales, bias } = this;
    const stride = fours(outputs);
    const out = new Room(arena);
    const packed = new Room(arena);
    let x: Frames;
    let y: Pointer;
    let left: Pointer;
    let parts = 1;
    return {
      plan(input, _last, shared) {
        x = input;
        parts = shared;
        y = out.floats(x.count * stride);
        left = packed.floats((x.count + 4) * inputs);
        return { at: y, count: x.count, width: outputs, stride, settled: x.settled };
      },
      run(k, part) {
        const { from, count } = shareOf(x.count, part, parts);
        if (count === 0) return;
        const rows = y + from * stride * 4;
        const mine = left + from * inputs * 4;
        const inputRows = x.at + from * x.stride * 4;
        if (format === 'int16') {
          k.packAInt16(inputRows, x.stride * 4, count, inputs, mine);
          k.gemmInt16(mine, panels, rows, stride * 4, count, stride, inputs, scales, bias);
        } else {
          k.fillRows(rows, count, stride, bias);
          k.packA(inputRows, x.stride * 4, 4, count, inputs, mine);
          k.gemm(mine, panels, rows, stride * 4, count, outputs, inputs, 1);
        }
        applyActivation(k, activation, rows, count, outputs, stride);
      },
      commit() {},
      reset() {},
      free() {
        out.free();
        packed.free();
      },
    };
  }

  free(): void {
    for (const at of [this.panels, this.scales, this.bias]) this.arena.free(at);
  }
}

/** Rows of `from` numbers → rows of `to`, filled up with zeros. */
function padded(matrix: Float32Array, from: number, to: number): Float32Array {
  const rows = matrix.length / from;
  const out = new Float32Array(rows * to);
  for (let r = 0; r < rows; r++) out.set(matrix.subarray(r * from, (r + 1) * from), r * to);
  return out;
}

/** Writes its own copy of each frame, row by row: activations and normalisations. */
export class RowStage implements Stage {
  /**
   * @param change - fills `out` from `x`, M rows of `outputs` floats; strides in floats
   * @param release - gives back what `change` holds
   */
  constructor(
    private readonly arena: Arena,
    readonly outputs: number,
    private readonly change: (k: KernelExports, x: Pointer, xStride: number, M: number, out: Pointer) => void,
    private readonly release: () => void = () => {},
  ) {}

  start(): StageRun {
    const { arena, change } = this;
    const stride = fours(this.outputs);
    const width = this.outputs;
    const out = new Room(arena);
    let x: Frames;
    let y: Pointer;
    let parts = 1;
    return {
      plan(input, _last, shared) {
        x = input;
        parts = shared;
        y = out.floats(x.count * stride);
        return { at: y, count: x.count, width, stride, settled: x.settled };
      },
      run(k, part) {
        const { from, count } = shareOf(x.count, part, parts);
        if (count > 0) change(k, x.at + from * x.stride * 4, x.stride, count, y + from * stride * 4);
      },
      commit() {},
      reset() {},
      free: () => out.free(),
    };
  }

  free(): void {
    this.release();
  }
}
