/** What a network is asked to bring down: the door through which cross-entropy, CTC and others enter training. */
import type { KernelExports, Pointer } from '../kernels/exports.js';
import type { Kernels } from '../kernels/kernels.js';

/** The outputs of one thread's part of a batch, time-major. */
export interface Logits {
  at: Pointer;
  /** Frames U, sequences B, classes C, and floats of a row: C rounded up to a multiple of 4. // [U, B, ld] */
  U: number;
  B: number;
  C: number;
  ld: number;
  /** Output frames of each sequence, in the kernels' memory. // i32 [B] */
  lengths: Pointer;
  /** The same, at hand. */
  frames: readonly number[];
}

/** Sums over sequences, to be divided by `weight`. */
export interface LossTotals {
  loss: number;
  /** What the loss is a mean over: frames, labels or sequences. */
  weight: number;
  /** Other sums of interest by name, e.g. frames whose best class was right. */
  [name: string]: number;
}

/** A loss over sequences with targets of type `Target`. */
export interface Loss<Target> {
  /** What a sequence counts: the gradient of a batch is divided by the sum of these. */
  weight(target: Target, frames: number): number;
  /** Places the targets of a part of a batch in the kernels' memory. On the calling thread. */
  start(kernels: Kernels, logits: Logits, targets: readonly Target[]): LossRun;
}

/** The loss of one part of one batch. */
export interface LossRun {
  /**
   * Overwrites the logits with the gradient times `scale`, zero in padded frames, and sums the loss. Nothing but
   * kernel calls: it may be recorded for another thread.
   */
  run(k: KernelExports, scale: number): void;
  /**
   * Adds to the gradient of the parameters what the loss itself owes them, after the way back through all layers; for
   * losses that read weights, such as a softmax tied to an embedding. Kernel calls only.
   */
  addGradient?(k: KernelExports, gradient: Pointer): void;
  /** What {@link run} has summed. On the calling thread. */
  totals(): LossTotals;
  free(): void;
}
