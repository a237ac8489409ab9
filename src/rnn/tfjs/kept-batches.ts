/**
 * Batches between their way forward and their way back. TensorFlow.js does not say when a gradient will not be asked
 * for after all; but it ends the tape that the batch was recorded on, and then the batch can go.
 */
import { engine } from '@tensorflow/tfjs-core';
import { InputError } from '../../errors.js';
import type { RecurrentBatch } from './recurrent-batch.js';

/** Whether what is computed in a kernel now is being recorded for a gradient. */
export function isRecording(): boolean {
  const { gradientDepth, kernelDepth } = engine().state;
  return gradientDepth > 0 && kernelDepth === 1;
}

export class KeptBatches {
  private readonly kept = new Map<object, { batch: RecurrentBatch; tape: unknown; isDone: boolean }>();

  /** @param id - the object by which the gradient will find the batch */
  keep(id: object, batch: RecurrentBatch): void {
    this.kept.set(id, { batch, tape: engine().state.activeTape, isDone: false });
  }

  /**
   * The batch, for its one way back.
   * @throws InputError when it has gone that way already
   */
  takeBack(id: object): RecurrentBatch {
    const entry = this.kept.get(id);
    if (!entry || entry.isDone) {
      throw new InputError({
        code: 'tfjs-second-gradient',
        found: 'a second gradient through a fused recurrent layer',
        expected: 'one gradient for each time the layer was run',
        remedy: "Use TensorFlow.js's own layers (tf.layers.lstm) where gradients of gradients are needed.",
      });
    }
    entry.isDone = true;
    return entry.batch;
  }

  /** The batch after its way back; it is nobody's but the caller's from now on. */
  release(id: object): RecurrentBatch {
    const { batch } = this.kept.get(id)!;
    this.kept.delete(id);
    return batch;
  }

  /** Frees the batches whose tape is over. */
  sweep(): void {
    const tape = engine().state.activeTape;
    for (const [id, entry] of this.kept) {
      if (tape && entry.tape === tape) continue;
      entry.batch.free();
      this.kept.delete(id);
    }
  }

  clear(): void {
    for (const { batch } of this.kept.values()) batch.free();
    this.kept.clear();
  }
}
