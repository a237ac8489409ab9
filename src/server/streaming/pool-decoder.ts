/** What the utterances of one stream ask of the worker pool. */
import { InputError } from '../../errors.js';
import type { OpenRecognizerOptions, Transcript } from '../../speech/recognizer-types.js';
import type { JobResults, Jobs } from '../recognition/jobs.js';
import type { RecognitionPool } from '../recognition/pool.js';

export interface PoolDecoderOptions {
  pool: RecognitionPool;
  /** Folder of the model. */
  model: string;
  constraints: OpenRecognizerOptions;
  sampleRateHz: number;
  /** Longest utterance. */
  maxSeconds: number;
  /** Aborted when nobody listens any more. */
  signal: AbortSignal;
}

export class PoolDecoder {
  /** Resolves when the model is open in one worker. Rejects with what is wrong with words or grammar. */
  readonly opened: Promise<unknown>;
  /** Whether {@link hear} is of use; true until a worker has said that its model must see the whole. */
  hearsInPart = true;

  constructor(private readonly options: PoolDecoderOptions) {
    const { pool, model, constraints, signal } = options;
    this.opened = pool.run('open', { model, constraints }, { signal });
  }

  /** Whether there is time for a partial. What costs little waits in the line, what costs more leaves it to others. */
  get hasRoom(): boolean {
    const { pool } = this.options;
    return this.hearsInPart ? !pool.full : pool.hasIdle;
  }

  /** Whether a worker is still there. */
  has(worker: number): boolean {
    return this.options.pool.threads.some(({ threadId }) => threadId === worker);
  }

  /** What is new of an utterance → what was said so far. @param worker - that knows it, if any does */
  async hear(
    part: Pick<Jobs['hear'], 'utterance' | 'over' | 'from' | 'samples'>,
    worker: number | undefined,
  ): Promise<JobResults['hear']> {
    const { pool, model, constraints, sampleRateHz, signal } = this.options;
    const job = { ...part, model, constraints, sampleRateHz };
    const answer = await pool.run('hear', job, { signal, place: { worker } });
    if (answer.kind === 'whole-only') this.hearsInPart = false;
    return answer;
  }

  /** The whole so far → what was said, roughly; `undefined` when the worker was lost. */
  async draft(samples: Float32Array): Promise<Transcript | undefined> {
    try {
      return await this.decode(samples, { draft: true });
    } catch (error) {
      if (isLoss(error)) return undefined; // the next one will do
      throw error;
    }
  }

  /** Waits for room, and tries once more when the worker is lost: the client has no other copy of its speech. */
  async final(samples: Float32Array): Promise<Transcript> {
    await this.opened;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.decode(samples, { patient: true });
      } catch (error) {
        if (attempt > 1 || !isLoss(error)) throw error;
      }
    }
  }

  private decode(samples: Float32Array, { patient = false, draft = false } = {}): Promise<Transcript> {
    const { pool, model, constraints, sampleRateHz, maxSeconds, signal } = this.options;
    const audio = { samples, sampleRateHz };
    const job = { model, constraints, audio, maxSeconds, nbest: 1, phones: false, draft };
    return pool.run('transcribe', job, { signal, patient });
  }
}

/** Whether a job failed because its worker ended. */
export function isLoss(error: unknown): boolean {
  return error instanceof InputError && error.code === 'worker-lost';
}
