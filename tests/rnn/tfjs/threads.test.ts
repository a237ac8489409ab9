/** Batches large enough to be divided among threads, some of which may be lost. */
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Kernels } from '../../../src/rnn/kernels/kernels.js';
import { WorkerLostError } from '../../../src/rnn/kernels/pool.js';
import { FusedGRU, openTfjs, type Tfjs } from '../../../src/rnn/tfjs/index.js';
import { type AnyLayer, type Batch, distance, fill, KINDS, numbers, solve, twins } from './against-plain.js';

const B = 9;
const T = 24;
const I = 40;
const ARGS = { units: 90, returnSequences: true };

const batch = (): Batch => {
  const lengths = tf.tensor2d([3, 24, 19, 24, 1, 22, 7, 24, 5], [B, 1]);
  return { x: numbers([B, T, I], 1), mask: tf.less(tf.range(0, T), lengths) };
};

describe('shared by threads', () => {
  let kernels: Kernels;
  let open: Tfjs;
  /** Jobs that were divided. */
  let shared = 0;
  /** The next job that cannot be repeated is done, and then its worker lost. */
  let isToLose = false;
  beforeAll(async () => {
    kernels = await Kernels.load({ threads: 3 });
    const run = kernels.run.bind(kernels);
    kernels.run = (share, repeatable) => {
      shared++;
      run(share, repeatable);
      if (repeatable || !isToLose) return;
      isToLose = false;
      throw new WorkerLostError(1, 0);
    };
    open = await openTfjs({ backend: 'wasm', kernels });
  });
  afterAll(async () => {
    await open.close();
    await kernels.close();
  });

  it.each(KINDS)('%s: equal to TensorFlow.js', (kind) => {
    const { fused, plain } = twins(kind, ARGS);
    // Small enough that a network of this size does not blow rounding up.
    fill(fused, I, 0.1);
    fill(plain, I, 0.1);
    shared = 0;
    expect(distance(solve(fused, batch()), solve(plain, batch()))).toBeLessThan(1e-5);
    expect(shared).toBeGreaterThan(2);
  });

  it('a worker lost on the way back changes nothing', () => {
    const layer = new FusedGRU({ ...ARGS, resetAfter: true }) as unknown as AnyLayer;
    fill(layer, I);
    const expected = solve(layer, batch());
    isToLose = true;
    const found = solve(layer, batch());
    expect(isToLose).toBe(false);
    expect(found).toEqual(expected);
  });

  it('leaves kernels open that were brought along', async () => {
    await open.close();
    kernels.run((k) => k.barrier);
    expect(kernels.threadsAlive).toBe(3);
    open = await openTfjs({ backend: 'wasm', kernels });
  });
});
