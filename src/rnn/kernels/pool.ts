/** Threads on one shared memory that do parts of a job; the calling thread does the first part itself. */
import type { Arena } from './arena.js';
import type { WorkerData } from './control.js';
import * as Control from './control.js';
import { type KernelExports, kernelNames, type Pointer } from './exports.js';
import type { KernelBuild } from './module.js';
import { builtFile, mayBlock, startThread, type Thread } from './platform.js';
import { Tape } from './tape.js';

/** A worker died, or showed no sign of life for too long. The pool goes on with the calling thread alone. */
export class WorkerLostError extends Error {
  constructor(worker: number, silentMs: number) {
    super(`Worker ${worker} of the kernel pool was lost: no sign of life for ${Math.round(silentMs)} ms.`);
    this.name = 'WorkerLostError';
  }
}

/** One part of a job. Called once for each part; it must do nothing but call `kernels`. */
export type Share = (kernels: KernelExports, part: number, parts: number) => void;

interface Member {
  control: Int32Array;
  at: Pointer;
  tape: Tape;
  thread: Thread;
}

/** What a pool is made of. */
export interface PoolParts {
  module: WebAssembly.Module;
  build: KernelBuild;
  arena: Arena;
  /** The calling thread's kernels. */
  kernels: KernelExports;
  /** Threads in all, the calling one included. */
  threads: number;
  /** Silence after which a worker counts as lost. */
  patienceMs: number;
}

/** See the file's first line. */
export class Pool {
  private members: Member[] = [];
  private job = 0;

  private constructor(
    private readonly parts: PoolParts,
    private readonly barrierAt: Pointer,
  ) {}

  /** Parts that every job is divided into. It stays the same when workers are lost. */
  get threads(): number {
    return this.parts.threads;
  }

  /** Threads there really are. */
  get alive(): number {
    this.noticeLoss();
    return 1 + this.members.length;
  }

  static async start(parts: PoolParts): Promise<Pool> {
    const { arena, module, threads, patienceMs } = parts;
    const barrier = arena.alloc(16);
    arena.i32(barrier, 16).fill(0);
    const pool = new Pool(parts, barrier);
    const names = kernelNames(module);
    parts.kernels.joinBarrier(barrier, threads, mayBlock ? 1 : 0, patienceMs);
    for (let w = 1; w < threads; w++) {
      const at = arena.alloc(Control.CONTROL_WORDS);
      const control = arena.i32(at, Control.CONTROL_WORDS).fill(0);
      const data: WorkerData = {
        module,
        memory: arena.memory,
        control: at,
        barrier,
        threads,
        patienceMs,
        relaxedSimd: parts.build === 'fma',
      };
      const thread = await startThread(builtFile('worker.js'), data, () => {
        Atomics.store(control, Control.FAILED, Control.GONE);
      });
      pool.members.push({ control, at, tape: new Tape(arena, names), thread });
    }
    return pool;
  }

  /**
   * Does a job: `share` is recorded for every worker's part, and called with the real kernels for part 0. When
   * workers have been lost, all parts are done here, one after the other, with the same result.
   * @param repeatable - whether `share` may be run again from its start when a worker is lost in the middle. If so,
   * the job is repeated on this thread; if not, the loss is thrown.
   * @throws WorkerLostError
   */
  run(share: Share, repeatable = false): void {
    this.noticeLoss();
    if (this.members.length === 0) {
      this.runHere(share);
      return;
    }
    this.job++;
    this.members.forEach((member, index) => {
      member.tape.clear();
      share(member.tape.recorder, index + 1, this.threads);
      const { at, length } = member.tape.publish();
      member.control[Control.TAPE_AT] = at;
      member.control[Control.TAPE_LENGTH] = length;
    });
    for (const { control } of this.members) {
      Atomics.store(control, Control.POSTED, this.job);
      Atomics.notify(control, Control.POSTED);
    }
    try {
      share(this.parts.kernels, 0, this.threads);
    } catch (error) {
      // The workers are in the middle of a job that nobody will wait for.
      this.degrade();
      throw error;
    }
    const lost = this.wait();
    if (!lost) return;
    this.degrade();
    if (!repeatable) throw lost;
    this.runHere(share);
  }

  /** Ends the threads. Jobs can still be run, on the calling thread. */
  async close(): Promise<void> {
    const threads = this.degrade();
    await Promise.all(threads);
  }

  private noticeLoss(): void {
    if (this.members.some(({ control }) => Atomics.load(control, Control.FAILED) !== 0)) this.degrade();
  }

  private runHere(share: Share): void {
    for (let part = 0; part < this.threads; part++) share(this.parts.kernels, part, this.threads);
  }

  /** Waits for all workers. @returns why one of them will not finish */
  private wait(): WorkerLostError | undefined {
    for (const [index, { control }] of this.members.entries()) {
      let heartbeat = Atomics.load(control, Control.HEARTBEAT);
      let since = performance.now();
      const busy = (): boolean => Atomics.load(control, Control.FINISHED) !== this.job;
      while (Control.spinWhile(busy)) {
        const failed = Atomics.load(control, Control.FAILED);
        if (failed === Control.GONE) return new WorkerLostError(index + 1, performance.now() - since);
        if (mayBlock) Atomics.wait(control, Control.FINISHED, this.job - 1, 20);
        const beat = Atomics.load(control, Control.HEARTBEAT);
        const now = performance.now();
        if (beat !== heartbeat) since = now;
        else if (now - since > this.parts.patienceMs) return new WorkerLostError(index + 1, now - since);
        heartbeat = beat;
      }
      const failed = Atomics.load(control, Control.FAILED);
      if (failed > 0) throw new Error(`Kernel call ${failed} of worker ${index + 1} failed.`);
    }
    if (this.parts.arena.i32(this.barrierAt, 3)[2] !== 0)
      return new WorkerLostError(1, this.parts.patienceMs);
    return undefined;
  }

  /** Gives up all workers: from now on the calling thread works alone. */
  private degrade(): Promise<void>[] {
    const { arena, kernels } = this.parts;
    const ended = this.members.map(({ control, thread }) => {
      Atomics.store(control, Control.STOP, 1);
      Atomics.notify(control, Control.POSTED);
      return thread.terminate();
    });
    // Whoever still waits at the meeting point is sent on; memory of lost threads is never used again.
    if (this.members.length > 0) Atomics.store(arena.i32(this.barrierAt, 3), 2, 1);
    this.members = [];
    kernels.joinBarrier(0, 1, 0, 0);
    return ended;
  }
}
