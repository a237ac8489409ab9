/** Token ids → rows of a table. The first stage of a text model: its input frames are one id each, as int32. */
import type { Arena } from '../kernels/arena.js';
import type { KernelExports, Pointer } from '../kernels/exports.js';
import type { CodedWeight } from './saved-model.js';
import { type Frames, Room, type Stage, type StageRun, shareOf, tight } from './stage.js';

export class EmbeddingStage implements Stage {
  private readonly table: Pointer | CodedWeight;

  /**
   * @param table - [vocabulary, outputs]; one in bytes stays so, and rows are decoded as texts ask for them: a text
   * has few, and the table is most of its model
   */
  constructor(
    private readonly arena: Arena,
    readonly vocabulary: number,
    readonly outputs: number,
    table: Float32Array | CodedWeight,
    /** Id 0 is padding and is left out (Keras `mask_zero`). */
    readonly maskZero: boolean,
  ) {
    this.table = table instanceof Float32Array ? arena.place(table) : table;
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
        if (typeof table !== 'number') decodeRows(arena, table, ids, outputs, out);
        return tight(out, ids.count, outputs, ids.settled);
      },
      run(k: KernelExports, part) {
        if (typeof table !== 'number') return;
        const { from, count } = shareOf(ids.count, part, parts);
        k.gatherRows(table, ids.at + from * 4, count, outputs, out + from * outputs * 4);
      },
      commit() {},
      reset() {},
      free: () => room.free(),
    };
  }

  free(): void {
    if (typeof this.table === 'number') this.arena.free(this.table);
  }
}

function decodeRows(
  arena: Arena,
  { codes, levels }: CodedWeight,
  ids: Frames,
  width: number,
  out: Pointer,
): void {
  const rows = arena.f32(out, ids.count * width);
  arena.i32(ids.at, ids.count).forEach((id, t) => {
    for (let i = 0; i < width; i++) rows[t * width + i] = levels[codes[id * width + i]!]!;
  });
}
