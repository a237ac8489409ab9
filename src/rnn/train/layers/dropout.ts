/** Dropout between layers, one mask for all frames of a sequence. */
import type { Arena } from '../../kernels/arena.js';
import type { BatchShape, Layer, LayerRun } from '../layer.js';

export interface DropoutDescription {
  kind: 'dropout';
  rate: number;
}

export class TrainableDropout implements Layer {
  readonly saved;
  readonly outputs: number;
  readonly size = 0;
  readonly weights = [];

  constructor(
    private readonly arena: Arena,
    name: string,
    readonly inputs: number,
    private readonly description: DropoutDescription,
  ) {
    this.outputs = inputs;
    const { rate } = description;
    this.saved = { className: 'SpatialDropout1D', config: { name, rate } };
  }

  outputFrames(frames: number): number {
    return frames;
  }

  pack(): void {}

  start({ T, B, dropoutSeed }: BatchShape): LayerRun {
    const { arena, inputs: F } = this;
    const { rate } = this.description;
    const outputs = arena.alloc(T * B * F);
    const masked = dropoutSeed !== undefined && rate > 0;
    const mask = masked ? arena.alloc(B * F) : 0;
    return {
      outputs,
      forward(k, _parameters, x) {
        if (!masked) return k.copy(outputs, x, T * B * F);
        k.dropoutMask(mask, B * F, rate, dropoutSeed >>> 0);
        k.maskRows(x, F * 4, mask, T, B, F, outputs, F * 4);
      },
      backward(k, _gradient, _x, dOutputs, dX) {
        if (!dX) return;
        if (masked) k.maskRows(dOutputs, F * 4, mask, T, B, F, dX, F * 4);
        else k.copy(dX, dOutputs, T * B * F);
      },
      free() {
        arena.free(outputs);
        arena.free(mask);
      },
    };
  }

  free(): void {}
}
