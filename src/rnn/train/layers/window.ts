/** A window that slides over the frames and lays those under it side by side: frame stacking, or a convolution's input. */
import type { Arena } from '../../kernels/arena.js';
import type { BatchShape, Layer, LayerRun } from '../layer.js';

export interface WindowDescription {
  kind: 'window';
  /** Frames under the window. */
  taps: number;
  /** Frames from one window to the next. */
  step: number;
  /** `valid` gives windows that lie within the sequence; `same`, with a step of 1, one for every frame. */
  padding: 'valid' | 'same';
}

/** No weights; followed by a dense layer it is a convolution over time. */
export class TrainableWindow implements Layer {
  readonly saved;
  readonly outputs: number;
  readonly size = 0;
  readonly weights = [];

  constructor(
    private readonly arena: Arena,
    name: string,
    readonly inputs: number,
    private readonly window: WindowDescription,
  ) {
    const { taps, step, padding } = window;
    this.outputs = taps * inputs;
    this.saved = {
      className: 'FrameStacking',
      config: { name, kernel_size: [taps], strides: [step], dilation_rate: [1], padding },
    };
  }

  outputFrames(frames: number): number {
    const { taps, step, padding } = this.window;
    if (padding === 'same') return Math.ceil(frames / step);
    return frames < taps ? 0 : Math.floor((frames - taps) / step) + 1;
  }

  pack(): void {}

  start({ T, B, lengths }: BatchShape): LayerRun {
    const { arena, inputs, window } = this;
    const { taps, step, padding } = window;
    const U = this.outputFrames(T);
    const left = padding === 'same' ? Math.floor((taps - 1) / 2) : 0;
    const outputs = arena.alloc(U * B * taps * inputs);
    return {
      outputs,
      forward(k, _parameters, x) {
        if (padding === 'same') k.clearPadding(x, T, B, inputs, lengths);
        k.stackFrames(x, T, B, inputs, taps, step, 1, left, U, outputs);
      },
      backward(k, _gradient, _x, dOutputs, dX) {
        if (!dX) return;
        k.zero(dX, T * B * inputs);
        k.unstackFrames(dX, T, B, inputs, taps, step, 1, left, U, dOutputs);
        if (padding === 'same') k.clearPadding(dX, T, B, inputs, lengths);
      },
      free: () => arena.free(outputs),
    };
  }

  free(): void {}
}
