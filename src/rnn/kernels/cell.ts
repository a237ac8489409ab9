/** What a recurrent cell is: its kind, its shapes, and where its weights lie in a flat vector of parameters. */

import { fours, lines } from './sizes.js';

/** A cell of `units` units; all sizes in Keras's order of gates (LSTM i, f, c, o; GRU z, r, h). */
export type CellSpec =
  | { kind: 'rnn'; units: number; activation?: 'tanh' | 'relu' | 'linear' }
  | { kind: 'lstm'; units: number; hardGates?: boolean }
  | {
      kind: 'gru';
      units: number;
      /** Reset gate after the recurrent product (Keras 2, cuDNN) or before it (tfjs). */
      resetAfter: boolean;
      hardGates?: boolean;
    };

const GATES = { rnn: 1, lstm: 4, gru: 3 } as const;

/** Gates of a cell: the weights have this many times `units` columns. */
export function gateCount(cell: CellSpec): number {
  return GATES[cell.kind];
}

/** Whether the gates are hard sigmoids, as a kernel wants to know it; for a simple RNN the number of f. */
export function kernelMode(cell: CellSpec): number {
  if (cell.kind === 'rnn') return ['tanh', 'relu', 'linear'].indexOf(cell.activation ?? 'tanh');
  return cell.hardGates ? 1 : 0;
}

/** Whether the cell has a bias on the recurrent side too: the GRU with reset after. */
export function hasRecurrentBias(cell: CellSpec): boolean {
  return cell.kind === 'gru' && cell.resetAfter;
}

/** Units of a cell as the kernels store them: the next multiple of 4. */
export function paddedUnits(units: number): number {
  return fours(units);
}

/** Places of one direction's weights, in floats from the beginning of the layer's parameters. */
export interface WeightPlaces {
  /** Input weights W. // [I, gates·H] */
  kernel: number;
  /** Recurrent weights U. // [H, gates·H] */
  recurrent: number;
  /** Bias b. // [gates·H] */
  bias: number;
  /** Recurrent bias of a GRU with reset after, else −1. // [gates·H] */
  recurrentBias: number;
  /** First float after the weights. */
  end: number;
}

/** Lays out one direction's weights from float `start` on; each begins at a cache line. */
export function placeWeights(cell: CellSpec, inputs: number, start = 0): WeightPlaces {
  const columns = gateCount(cell) * cell.units;
  const kernel = start;
  const recurrent = kernel + lines(inputs * columns);
  const bias = recurrent + lines(cell.units * columns);
  const afterBias = bias + lines(columns);
  const recurrentBias = hasRecurrentBias(cell) ? afterBias : -1;
  return {
    kernel,
    recurrent,
    bias,
    recurrentBias,
    end: afterBias + (recurrentBias < 0 ? 0 : lines(columns)),
  };
}

/**
 * A weight matrix with its rows and gates widened by zeros, for cells whose units are no multiple of 4. Units made of
 * zero weights stay at zero, for ever and in every cell.
 * @param weights - [rows, gates·units]
 * @returns [paddedRows, gates·paddedUnits]
 */
export function padGates(
  weights: Float32Array,
  rows: number,
  gates: number,
  units: number,
  paddedRows = rows,
): Float32Array {
  const wide = paddedUnits(units);
  if (wide === units && paddedRows === rows) return weights;
  const out = new Float32Array(paddedRows * gates * wide);
  for (let r = 0; r < rows; r++) {
    for (let g = 0; g < gates; g++) {
      const from = (r * gates + g) * units;
      out.set(weights.subarray(from, from + units), (r * gates + g) * wide);
    }
  }
  return out;
}

/** The way back through {@link padGates}: drops the rows and columns that were added. */
export function unpadGates(padded: Float32Array, rows: number, gates: number, units: number): Float32Array {
  const wide = paddedUnits(units);
  const out = new Float32Array(rows * gates * units);
  for (let r = 0; r < rows; r++) {
    for (let g = 0; g < gates; g++) {
      const from = (r * gates + g) * wide;
      out.set(padded.subarray(from, from + units), (r * gates + g) * units);
    }
  }
  return out;
}
