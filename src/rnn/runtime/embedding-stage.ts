/** Token ids → rows of a table. The first stage of a text model: its input frames are one id each, as int32. */
import type { Arena } from '../kernels/arena.js';
import type { KernelExports, Pointer } from '../kernels/exports.js';
import { type Frames, Room, type Stage, type StageRun, shareOf, tight } from './stage.js';

export class EmbeddingStage implements Stage {
  private readonly table: Pointer;

  /** @param table - [vocabulary, outputs] */
  constructor(
    private readonly arena: Arena,
    readonly vocabulary: number,
    readonly outputs: number,
    table: Float32Array,
    /** Id 0 is padding and is left out (Keras `mask_zero`). */
    readonly maskZero: boolean,
  ) {
    this.table = arena.place(table);
  }

  start(): StageRun {
    const { arena, outputs, table } = this;
    const room = new Room(arena);
    let ids: Frames;
    let out: Pointer;
    let parts = 1;
    return {
      plan(input, _last, shared) {
        ids = input;
        parts = shared;
        out = room.floats(ids.count * outputs);
        return tight(out, ids.count, outputs, ids.settled);
      },
      run(k: KernelExports, part) {
        const { from, count } = shareOf(ids.count, part, parts);
        k.gatherRows(table, ids.at + from * 4, count, outputs, out + from * outputs * 4);
      },
      commit() {},
      reset() {},
      free: () => room.free(),
    };
  }

  free(): void {
    this.arena.free(this.table);
  }
}
