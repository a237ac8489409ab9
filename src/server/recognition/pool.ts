/**
 * The worker pool: jobs wait in a bounded line, run in threads, and end early when nobody waits for them any more. The
 * event loop does none of the work.
 */
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { InputError } from '../../errors.js';
import { builtFile } from '../../rnn/kernels/platform.js';
import type { HttpProblem } from '../problem.js';
import { createBalancer, type Place, placed } from './balance.js';
import type { JobKind, JobResults, Jobs, Reply, Task } from './jobs.js';
import { busy, clientLeft, deadlineExceeded, workerLost } from './pool-problems.js';
import { Turns } from './turns.js';

export interface PoolOptions {
  threads: number;
  /** Jobs that may wait. */
  queue: number;
  deadlineSeconds: number;
  /** Folder of the model that every worker opens when it starts. */
  defaultModel: string;
}

export interface RunOptions {
  /** Aborted when the client has left. */
  signal?: AbortSignal;
  /** Wait even where the line is full. */
  patient?: boolean;
  /** Of a job of a stream. */
  place?: Place;
}

/**
 * A running job whose client left is given so long to finish before its worker is ended: starting another worker,
 * which has to open its models, costs more than a short clip.
 */
const GRACE_MS = 3000;
/** Weight of the latest job in the running mean of durations. */
const NEWEST = 0.2;

export class RecognitionPool {
  readonly #piscina: Piscina<Task, Reply>;
  /** Accepted and not yet answered. */
  #accepted = 0;
  #meanSeconds = 1;
  readonly #turns: Turns;

  constructor(private readonly options: PoolOptions) {
    this.#turns = new Turns(options.threads);
    this.#piscina = new Piscina({
      filename: fileURLToPath(builtFile('../../server/recognition/worker.js')),
      minThreads: options.threads,
      maxThreads: options.threads,
      idleTimeout: Number.POSITIVE_INFINITY,
      // Blocking between tasks would keep a model from being opened in the meantime.
      atomics: 'disabled',
      loadBalancer: createBalancer(),
      recordTiming: false,
      workerData: { defaultModel: options.defaultModel },
    });
    // What fails outside of a task has no request to be told to; its jobs fail by themselves.
    this.#piscina.on('error', () => undefined);
  }

  /** Jobs accepted and not answered, running ones included. */
  get load(): number {
    return this.#accepted;
  }

  /** Whether {@link run} would refuse. */
  get full(): boolean {
    return this.#accepted >= this.options.threads + this.options.queue;
  }

  /** Whether a worker has nothing to do. */
  get hasIdle(): boolean {
    return this.#accepted < this.options.threads;
  }

  /** The worker threads, for those who want to see them die. */
  get threads() {
    return this.#piscina.threads;
  }

  /**
   * Runs a job in a worker.
   * @throws HttpProblem `busy` (429), `deadline-exceeded` (504), `client-left` (499), `worker-lost` (503)
   * @throws InputError what the worker says of the input
   */
  async run<K extends JobKind>(
    kind: K,
    job: Jobs[K],
    { signal, patient = false, place }: RunOptions = {},
  ): Promise<JobResults[K]> {
    if (this.full && !patient) throw this.#busy();
    signal?.throwIfAborted();
    const abandoned = new Int32Array(new SharedArrayBuffer(4));
    const task: Task<K> = placed({ kind, job, abandoned }, place);
    const ending = new AbortController();
    const deadline = setTimeout(
      () => ending.abort(deadlineExceeded(this.options.deadlineSeconds)),
      1000 * this.options.deadlineSeconds,
    );
    let isRunning = false;
    let grace: NodeJS.Timeout | undefined;
    const leave = () => {
      Atomics.store(abandoned, 0, 1);
      if (isRunning) grace = setTimeout(() => ending.abort(clientLeft()), GRACE_MS);
      else ending.abort(clientLeft());
    };
    signal?.addEventListener('abort', leave, { once: true });
    this.#accepted++;
    try {
      await this.#turns.begin(ending.signal);
      isRunning = true;
      const reply = (await this.#piscina.run(task as Task, { signal: ending.signal })) as Reply<K>;
      this.#meanSeconds += NEWEST * (reply.seconds - this.#meanSeconds);
      if (signal?.aborted) throw clientLeft();
      if (!reply.ok) throw new InputError(reply.problem);
      return reply.result;
    } catch (error) {
      if (error instanceof InputError) throw error;
      if (ending.signal.aborted) throw ending.signal.reason;
      if (signal?.aborted) throw clientLeft();
      throw lostWorker(error) ? workerLost(error) : error;
    } finally {
      if (isRunning) this.#turns.end();
      this.#accepted--;
      clearTimeout(deadline);
      clearTimeout(grace);
      signal?.removeEventListener('abort', leave);
    }
  }

  /** Ends the workers, whatever they are at. */
  async close(): Promise<void> {
    await this.#piscina.destroy();
  }

  #busy(): HttpProblem {
    const { threads, queue } = this.options;
    return busy(this.#accepted, threads + queue, (this.#accepted * this.#meanSeconds) / threads);
  }
}

/** Piscina says no more than this of a thread that ended. */
function lostWorker(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return code === 'ERR_WORKER_OUT_OF_MEMORY' || /worker.*exit|terminat/i.test(error.message);
}
