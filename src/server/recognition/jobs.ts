/** What the server's main thread asks of a worker, and what comes back. Only plain data crosses. */
import type { Explanation } from '../../errors.js';
import type { Opinion, OpinionExplanation } from '../../sentiment/opinion.js';
import type { Inspection } from '../../speech/inspection.js';
import type { Alignment, OpenRecognizerOptions, Transcript } from '../../speech/recognizer-types.js';

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
  transcribe: SpeechJob & { nbest: number; phones: boolean };
  align: SpeechJob & { text: string };
  inspect: SpeechJob & { nbest: number };
  sentiment: {
    /** Folder of the model. */
    model: string;
    texts: string[];
    /** Whether to say what each token adds, and the score of the text as read so far. */
    explain: boolean;
  };
  /** Opens a model and lets it hear something, so that the first client does not wait for it. */
  warm: { model: string };
}

/** Results by kind. */
export interface JobResults {
  transcribe: Transcript;
  align: Alignment & { durationSeconds: number };
  inspect: Inspection;
  sentiment: (Opinion & Partial<OpinionExplanation>)[];
  warm: true;
}

export type JobKind = keyof Jobs;

/** A job on its way to a worker. */
export interface Task<K extends JobKind = JobKind> {
  kind: K;
  job: Jobs[K];
  /** One of {@link TaskState}, shared by both threads. // [1] */
  state: Int32Array<SharedArrayBuffer>;
}

/** How far a task is. A worker looks between its steps and ends a task that nobody waits for. */
export const TaskState = { WAITING: 0, RUNNING: 1, ABANDONED: 2 } as const;

/** A worker's answer: bad input comes as data, since an error's own fields do not survive the way. */
export type Reply<K extends JobKind = JobKind> = (
  | { ok: true; result: JobResults[K] }
  | { ok: false; problem: Explanation }
) & {
  /** How long the worker was at it. */
  seconds: number;
};
