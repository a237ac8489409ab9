/** The pool's refusals: too many, too late, gone. */
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { RecognitionPool, type RunOptions } from '../../src/server/recognition/pool.js';
import { packageFolder } from '../../src/speech/corpus/locations.js';

const model = join(packageFolder(), 'models/speech-digits');
let pool: RecognitionPool;
const open = (deadlineSeconds: number) => {
  pool = new RecognitionPool({ threads: 1, queue: 1, deadlineSeconds, defaultModel: model });
  return pool;
};
afterEach(() => pool.close());

describe('RecognitionPool', () => {
  it('refuses who comes too late, takes who is patient, and lets go of who leaves the line', async () => {
    open(60);
    const run = (options?: RunOptions) => pool.run('warm', { model }, options);
    const leaving = new AbortController();
    const first = run();
    const second = run({ signal: leaving.signal });
    await expect(run()).rejects.toMatchObject({
      code: 'busy',
      headers: { 'Retry-After': expect.any(String) },
    });
    const third = run({ patient: true });
    expect(pool.load).toBe(3);
    leaving.abort();
    await expect(second).rejects.toMatchObject({ code: 'client-left' });
    expect(await Promise.all([first, third])).toEqual([true, true]);
    expect(pool.load).toBe(0);
    expect(pool.hasIdle).toBe(true);
  });

  it('gives up at the deadline, running or waiting', async () => {
    open(0.01);
    const jobs = [1, 2].map(() => pool.run('warm', { model }));
    for (const job of jobs)
      await expect(job).rejects.toMatchObject({ code: 'deadline-exceeded', status: 504 });
  });
});
