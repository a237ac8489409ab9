/** Whether a job is worth waking the other threads. */
import type { Kernels } from '../kernels/kernels.js';
import type { Share } from '../kernels/pool.js';

/** Multiplications that one thread does in some 0.1 ms; waking another and waiting for it takes half of that. */
const WORTH_SHARING = 1 << 21;

/** Parts into which a job of so many multiplications is best divided: one, or one for each thread. */
export function partsFor(kernels: Kernels, multiplications: number): number {
  return multiplications < WORTH_SHARING ? 1 : kernels.threads;
}

/**
 * Does a job in `parts` parts: one is done by the calling thread alone.
 * @param repeatable - as in {@link Kernels.run}
 */
export function runParts(kernels: Kernels, parts: number, share: Share, repeatable = false): void {
  if (parts === 1) share(kernels.call, 0, 1);
  else kernels.run(share, repeatable);
}
