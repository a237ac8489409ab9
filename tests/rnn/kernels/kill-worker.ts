/** Ends a pool's first worker as the operating system would: without a word to the pool. */
import type { Kernels } from '../../../src/rnn/kernels/kernels.js';

export function killWorker(kernels: Kernels): Promise<void> {
  const { pool } = kernels as unknown as { pool: { members: { thread: { terminate(): Promise<void> } }[] } };
  return pool.members[0]!.thread.terminate();
}
