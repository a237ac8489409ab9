/** A recurrent layer's weights for inference, packed for one thread or divided by units among several. */
import type { Arena } from '../kernels/arena.js';
import { type CellSpec, gateCount, hasRecurrentBias, paddedUnits, padGates } from '../kernels/cell.js';
import type { KernelExports, Pointer } from '../kernels/exports.js';
import { eights } from '../kernels/sizes.js';

/** Number format of the recurrent weights: int16 is faster, at an error of some 1e-4 in the outputs. */
export type RecurrentFormat = 'float32' | 'int16';

/** Weights of one direction as Keras saves them. */
export interface DirectionWeights {
  kernel: Float32Array; // [I, G·H]
  recurrent: Float32Array; // [H, G·H]
  /** [G·H], of a reset-after GRU [2, G·H]; absent without bias. */
  bias: Float32Array | undefined;
}

/** The columns of some units of one direction, packed. */
export interface UnitPanels {
  /** First unit, and how many. */
  first: number;
  units: number;
  kernel: Pointer;
  bias: Pointer;
  /** Bias on the recurrent side of a reset-after GRU, else 0. */
  recurrentBias: Pointer;
  /** U; of a reset-before GRU the columns of z and r. */
  recurrent: RecurrentPanels;
  /** The candidate's columns of a reset-before GRU. */
  candidate: RecurrentPanels | undefined;
}

/** Recurrent weights from packPanels, or from packPanelsInt16 with scales. */
export interface RecurrentPanels {
  panels: Pointer;
  /** 0 with float32. */
  scales: Pointer;
}

/** One direction's weights; packs them on demand. */
export class PackedDirection {
  private readonly sets = new Map<number, UnitPanels[]>();
  private readonly weights: {
    kernel: Float32Array;
    recurrent: Float32Array;
    bias: Float32Array;
    recurrentBias: Float32Array;
  };

  constructor(
    private readonly arena: Arena,
    private readonly kernels: KernelExports,
    private readonly cell: CellSpec,
    private readonly inputs: number,
    saved: DirectionWeights,
    private readonly format: RecurrentFormat,
  ) {
    const G = gateCount(cell);
    const H = cell.units;
    const bias = saved.bias ?? new Float32Array(G * H * 2);
    const after = hasRecurrentBias(cell);
    this.weights = {
      kernel: padGates(saved.kernel, inputs, G, H),
      recurrent: padGates(saved.recurrent, H, G, H, paddedUnits(H)),
      bias: padGates(bias.subarray(0, G * H), 1, G, H),
      recurrentBias: after ? padGates(bias.subarray(G * H), 1, G, H) : new Float32Array(0),
    };
  }

  /** The weights divided among `parts` threads; units go to them in fours, so some may get none. */
  divided(parts: number): readonly UnitPanels[] {
    let set = this.sets.get(parts);
    if (!set) {
      const fours = paddedUnits(this.cell.units) / 4;
      const start = (part: number): number => Math.floor((fours * part) / parts) * 4;
      set = Array.from({ length: parts }, (_, p) => this.pack(start(p), start(p + 1) - start(p)));
      this.sets.set(parts, set);
    }
    return set;
  }

  free(): void {
    for (const set of this.sets.values()) {
      for (const { kernel, bias, recurrentBias, recurrent, candidate } of set) {
        for (const at of [kernel, bias, recurrentBias, recurrent.panels, recurrent.scales])
          this.arena.free(at);
        this.arena.free(candidate?.panels);
        this.arena.free(candidate?.scales);
      }
    }
    this.sets.clear();
  }

  private pack(first: number, units: number): UnitPanels {
    const { arena, kernels, cell, inputs, weights } = this;
    const G = gateCount(cell);
    const H = paddedUnits(cell.units);
    const all = [...Array(G).keys()];
    const columns = G * units;
    const kernel = arena.alloc(inputs * eights(columns));
    const raw = arena.place(this.columns(weights.kernel, inputs, all, first, units));
    kernels.packB(raw, columns * 4, 4, inputs, columns, kernel);
    arena.free(raw);
    const resetBefore = cell.kind === 'gru' && !cell.resetAfter;
    const recurrent = (gates: number[]): RecurrentPanels =>
      this.packRecurrent(this.columns(weights.recurrent, H, gates, first, units), H, gates.length * units);
    const row = (bias: Float32Array): Pointer =>
      bias.length > 0 ? arena.place(this.columns(bias, 1, all, first, units)) : 0;
    return {
      first,
      units,
      kernel,
      bias: row(weights.bias),
      recurrentBias: row(weights.recurrentBias),
      recurrent: recurrent(resetBefore ? [0, 1] : all),
      candidate: resetBefore ? recurrent([2]) : undefined,
    };
  }

  private packRecurrent(matrix: Float32Array, K: number, N: number): RecurrentPanels {
    const { arena, kernels } = this;
    const raw = arena.place(matrix);
    const wide = this.format === 'float32';
    const panels = arena.alloc(wide ? K * N : (K * N) / 2);
    const scales = wide ? 0 : arena.alloc(N);
    if (wide) kernels.packPanels(raw, K, N, panels);
    else kernels.packPanelsInt16(raw, K, N, panels, scales);
    arena.free(raw);
    return { panels, scales };
  }

  /** Columns first … first + units − 1 of some gates. // [rows, gates·units] */
  private columns(
    matrix: Float32Array,
    rows: number,
    gates: number[],
    first: number,
    units: number,
  ): Float32Array {
    const G = gateCount(this.cell);
    const H = paddedUnits(this.cell.units);
    if (units === H && gates.length === G) return matrix;
    const out = new Float32Array(rows * gates.length * units);
    for (let r = 0; r < rows; r++) {
      gates.forEach((gate, g) => {
        const from = (r * G + gate) * H + first;
        out.set(matrix.subarray(from, from + units), (r * gates.length + g) * units);
      });
    }
    return out;
  }
}
