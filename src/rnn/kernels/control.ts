/** The words of shared memory through which the pool and one of its workers speak. */

/** Number of the job that was last posted; the worker waits on it. */
export const POSTED = 0;
/** Number of the job that was last finished; the pool waits on it. */
export const FINISHED = 1;
/** Changes with every kernel call: a sign of life. */
export const HEARTBEAT = 2;
/** 0 while all is well, n when the n-th call of the tape failed, GONE when the thread has ended. */
export const FAILED = 3;
/** Where the tape lies, and its length in doubles. */
export const TAPE_AT = 4;
export const TAPE_LENGTH = 5;
/** 1 asks the worker to end. */
export const STOP = 6;
/** Number of words. */
export const CONTROL_WORDS = 16;

/** Value of the word {@link FAILED} after the thread ended by itself. */
export const GONE = -1;

/**
 * A thread spins for so long before it goes to sleep: longer than it takes to prepare the next step or utterance. Who
 * sleeps sooner looks idle, and a scheduler that saves cores then leaves both threads on one.
 */
const SPIN_MS = 1;

/** Spins between two looks at the clock. */
const SPINS = 500;

/** Spins for a while as long as `waiting` holds. @returns whether it still does */
export function spinWhile(waiting: () => boolean): boolean {
  const since = performance.now();
  do {
    for (let i = 0; i < SPINS; i++) if (!waiting()) return false;
  } while (performance.now() - since < SPIN_MS);
  return true;
}

/** What a worker is started with. */
export interface WorkerData {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  /** Address of this worker's control words. */
  control: number;
  /** Address of the meeting point of the utterance kernels, and how many threads meet there. */
  barrier: number;
  threads: number;
  /** Silence after which a companion counts as lost. */
  patienceMs: number;
  relaxedSimd: boolean;
}
