/** The door to the kernels: compiled code, its memory, and the threads that share it. */
import { Arena } from './arena.js';
import type { KernelExports } from './exports.js';
import { compileKernels, createMemory, instantiate, type KernelBuild } from './module.js';
import { Pool, type Share } from './pool.js';

/** How the kernels are to run. */
export interface KernelOptions {
  /** Which build; `auto` takes `fma` where the engine has it. Results of the two differ in the last bits. */
  build?: KernelBuild | 'auto';
  /**
   * Threads, the calling one included. Without SharedArrayBuffer (a page without cross-origin isolation) there is
   * one. Suggested: the number of cores; results depend on it in the last bits. Default 1.
   */
  threads?: number;
  /** Silence after which a worker counts as lost, milliseconds. Default 5,000. */
  patienceMs?: number;
  /** `false` does without shared memory even where it exists, and so without threads. */
  sharedMemory?: boolean;
}

/** Compiled kernels on a memory of their own. */
export class Kernels {
  private constructor(
    readonly build: KernelBuild,
    /** The calling thread's kernels. */
    readonly call: KernelExports,
    readonly arena: Arena,
    private readonly pool: Pool | undefined,
  ) {}

  /** Parts that {@link run} divides a job into. */
  get threads(): number {
    return this.pool?.threads ?? 1;
  }

  /** Threads there really are: fewer than {@link threads} after a worker was lost. */
  get threadsAlive(): number {
    return this.pool?.alive ?? 1;
  }

  static async load(options: KernelOptions = {}): Promise<Kernels> {
    const shared = (options.sharedMemory ?? true) && typeof SharedArrayBuffer !== 'undefined';
    const { build, module } = await compileKernels(options.build ?? 'auto', shared);
    const arena = new Arena(createMemory(shared));
    const kernels = instantiate(module, arena.memory);
    const threads = shared ? Math.max(1, Math.floor(options.threads ?? 1)) : 1;
    const patienceMs = options.patienceMs ?? 5_000;
    const pool =
      threads > 1 ? await Pool.start({ module, build, arena, kernels, threads, patienceMs }) : undefined;
    return new Kernels(build, kernels, arena, pool);
  }

  /** Does a job in parts, see {@link Pool.run}. */
  run(share: Share, repeatable = false): void {
    if (this.pool) this.pool.run(share, repeatable);
    else share(this.call, 0, 1);
  }

  /** Ends the threads; the memory goes with the object. */
  async close(): Promise<void> {
    await this.pool?.close();
  }
}
