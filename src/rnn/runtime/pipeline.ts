/** One utterance through all stages, whole or in chunks, on one thread or several. */
import type { Arena } from '../kernels/arena.js';
import type { KernelExports } from '../kernels/exports.js';
import type { Kernels } from '../kernels/kernels.js';
import { WorkerLostError } from '../kernels/pool.js';
import { ShareChoice } from './share-choice.js';
import { type Frames, Room, type Stage, type StageRun, tight } from './stage.js';

/** Fewer frames than this are not worth waking a thread for. */
const FRAMES_WORTH_SHARING = 8;

/** The state of one utterance in every stage. */
export class Pipeline {
  private readonly arena: Arena;
  private readonly runs: StageRun[];
  private readonly input: Room;
  private readonly choice = new ShareChoice();
  private result: Frames = tight(0, 0, 0);

  /** @param width - entries of an input frame */
  constructor(
    private readonly kernels: Kernels,
    stages: readonly Stage[],
    private readonly width: number,
  ) {
    this.arena = kernels.arena;
    this.runs = stages.map((stage) => stage.start());
    this.input = new Room(this.arena);
  }

  /**
   * Runs a chunk.
   * @param settled - see {@link Frames.settled}
   * @returns the frames it yields // [U, outputs]
   */
  push(frames: Float32Array | Int32Array, last: boolean, settled?: number): Float32Array {
    const { kernels } = this;
    const count = frames.length / this.width;
    const shareable = kernels.threads > 1 && count >= FRAMES_WORTH_SHARING;
    const shared = shareable && kernels.threadsAlive === kernels.threads && this.choice.next();
    const start = performance.now();
    if (!shared || !this.runShared(frames, last, settled)) {
      this.plan(frames, last, 1, settled);
      this.run(kernels.call);
    }
    if (shareable) this.choice.note(shared, performance.now() - start, count);
    return this.finish();
  }

  /** @returns whether all threads came through */
  private runShared(frames: Float32Array | Int32Array, last: boolean, settled?: number): boolean {
    const parts = this.kernels.threads;
    this.plan(frames, last, parts, settled);
    try {
      this.kernels.run((k, part) => this.run(k, part, parts));
      return true;
    } catch (error) {
      if (error instanceof WorkerLostError) return false;
      throw error;
    }
  }

  /** How many of the frames that the last chunk yielded will not be given again. */
  get settled(): number {
    return this.result.settled ?? this.result.count;
  }

  /** Takes a chunk in and makes room for what comes of it. */
  plan(frames: Float32Array | Int32Array, last: boolean, parts = 1, settled?: number): void {
    const at = this.input.floats(frames.length);
    if (frames instanceof Int32Array) this.arena.i32(at, frames.length).set(frames);
    else this.arena.f32(at, frames.length).set(frames);
    let flow = tight(at, frames.length / this.width, this.width, settled);
    for (const run of this.runs) flow = run.plan(flow, last, parts);
    this.result = flow;
  }

  /** Does one part of the planned work, by kernel calls alone. */
  run(k: KernelExports, part = 0, parts = 1): void {
    for (const run of this.runs) {
      run.run(k, part);
      if (parts > 1) k.barrier();
    }
  }

  /** After all parts have run: keeps the state and hands out the frames. */
  finish(): Float32Array {
    const { at, count, width, stride } = this.result;
    for (const run of this.runs) run.commit();
    if (stride === width) return this.arena.f32(at, count * width).slice();
    const padded = this.arena.f32(at, count * stride);
    const out = new Float32Array(count * width);
    for (let t = 0; t < count; t++) out.set(padded.subarray(t * stride, t * stride + width), t * width);
    return out;
  }

  /** Back to the beginning of an utterance. */
  reset(): void {
    for (const run of this.runs) run.reset();
  }

  free(): void {
    for (const run of this.runs) run.free();
    this.input.free();
  }
}
