/** Token ids → rows of a table that learns. The first layer of a text network: its input is one i32 a frame. */
import type { Arena } from '../../kernels/arena.js';
import type { BatchShape, Layer, LayerRun, WeightSpec } from '../layer.js';

export interface EmbeddingDescription {
  kind: 'embedding';
  /** Rows of the table. Ids run from 0; padding is told by the lengths, not by an id. */
  vocabulary: number;
  units: number;
}

export class TrainableEmbedding implements Layer {
  readonly saved;
  readonly inputs = 1;
  readonly outputs: number;
  readonly size: number;
  readonly weights: readonly WeightSpec[];

  constructor(
    private readonly arena: Arena,
    name: string,
    private readonly description: EmbeddingDescription,
  ) {
    const { vocabulary, units } = description;
    this.outputs = units;
    this.size = vocabulary * units;
    this.saved = {
      className: 'Embedding',
      config: { name, input_dim: vocabulary, output_dim: units, mask_zero: false },
    };
    this.weights = [{ name: 'embeddings', at: 0, shape: [vocabulary, units], initializer: 'embedding' }];
  }

  outputFrames(frames: number): number {
    return frames;
  }

  pack(): void {}

  start({ T, B, lengths }: BatchShape): LayerRun {
    const { arena, size } = this;
    const { units } = this.description;
    const outputs = arena.alloc(T * B * units);
    return {
      outputs,
      forward: (k, parameters, ids) => k.gatherRows(parameters, ids, T * B, units, outputs),
      backward(k, gradient, ids, dOutputs) {
        k.clearPadding(dOutputs, T, B, units, lengths);
        k.zero(gradient, size);
        k.scatterAddRows(gradient, ids, T * B, units, dOutputs);
      },
      free: () => arena.free(outputs),
    };
  }

  free(): void {}
}
