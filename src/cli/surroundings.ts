/** What a command touches of the world, gathered so that tests can give another one. */
import type { Readable, Writable } from 'node:stream';
import type { AudioClip } from '../audio/audio-clip.js';
import type { Comparison } from '../speech/neural/fine-tuning/comparison.js';
import type { FineTuningOptions } from '../speech/neural/fine-tuning/fine-tune.js';
import type { OpenRecognizer } from '../speech/recognizer-types.js';
import type { SpeechTrainingOptions } from '../speech/train-speech.js';

/** The expensive part, loaded only by commands that recognise. */
export interface Engine {
  openRecognizer: OpenRecognizer;
  readAudioFile(path: string): Promise<AudioClip>;
  readAudioStream(stream: AsyncIterable<Uint8Array>, options?: { name?: string }): Promise<AudioClip>;
}

/** A stream that may be a terminal. */
export type Output = Writable & { isTTY?: boolean };

/** The fine-tuning of recurrent models, and its report. */
export interface FineTuner {
  fineTuneSpeech(options: FineTuningOptions): Promise<Comparison | undefined>;
  formatComparison(comparison: Comparison): string;
}

export interface Surroundings {
  stdin: Readable;
  /** Results and nothing else. */
  stdout: Output;
  /** Errors, warnings, progress. */
  stderr: Output;
  /** The folder of the models that come with the package. */
  modelsFolder: string;
  loadEngine(): Promise<Engine>;
  /** Resolves when the process is asked to end; asked again, it ends at once. */
  untilStopped(): Promise<void>;
  loadTrainer(): Promise<(options: SpeechTrainingOptions) => Promise<unknown>>;
  loadFineTuner(): Promise<FineTuner>;
}
