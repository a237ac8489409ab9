/** A sequence → one frame: the largest and the mean of each column, side by side. For classifying whole sequences. */
import type { Arena } from '../../kernels/arena.js';
import type { BatchShape, Layer, LayerRun } from '../layer.js';

export interface PoolingDescription {
  kind: 'pooling';
}

/** Its one frame of output is [max | mean]; inputs must be a multiple of 4 wide. */
export class TrainablePooling implements Layer {
  readonly saved;
  readonly outputs: number;
  readonly size = 0;
  readonly weights = [];

  constructor(
    private readonly arena: Arena,
    name: string,
    readonly inputs: number,
  ) {
    this.outputs = 2 * inputs;
    this.saved = { className: 'MeanMaxPooling', config: { name } };
  }

  outputFrames(frames: number): number {
    return frames > 0 ? 1 : 0;
  }

  pack(): void {}

  start({ T, B, lengths }: BatchShape): LayerRun {
    const { arena, inputs: F } = this;
    const outputs = arena.alloc(2 * B * F);
    const argmax = arena.alloc(B * F);
    return {
      outputs,
      forward: (k, _parameters, x) => k.poolForward(x, B, F, lengths, outputs, argmax),
      backward(k, _gradient, _x, dOutputs, dX) {
        if (dX) k.poolBackward(dOutputs, T, B, F, lengths, argmax, dX);
      },
      free() {
        arena.free(outputs);
        arena.free(argmax);
      },
    };
  }

  free(): void {}
}
