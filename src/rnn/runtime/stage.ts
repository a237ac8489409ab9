/** One layer at work on one utterance, whole or in chunks; the stages of a model form a pipeline. */
import type { Arena } from '../kernels/arena.js';
import type { KernelExports, Pointer } from '../kernels/exports.js';

/** Frames in the kernels' memory. */
export interface Frames {
  at: Pointer;
  /** Number of frames T. */
  count: number;
  /** Floats of one frame. */
  width: number;
  /** Floats from one frame to the next. */
  stride: number;
  /**
   * Where a chunk stands in for all the rest of its utterance: so many frames are settled, those behind them are
   * looked at now and given again with the next chunk. `undefined` otherwise.
   */
  settled: number | undefined;
}

/** A layer with its weights, ready for any number of utterances. */
export interface Stage {
  /** Width of the frames it gives. */
  readonly outputs: number;
  start(): StageRun;
  free(): void;
}

/**
 * A layer with the state of one utterance. For each chunk of frames: {@link plan}, then {@link run} for each part,
 * then {@link commit}. Until `commit`, planning again begins the chunk anew.
 */
export interface StageRun {
  /**
   * Makes room for a chunk. On the calling thread.
   * @param last - whether this is the utterance's last chunk
   * @param parts - number of threads that will share the work
   * @returns where the frames that this chunk yields will lie
   */
  plan(input: Frames, last: boolean, parts: number): Frames;
  /** Does one part of the work, by kernel calls alone. All parts meet between two stages. */
  run(k: KernelExports, part: number): void;
  /** Keeps what the next chunk needs. On the calling thread. */
  commit(): void;
  /** Goes back to the beginning of an utterance. */
  reset(): void;
  free(): void;
}

/** A block that grows with demand. Its contents are lost when it does. */
export class Room {
  private at: Pointer = 0;
  private size = 0;

  constructor(private readonly arena: Arena) {}

  /** At least `count` floats. */
  floats(count: number): Pointer {
    if (count > this.size) {
      this.free();
      this.size = Math.ceil(count * 1.25);
      this.at = this.arena.alloc(this.size);
    }
    return this.at;
  }

  free(): void {
    this.arena.free(this.at);
    this.at = 0;
    this.size = 0;
  }
}

/** The rows of part `part` when `count` rows are shared by `parts`. */
export function shareOf(count: number, part: number, parts: number): { from: number; count: number } {
  // Whole strips of four rows, as the matrix product packs them.
  const strips = Math.ceil(count / 4);
  const from = Math.min(count, Math.floor((strips * part) / parts) * 4);
  const to = Math.min(count, Math.floor((strips * (part + 1)) / parts) * 4);
  return { from, count: to - from };
}

/** Frames a later layer may read: `count` frames of `width`, packed tightly. */
export function tight(at: Pointer, count: number, width: number, settled?: number): Frames {
  return { at, count, width, stride: width, settled };
}
