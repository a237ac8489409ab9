/** What is measured, and how the figures of it come back. */
import type { CellSpec } from '../../../src/rnn/kernels/cell.js';
import type { SavedModel } from '../../../src/rnn/runtime/saved-model.js';

/** One network of two recurrent layers, to be measured. */
export interface Bench {
  cell: CellSpec;
  /** Of an input frame. */
  width: number;
  model: SavedModel;
  /** Holds the same as model.json, weights.bin and model.onnx. */
  folder: string;
  /** Cores to use where not one. */
  threads: number;
  /** Runs of each engine. */
  rounds: number;
  /** Whether the other engines are there. */
  others: boolean;
  random: () => number;
}

/** Names and numbers, as they are printed. */
export type Figures = Record<string, number | string>;

/** The middle of the values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}

/** Keeps the smallest of several ratios under one name. */
export function keepWorse(figures: Figures, key: string, ratio: number): void {
  figures[key] = Math.min(ratio, Number(figures[key] ?? Number.POSITIVE_INFINITY));
}
