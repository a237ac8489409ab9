/**
 * The worker pool: jobs wait in a bounded line, run in threads, and end early when nobody waits for them any more. The
 * event loop does none of the work.
 */
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { InputError } from '../../errors.js';
import { builtFile } from '../../rnn/kernels/platform.js';
import { HttpProblem } from '../problem.js';
import { type JobKind, type JobResults, type Jobs, type Reply, type Task, TaskState } from './jobs.js';

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

  constructor(private readonly options: PoolOptions) {
    this.#piscina = new Piscina({
      filename: fileURLToPath(builtFile('../../server/recognition/worker.js')),
      minThreads: options.threads,
      maxThreads: options.threads,
      idleTimeout: Number.POSITIVE_INFINITY,
      // Blocking between tasks would keep a model from being opened in the meantime.
      atomics: 'disabled',
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

  /** The worker threads, for those who want to see them die. */
  get threads() {
    return this.#piscina.threads;
  }

  /**
   * Runs a job in a worker.
   * @throws HttpProblem `busy` (429), `deadline-exceeded` (504), `client-left` (499), `worker-lost` (503)
   * @throws InputError what the worker says of the input
   */
  async run<K extends JobKind>(kind: K, job: Jobs[K], { signal }: RunOptions = {}): Promise<JobResults[K]> {
    if (this.full) throw this.#busy();
    signal?.throwIfAborted();
    const state = new Int32Array(new SharedArrayBuffer(4));
    const task: Task<K> = { kind, job, state };
    const ending = new AbortController();
    const deadline = setTimeout(
      () => ending.abort(deadlineExceeded(this.options.deadlineSeconds)),
      1000 * this.options.deadlineSeconds,
    );
    let grace: NodeJS.Timeout | undefined;
    const leave = () => {
      const before = Atomics.exchange(state, 0, TaskState.ABANDONED);
      if (before === TaskState.WAITING) ending.abort(clientLeft());
      else grace = setTimeout(() => ending.abort(clientLeft()), GRACE_MS);
    };
    signal?.addEventListener('abort', leave, { once: true });
    this.#accepted++;
    try {
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

  /** A refusal that says when the line should be through: its length times what a job has taken lately. */
  #busy(): HttpProblem {
    const seconds = Math.min(
      30,
      Math.max(1, Math.ceil((this.#accepted * this.#meanSeconds) / this.options.threads)),
    );
    return new HttpProblem(
      429,
      {
        code: 'busy',
        found: `${this.#accepted} clips being recognised or waiting`,
        expected: `at most ${this.options.threads + this.options.queue}`,
        remedy: `Try again in ${seconds} s.`,
      },
      { 'Retry-After': String(seconds) },
    );
  }
}

/** Piscina says no more than this of a thread that ended. */
function lostWorker(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return code === 'ERR_WORKER_OUT_OF_MEMORY' || /worker.*exit|terminat/i.test(error.message);
}

function workerLost(cause: unknown): HttpProblem {
  const problem = new HttpProblem(
    503,
    {
      code: 'worker-lost',
      found: 'a worker that ended in the middle of this request',
      expected: 'a worker that finishes',
      remedy: 'Try again: another one takes its place.',
    },
    { 'Retry-After': '2' },
  );
  problem.cause = cause;
  return problem;
}

function deadlineExceeded(seconds: number): HttpProblem {
  return new HttpProblem(504, {
    code: 'deadline-exceeded',
    found: `no result after ${seconds} s`,
    expected: 'one by then',
    remedy: 'Send shorter clips, or start the server with a longer --deadline.',
  });
}

function clientLeft(): HttpProblem {
  return new HttpProblem(499, {
    code: 'client-left',
    found: 'a connection that was closed',
    expected: 'a client that waits',
    remedy: 'Keep the connection open until the answer has come.',
  });
}
