/** A recurrent layer's weights for inference, packed for one thread or divided by units among several. */
import type { Arena } from '../kernels/arena.js';
import { type CellSpec, gateCount, hasRecurrentBias, paddedUnits, padGates } from '../kernels/cell.js';
import type { KernelExports, Pointer } from '../kernels/exports.js';
import { eights } from '../kernels/sizes.js';

/**
 * Number format of the recurrent weights: int16 is faster, at an error of some 1e-4 in the outputs; int8 faster still,
 * at one of some 1e-2.
 */
export type RecurrentFormat = 'float32' | 'int16' | 'int8';

/** Bits of a weight. */
const BITS = { float32: 32, int16: 16, int8: 8 } as const;

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
  /** W, from packB, packBInt16 or packBInt8. */
  kernel: Panels;
  bias: Pointer;
  /** Recurrent bias of a reset-after GRU's candidate, else 0; that of its other gates is in `bias`. */
  candidateBias: Pointer;
  /** U; of a reset-before GRU the columns of z and r. */
  recurrent: Panels;
  /** The candidate's columns of a reset-before GRU. */
  candidate: Panels | undefined;
}

/** A packed matrix: float32, or whole numbers with the scales of its columns. */
export interface Panels {
  panels: Pointer;
  /** 0 with float32; with int8 what the sums of the columns begin with stands behind them. */
  scales: Pointer;
  bits: 32 | 16 | 8;
}

/** One direction's weights; packs them on demand. */
export class PackedDirection {
  private readonly sets = new Map<number, UnitPanels[]>();
  private readonly weights: {
    kernel: Float32Array;
    recurrent: Float32Array;
    bias: Float32Array;
    candidateBias: Float32Array;
  };

  constructor(
    private readonly arena: Arena,
    private readonly kernels: KernelExports,
    private readonly cell: CellSpec,
    private readonly inputs: number,
    saved: DirectionWeights,
    private readonly format: RecurrentFormat,
    /** Number format of the input weights: that of the recurrent ones where the inputs are states of a layer below. */
    private readonly inputFormat: RecurrentFormat,
  ) {
    const G = gateCount(cell);
    const H = cell.units;
    const bias = saved.bias ?? new Float32Array(G * H * 2);
    // Only the candidate of a reset-after GRU needs its two biases apart.
    const after = hasRecurrentBias(cell);
    const outer = bias.slice(0, G * H);
    if (after) for (let i = 0; i < 2 * H; i++) outer[i]! += bias[G * H + i]!;
    this.weights = {
      kernel: padGates(saved.kernel, inputs, G, H),
      recurrent: padGates(saved.recurrent, H, G, H, paddedUnits(H)),
      bias: padGates(outer, 1, G, H),
      candidateBias: after ? padGates(bias.subarray((G + 2) * H), 1, 1, H) : new Float32Array(0),
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
      for (const { kernel, bias, candidateBias, recurrent, candidate } of set) {
        for (const at of [bias, candidateBias]) this.arena.free(at);
        for (const matrix of [kernel, recurrent, candidate]) {
          this.arena.free(matrix?.panels);
          this.arena.free(matrix?.scales);
        }
      }
    }
    this.sets.clear();
  }

  private pack(first: number, units: number): UnitPanels {
    const { arena, cell, inputs, weights } = this;
    const G = gateCount(cell);
    const H = paddedUnits(cell.units);
    const all = [...Array(G).keys()];
    const kernel = this.packInput(this.columns(weights.kernel, inputs, all, first, units), G * units);
    const resetBefore = cell.kind === 'gru' && !cell.resetAfter;
    const recurrent = (gates: number[]): Panels =>
      this.packRecurrent(this.columns(weights.recurrent, H, gates, first, units), H, gates.length * units);
    const ownBias = weights.candidateBias.subarray(first, first + units);
    return {
      first,
      units,
      kernel,
      bias: arena.place(this.columns(weights.bias, 1, all, first, units)),
      candidateBias: ownBias.length > 0 ? arena.place(ownBias) : 0,
      recurrent: recurrent(resetBefore ? [0, 1] : all),
      candidate: resetBefore ? recurrent([2]) : undefined,
    };
  }

  private packInput(matrix: Float32Array, N: number): Panels {
    const { kernels, inputs: K, inputFormat } = this;
    return this.packed(
      matrix,
      N,
      inputFormat,
      K * (inputFormat === 'float32' ? eights(N) : N),
      (raw, out, scales) => {
        if (inputFormat === 'int8') kernels.packBInt8(raw, K, N, out, scales);
        else if (inputFormat === 'int16') kernels.packBInt16(raw, K, N, out, scales);
        else kernels.packB(raw, N * 4, 4, K, N, out);
      },
    );
  }

  private packRecurrent(matrix: Float32Array, K: number, N: number): Panels {
    const { kernels, format } = this;
    return this.packed(matrix, N, format, eights(K) * N, (raw, out, scales) => {
      if (format === 'int8') kernels.packPanelsInt8(raw, K, N, out, scales);
      else if (format === 'int16') kernels.packPanelsInt16(raw, K, N, out, scales);
      else kernels.packPanels(raw, K, N, out);
    });
  }

  /** A matrix of N columns in `size` numbers of `format`. */
  private packed(
    matrix: Float32Array,
    N: number,
    format: RecurrentFormat,
    size: number,
    pack: (raw: Pointer, out: Pointer, scales: Pointer) => void,
  ): Panels {
    const { arena } = this;
    const bits = BITS[format];
    const raw = arena.place(matrix);
    const panels = arena.alloc((size * bits) / 32);
    const scales = bits === 32 ? 0 : arena.alloc(2 * N);
    pack(raw, panels, scales);
    arena.free(raw);
    return { panels, scales, bits };
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
