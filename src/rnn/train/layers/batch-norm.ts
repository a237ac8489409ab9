/**
 * Batch normalisation: every column by its mean and variance over the frames of a batch (Ioffe & Szegedy 2015), where
 * nothing is learnt by their running averages. Each thread's part of a batch is normalised by itself (Hoffer et al.
 * 2017 find that better than the whole batch): results depend on the number of threads.
 */
import type { Arena } from '../../kernels/arena.js';
import { lines } from '../../kernels/sizes.js';
import type { BatchShape, Layer, LayerRun, WeightSpec } from '../layer.js';

export interface BatchNormDescription {
  kind: 'batch-norm';
  /** Share of the old in the running averages. Default 0.99, as Keras. */
  momentum?: number;
  /** Added to the variance. Default 1e-3, as Keras. */
  epsilon?: number;
}

export class TrainableBatchNorm implements Layer {
  readonly saved;
  readonly outputs: number;
  readonly size: number;
  readonly weights: readonly WeightSpec[];
  private readonly momentum: number;
  private readonly epsilon: number;

  constructor(
    private readonly arena: Arena,
    name: string,
    readonly inputs: number,
    { momentum = 0.99, epsilon = 1e-3 }: BatchNormDescription,
  ) {
    this.outputs = inputs;
    this.momentum = momentum;
    this.epsilon = epsilon;
    this.size = 4 * lines(inputs);
    this.saved = {
      className: 'BatchNormalization',
      config: { name, axis: -1, momentum, epsilon, center: true, scale: true },
    };
    const weight = (name: string, place: number, initializer: 'zeros' | 'ones'): WeightSpec => ({
      ...{ name, at: place * lines(inputs), shape: [inputs], initializer },
    });
    this.weights = [
      weight('gamma', 0, 'ones'),
      weight('beta', 1, 'zeros'),
      { ...weight('moving_mean', 2, 'zeros'), observed: true },
      { ...weight('moving_variance', 3, 'ones'), observed: true },
    ];
  }

  outputFrames(frames: number): number {
    return frames;
  }

  pack(): void {}

  start({ T, B, lengths, dropoutSeed }: BatchShape): LayerRun {
    const { arena, inputs: N, epsilon, momentum } = this;
    const learns = dropoutSeed !== undefined;
    const outputs = arena.alloc(T * B * N);
    const block = lines(N) * 4;
    const moments = arena.place(new Float32Array(2 * lines(N)));
    let gamma = 0;
    return {
      outputs,
      forward(k, parameters, x) {
        gamma = parameters;
        if (learns) k.columnMoments(x, T, B, N, lengths, moments, moments + block);
        const mean = learns ? moments : parameters + 2 * block;
        k.batchNorm(x, T * B, N, mean, mean + block, gamma, parameters + block, epsilon, outputs);
      },
      backward(k, gradient, x, dOutputs, dX) {
        if (!learns) throw new Error('Batch normalisation learns only from batches that were told to learn.');
        const [mean, variance] = [moments, moments + block];
        // biome-ignore format: one line per thought
        k.batchNormBackward(
          x, T, B, N, lengths, mean, variance, gamma, epsilon, dOutputs, dX, gradient, gradient + block);
        k.zero(gradient + 2 * block, 2 * lines(N));
      },
      ...(learns && { observed: { at: 2 * lines(N), values: moments, count: 2 * lines(N), keep: momentum } }),
      free() {
        arena.free(outputs);
        arena.free(moments);
      },
    };
  }

  free(): void {}
}
