/** All frames of an utterance → one, when the last has come: the largest and the mean of each column. */
import type { Arena } from '../kernels/arena.js';
import type { KernelExports, Pointer } from '../kernels/exports.js';
import { type Frames, type Stage, type StageRun, tight } from './stage.js';

export class PoolingStage implements Stage {
  readonly outputs: number;

  constructor(
    private readonly arena: Arena,
    private readonly inputs: number,
  ) {
    this.outputs = 2 * inputs;
  }

  start(): StageRun {
    const { arena, inputs: F, outputs } = this;
    // What earlier chunks gave, and what they give with the present one: [max | mean].
    let before: Pointer = arena.alloc(outputs);
    let after: Pointer = arena.alloc(outputs);
    let carried = 0;
    let x: Frames = tight(0, 0, F);
    return {
      plan(input, last) {
        x = input;
        return tight(after, last && carried + input.count > 0 ? 1 : 0, outputs);
      },
      run(k: KernelExports, part) {
        if (part === 0) k.poolFrames(x.at, x.stride * 4, x.count, F, before, carried, after);
      },
      commit() {
        [before, after] = [after, before];
        carried += x.count;
      },
      reset() {
        carried = 0;
      },
      free() {
        arena.free(before);
        arena.free(after);
      },
    };
  }

  free(): void {}
}
