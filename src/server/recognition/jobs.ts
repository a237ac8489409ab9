/** What the server's main thread asks of a worker, and what comes back. Only plain data crosses. */
import type { Explanation, Warning } from '../../errors.js';
import type { Opinion, OpinionExplanation } from '../../sentiment/opinion.js';
import type { Inspection } from '../../speech/inspection.js';
import type { Alignment, OpenRecognizerOptions, Transcript } from '../../speech/recognizer-types.js';
import type { ForecastJob, ForecastResult } from './forecast-job.js';

/** The bytes of a file, or samples that came over a stream. */
export type AudioInput = { bytes: Uint8Array } | { samples: Float32Array; sampleRateHz: number };

interface SpeechJob {
  /** Folder of the model. */
  model: string;
  /** What this client's words and grammar are; another client's job has its own. */
  constraints: OpenRecognizerOptions;
  audio: AudioInput;
  maxSeconds: number;
}

/** Jobs by kind. */
export interface Jobs {
  /** `draft`: see `RecognizeOptions`. */
  transcribe: SpeechJob & { nbest: number; phones: boolean; draft?: boolean };
  /** The next samples of an utterance, which the worker that hears it keeps as far as it has come. */
  hear: Pick<SpeechJob, 'model' | 'constraints'> & {
    utterance: string;
    /** 1 as soon as the utterance is over, shared by both threads. // [1] */
    over: Int32Array<SharedArrayBuffer>;
    /** Samples sent before; 0 begins. */
    from: number;
    samples: Float32Array;
    sampleRateHz: number;
  };
  align: SpeechJob & { text: string };
  inspect: SpeechJob & { nbest: number };
  sentiment: {
    /** Folder of the model. */
    model: string;
    texts: string[];
    /** Whether to say what each token adds, and the score of the text as read so far. */
    explain: boolean;
  };
  forecast: ForecastJob;
  /** Opens a model with a client's words and grammar, to see whether they are good. */
  open: Pick<SpeechJob, 'model' | 'constraints'>;
  /** Opens a model and lets it hear something, so that the first client does not wait for it. */
  warm: { model: string };
}

/** Results by kind. */
export interface JobResults {
  transcribe: Transcript;
  /**
   * What was said so far, if it is known. `unknown`: this worker has not heard what came before; `whole-only`: the model,
   * or a grammar that may reject, must see the whole.
   */
  hear: { worker: number; kind: 'heard' | 'unknown' | 'whole-only'; transcript?: Transcript };
  align: Alignment & { durationSeconds: number; warnings: readonly Warning[] };
  inspect: Inspection;
  sentiment: (Opinion & Partial<OpinionExplanation>)[];
  forecast: ForecastResult;
  open: true;
  warm: true;
}

export type JobKind = keyof Jobs;

/** A job on its way to a worker. */
export interface Task<K extends JobKind = JobKind> {
  kind: K;
  job: Jobs[K];
  /**
   * 1 as soon as nobody waits for the result, shared by both threads: a worker looks between its steps, and leaves the
   * rest undone. // [1]
   */
  abandoned: Int32Array<SharedArrayBuffer>;
}

/** A worker's answer: bad input comes as data, since an error's own fields do not survive the way. */
export type Reply<K extends JobKind = JobKind> = (
  | { ok: true; result: JobResults[K] }
  | { ok: false; problem: Explanation }
) & {
  /** How long the worker was at it. */
  seconds: number;
};
