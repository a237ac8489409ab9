/** What a network that learns is made of: layers with weights in one flat vector, and their runs over one batch. */
import type { KernelExports, Pointer } from '../kernels/exports.js';

/** How a weight begins. */
export type Initializer = 'glorot' | 'orthogonal' | 'zeros' | 'embedding' | 'forget-bias' | 'chrono' | 'ones';

/** One weight of a layer. */
export interface WeightSpec {
  /** Keras's name below the layer's, e.g. `kernel` or `forward_lstm/recurrent_kernel`. */
  name: string;
  /** First float, counted from the layer's parameters. */
  at: number;
  shape: readonly number[];
  initializer: Initializer;
  /** Of `gates` matrices side by side, each is drawn by itself. */
  gates?: number;
  /** For `chrono`: the longest memory, frames. */
  memory?: number;
  /** Whether it follows what batches are like (see {@link LayerRun.observed}), and is none of the optimiser's. */
  observed?: boolean;
}

/** The batch as a layer sees it: B sequences of up to T frames, time-major, padded on the right. */
export interface BatchShape {
  T: number;
  B: number;
  /** Frames of each sequence. // i32 [B] */
  lengths: Pointer;
  /** Seed of the batch's dropout; absent when nothing is learnt from the batch. */
  dropoutSeed?: number;
}

/** A layer with its place in the parameters. */
export interface Layer {
  /** Keras's configuration: class and config as a model.json has them, with which the runtime builds the layer. */
  readonly saved: { className: string; config: Record<string, unknown> };
  /** Width of a frame that goes in; 1 for token ids. */
  readonly inputs: number;
  /** Width of a frame that comes out. */
  readonly outputs: number;
  /** Floats of parameters. */
  readonly size: number;
  readonly weights: readonly WeightSpec[];
  /** Frames that come out of `frames` frames. */
  outputFrames(frames: number): number;
  /** Renews packed copies of the weights; this is part `part` of `parts`. */
  pack(k: KernelExports, parameters: Pointer, part: number, parts: number): void;
  /** Makes room for a batch. */
  start(batch: BatchShape): LayerRun;
  free(): void;
}

/** What a batch was like, to be blended into weights that are marked as observed. */
export interface Observed {
  /** First float, counted from the layer's parameters, and number of floats. */
  at: number;
  count: number;
  values: Pointer;
  /** Share of the old. */
  keep: number;
}

/** One batch through one layer. {@link forward} and {@link backward} do nothing but call kernels. */
export interface LayerRun {
  /** // [U, B, outputs], rows as wide as the next multiple of 4 */
  readonly outputs: Pointer;
  /** Known after the way forward, where a layer has weights of that kind. */
  readonly observed?: Observed;
  forward(k: KernelExports, parameters: Pointer, x: Pointer): void;
  /**
   * The way back through {@link forward}.
   * @param gradient - out: gradient of the layer's parameters, laid out like them
   * @param x - the inputs of the forward pass
   * @param dOutputs - gradient of the outputs; destroyed
   * @param dX - out: gradient of the inputs; 0 where nobody wants it
   */
  backward(k: KernelExports, gradient: Pointer, x: Pointer, dOutputs: Pointer, dX: Pointer): void;
  free(): void;
}
