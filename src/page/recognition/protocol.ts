/** What the page asks of its recognising thread, and what comes back. Only plain data crosses. */
import type { Explanation } from '../../errors.js';
import type { Inspection } from '../../speech/inspection.js';
import type { OpenRecognizerOptions, Transcript } from '../../speech/recognizer-types.js';

/** A file of a model as the server lists it. */
export interface ListedFile {
  path: string;
  bytes: number;
  sha256: string;
}

/** Bytes of model files that are here, of all that are needed. */
export interface Progress {
  loadedBytes: number;
  totalBytes: number;
}

export interface Ask {
  id: number;
  /** Name of the model. */
  model: string;
  /** Headers that the server wants to see. */
  headers: Record<string, string>;
  constraints: OpenRecognizerOptions;
  /** A WAV, FLAC or NIST SPHERE file; without one the model is only opened. */
  audio?: Uint8Array;
  nbest: number;
}

/** What was heard, and for clips that are not too long how. */
export interface Recognition {
  transcript: Transcript;
  inspection?: Inspection;
}

export type Answer =
  | { id: number; progress: Progress }
  | { id: number; opened: true }
  | { id: number; recognition: Recognition }
  | { id: number; problem: Explanation };
