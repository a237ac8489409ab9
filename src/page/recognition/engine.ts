/** Who recognises: the server, or a thread of this browser. Both map a clip to the same words. */
import type { OpenRecognizerOptions } from '../../speech/recognizer-types.js';
import type { Clip } from '../audio/clip.js';
import type { Progress, Recognition } from './protocol.js';

export interface EngineRequest {
  /** Name of the model. */
  model: string;
  clip: Clip;
  constraints: OpenRecognizerOptions;
  /** Readings wanted. */
  nbest: number;
}

export interface Engine {
  /** Opens a model ahead of the first clip. */
  prepare(model: string, onProgress: (progress: Progress) => void): Promise<void>;
  /** @throws InputError what is wrong with clip, words or grammar */
  recognize(request: EngineRequest, onProgress: (progress: Progress) => void): Promise<Recognition>;
}
