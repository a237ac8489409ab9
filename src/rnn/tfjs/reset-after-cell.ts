/** The weights of a GRU whose reset gate works after the recurrent product: as Keras has them, with two biases. */
import type { GRULayerArgs } from '@tensorflow/tfjs-layers';
import { type Config, PlainGRUCell } from './plain-layers.js';

/** Arguments of a GRU, with the one that TensorFlow.js does not take. */
export interface FusedGRUArgs extends GRULayerArgs {
  /** Reset gate after the recurrent product (Keras 2, cuDNN) or before it (TensorFlow.js). Default false. */
  resetAfter?: boolean;
}

/** Holds and names the weights; its frames are run by the fused layer. */
export class ResetAfterGRUCell extends PlainGRUCell {
  constructor(args: FusedGRUArgs) {
    super({ ...args, resetAfter: false } as GRULayerArgs);
  }

  override build(inputShape: number[] | number[][]): void {
    const shape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as number[];
    const columns = 3 * this.units;
    this.kernel = this.addWeight(
      'kernel',
      [shape.at(-1)!, columns],
      undefined,
      this.kernelInitializer,
      this.kernelRegularizer,
      true,
      this.kernelConstraint,
    );
    this.recurrentKernel = this.addWeight(
      'recurrent_kernel',
      [this.units, columns],
      undefined,
      this.recurrentInitializer,
      this.recurrentRegularizer,
      true,
      this.recurrentConstraint,
    );
    if (this.useBias) {
      this.bias = this.addWeight(
        'bias',
        [2, columns],
        undefined,
        this.biasInitializer,
        this.biasRegularizer,
        true,
        this.biasConstraint,
      );
    }
    this.built = true;
  }

  override getConfig(): Config {
    return { ...super.getConfig(), resetAfter: true };
  }
}
