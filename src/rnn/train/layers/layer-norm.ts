/** Layer normalisation: every frame by its own mean and variance (Ba, Kiros & Hinton 2016). */
import type { Arena } from '../../kernels/arena.js';
import { lines } from '../../kernels/sizes.js';
import type { BatchShape, Layer, LayerRun, WeightSpec } from '../layer.js';

export interface LayerNormDescription {
  kind: 'layer-norm';
  /** Added to the variance. Default 1e-3, as Keras. */
  epsilon?: number;
}

export class TrainableLayerNorm implements Layer {
  readonly saved;
  readonly outputs: number;
  readonly size: number;
  readonly weights: readonly WeightSpec[];
  private readonly epsilon: number;

  constructor(
    private readonly arena: Arena,
    name: string,
    readonly inputs: number,
    { epsilon = 1e-3 }: LayerNormDescription,
  ) {
    this.outputs = inputs;
    this.epsilon = epsilon;
    this.size = 2 * lines(inputs);
    this.saved = {
      className: 'LayerNormalization',
      config: { name, axis: -1, epsilon, center: true, scale: true },
    };
    this.weights = [
      { name: 'gamma', at: 0, shape: [inputs], initializer: 'ones' },
      { name: 'beta', at: lines(inputs), shape: [inputs], initializer: 'zeros' },
    ];
  }

  outputFrames(frames: number): number {
    return frames;
  }

  pack(): void {}

  start({ T, B }: BatchShape): LayerRun {
    const { arena, inputs: N, epsilon } = this;
    const M = T * B;
    const outputs = arena.alloc(M * N);
    const [row, beta] = [N * 4, lines(N) * 4];
    let gamma = 0;
    return {
      outputs,
      forward(k, parameters, x) {
        gamma = parameters;
        k.layerNorm(x, row, M, N, gamma, parameters + beta, epsilon, outputs, row);
      },
      backward: (k, gradient, x, dOutputs, dX) =>
        k.layerNormBackward(x, M, N, gamma, epsilon, dOutputs, dX, gradient, gradient + beta),
      free: () => arena.free(outputs),
    };
  }

  free(): void {}
}
