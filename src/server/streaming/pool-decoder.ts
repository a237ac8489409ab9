/** Utterances of a stream are decoded by the worker pool: partials where a worker has nothing else to do. */
import { InputError } from '../../errors.js';
import type { OpenRecognizerOptions, Transcript } from '../../speech/recognizer-types.js';
import type { UtteranceDecoder } from '../../speech/streaming/hearing.js';
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

export class PoolDecoder implements UtteranceDecoder {
  /** Resolves when the model is open in one worker. Rejects with what is wrong with words or grammar. */
  readonly opened: Promise<unknown>;

  constructor(private readonly options: PoolDecoderOptions) {
    const { pool, model, constraints, signal } = options;
    this.opened = pool.run('open', { model, constraints }, { signal });
  }

  async partial(samples: Float32Array): Promise<Transcript | undefined> {
    await this.opened;
    if (!this.options.pool.hasIdle) return undefined;
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

function isLoss(error: unknown): boolean {
  return error instanceof InputError && error.code === 'worker-lost';
}
