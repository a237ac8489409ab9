// Where the threads that share one utterance meet, or hand frames on to one another: spin, then nap. A thread that waits in vain
// (its companion has died) gives up after a set time, and every later wait fails at once.

/** Milliseconds of a clock that never runs back. */
@external('env', 'now')
declare function now(): f64;

/**
 * Spins before the first nap: about a millisecond. Who naps sooner looks idle, and a scheduler that saves cores then
 * leaves both threads on one.
 */
const SPINS: i32 = 400000;
/** Length of a nap, nanoseconds. */
const NAP: i64 = 50000;

// Per instance, hence per thread: where the meeting point lies, how many meet, how long to wait.
let control: usize = 0;
let threads: i32 = 1;
let mayNap: i32 = 0;
let patience: f64 = 0;

/**
 * @param at the meeting point, three words in shared memory: arrived, generation, broken // i32 [3]
 * @param threadCount how many threads meet
 * @param canNap whether this thread may block (a browser page may not)
 * @param patienceMs after which a companion counts as lost
 */
export function joinBarrier(at: usize, threadCount: i32, canNap: i32, patienceMs: f64): void {
  control = at;
  threads = threadCount;
  mayNap = canNap;
  patience = patienceMs;
}

/** Waits until all threads are here. @returns whether they are; false once the meeting point is broken */
export function barrier(): bool {
  if (threads == 1) return true;
  if (atomic.load<i32>(control, 8)) return false;
  const generation = atomic.load<i32>(control, 4);
  if (atomic.add<i32>(control, 1) == threads - 1) {
    atomic.store<i32>(control, 0);
    atomic.add<i32>(control, 1, 4);
    return true;
  }
  const since = now();
  do {
    for (let i = 0; i < SPINS; i++) {
      if (atomic.load<i32>(control, 4) != generation) return true;
    }
    if (atomic.load<i32>(control, 8)) return false;
    if (mayNap) memory.atomic.wait32(control + 4, generation, NAP);
  } while (now() - since < patience);
  atomic.store<i32>(control, 1, 8);
  return false;
}

/** Tells the thread that waits at `at` that so many frames are done. // i32 */
export function handOver(at: usize, frames: i32): void {
  atomic.store<i32>(at, frames);
}

/** Waits until so many frames have been handed over at `at`. @returns whether they were; false as {@link barrier} */
export function awaitFrames(at: usize, frames: i32): bool {
  let done = atomic.load<i32>(at);
  if (done >= frames) return true;
  const since = now();
  do {
    for (let i = 0; i < SPINS; i++) {
      done = atomic.load<i32>(at);
      if (done >= frames) return true;
    }
    if (threads == 1 || atomic.load<i32>(control, 8)) return false;
    if (mayNap) memory.atomic.wait32(at, done, NAP);
  } while (now() - since < patience);
  atomic.store<i32>(control, 1, 8);
  return false;
}
