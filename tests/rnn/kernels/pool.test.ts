/** Threads: the same result as one, and no hanging when a worker dies. Workers run from dist/: build first. */
import { describe, expect, it } from 'vitest';
import { Kernels } from '../../../src/rnn/kernels/kernels.js';
import { WorkerLostError } from '../../../src/rnn/kernels/pool.js';
import { RecurrentLayer } from '../../../src/rnn/kernels/recurrent-layer.js';
import { RecurrentRun } from '../../../src/rnn/kernels/recurrent-run.js';
import { killWorker } from './kill-worker.js';
import { generator, uniform } from './reference.js';

const T = 6;
const PART = 3;
const I = 5;

/** Half a batch forward and back on each part. @returns gradients of the weights, part by part */
function shardedStep(kernels: Kernels, parts: number, run: Kernels['run']): Float32Array[] {
  const { arena, call } = kernels;
  const random = generator(9);
  const layer = new RecurrentLayer(arena, {
    cell: { kind: 'lstm', units: 8 },
    inputs: I,
    bidirectional: true,
  });
  const parameters = arena.place(uniform(random, layer.size, 0.5));
  layer.pack(call, parameters);
  const shards = Array.from({ length: parts }, () => ({
    run: new RecurrentRun(arena, layer, T, PART),
    x: arena.place(uniform(random, T * PART * I)),
    dY: arena.place(uniform(random, T * PART * layer.outputs)),
    gradient: arena.place(new Float32Array(layer.size)),
  }));
  run((k, part) => {
    const shard = shards[part]!;
    shard.run.forward(k, parameters, shard.x);
    shard.run.backward(k, shard.gradient, shard.x, shard.dY, 0);
  });
  return shards.map(({ gradient }) => arena.f32(gradient, layer.size).slice());
}

describe('the pool', () => {
  it('gives on two and three threads what one thread gives, to the last bit', async () => {
    for (const threads of [2, 3]) {
      const kernels = await Kernels.load({ threads });
      const together = shardedStep(kernels, threads, (share) => kernels.run(share));
      expect(kernels.threadsAlive).toBe(threads);
      const alone = await Kernels.load();
      const oneByOne = shardedStep(alone, threads, (share) => {
        for (let part = 0; part < threads; part++) share(alone.call, part, threads);
      });
      expect(together).toEqual(oneByOne);
      await kernels.close();
    }
  });

  it('sees memory that has grown since the workers started', async () => {
    const kernels = await Kernels.load({ threads: 2 });
    const n = 20 << 20;
    const x = kernels.arena.place(new Float32Array(n).fill(1));
    kernels.run((k, part) => k.scale(x + part * (n / 2) * 4, n / 2, part + 2));
    const view = kernels.arena.f32(x, n);
    expect([view[0], view[n / 2 - 1], view[n / 2], view[n - 1]]).toEqual([2, 2, 3, 3]);
    await kernels.close();
  });

  it('gives up its workers when the calling thread fails in the middle of a job', async () => {
    const kernels = await Kernels.load({ threads: 2 });
    const job = () => kernels.run((k, part) => part === 0 && k.zero(2 ** 31 - 8, 1000));
    expect(job).toThrow('out of bounds');
    expect(kernels.threadsAlive).toBe(1);
    await kernels.close();
  });

  it('says so when a kernel call of a worker fails', async () => {
    const kernels = await Kernels.load({ threads: 2 });
    expect(() => kernels.run((k, part) => part && k.zero(2 ** 31 - 8, 1000))).toThrow(
      'Kernel call 1 of worker 1',
    );
    await kernels.close();
  });
});

describe('a lost worker', () => {
  /** A pool whose worker is killed while a job runs. */
  async function withDeath(repeatable: boolean) {
    const kernels = await Kernels.load({ threads: 2, patienceMs: 300 });
    const { arena } = kernels;
    const x = arena.place(new Float32Array(32).fill(1));
    const ended: Promise<void>[] = [];
    const job = (): void =>
      kernels.run((k, part) => {
        // Long enough that the worker is certainly in the middle when it dies.
        if (part === 1) for (let i = 0; i < 2_000; i++) k.zero(heavy, 1 << 20);
        k.zero(x + part * 64, 16);
        if (k === kernels.call && ended.length === 0) ended.push(killWorker(kernels));
      }, repeatable);
    const heavy = arena.alloc(1 << 20);
    return { kernels, job, x, ended };
  }

  it('is a typed failure, after which one thread does all parts', async () => {
    const { kernels, job, ended } = await withDeath(false);
    expect(job).toThrow(WorkerLostError);
    expect(kernels.threadsAlive).toBe(1);
    expect(kernels.threads).toBe(2);
    const seen: number[] = [];
    kernels.run((_, part) => seen.push(part));
    expect(seen).toEqual([0, 1]);
    await Promise.all(ended);
    await kernels.close();
  });

  it('is made up for on this thread when the job can be repeated', async () => {
    const { kernels, job, x, ended } = await withDeath(true);
    job();
    expect([...kernels.arena.f32(x, 32)]).toEqual(new Array(32).fill(0));
    expect(kernels.threadsAlive).toBe(1);
    await Promise.all(ended);
    await kernels.close();
  });

  it('does not keep its companion waiting at the meeting point', async () => {
    const kernels = await Kernels.load({ threads: 2, patienceMs: 200 });
    await killWorker(kernels);
    expect(kernels.threadsAlive).toBe(1);
    await kernels.close();
    const again = await Kernels.load({ threads: 2, patienceMs: 200 });
    const since = performance.now();
    let met = 1;
    // The worker does not come: the meeting point breaks.
    const meet = () =>
      again.run((k, part) => {
        if (part === 0) met = k.barrier();
      });
    expect(meet).toThrow(WorkerLostError);
    expect(met).toBe(0);
    expect(performance.now() - since).toBeLessThan(5_000);
    expect(again.threadsAlive).toBe(1);
    await again.close();
  });
});
