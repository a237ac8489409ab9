/** What a speech recogniser is, seen from outside: the command line, the server and the evaluation know only this. */
import type { AudioClip } from '../audio/audio-clip.js';
import type { Warning } from '../errors.js';
import type { Inspection } from './inspection.js';
import type { Hearing } from './streaming/hearing.js';
import type { SampleChunks } from './streaming/stream-chunks.js';
import type { StreamEvent, StreamOptions } from './streaming/stream-types.js';

/** What to compute beside the best text. */
export interface RecognizeOptions {
  /** Number of alternatives wanted, what was heard included; 1 unless told. */
  nbest?: number;
  /** Whether words carry their phones too; false unless told. */
  phones?: boolean;
  /** Whether to do without the second pass, for text that will soon be replaced; false unless told. */
  draft?: boolean;
}

/** A stretch of the clip. */
export interface TimedPhone {
  /** Phone name without stress, e.g. `AH`. */
  phone: string;
  startSeconds: number;
  endSeconds: number;
}

/** A word heard, with the times of its first and last frame. */
export interface TimedWord {
  word: string;
  startSeconds: number;
  endSeconds: number;
}

/** A recognised word. */
export interface RecognizedWord extends TimedWord {
  /** Probability, in 0 … 1, that the word was said. */
  confidence: number;
  /** Its phones, when {@link RecognizeOptions.phones} asked for them. */
  phones?: TimedPhone[];
}

/** One way to read the whole clip. */
export interface Alternative {
  text: string;
  /** Natural log of the probability of its words among all that the search kept. */
  logProbability: number;
}

/** What was said in one clip. */
export interface Transcript {
  /** Upper-case words with single spaces between them; empty when nothing was said. */
  text: string;
  words: RecognizedWord[];
  /** The first one is `text`; behind it the likeliest first. */
  alternatives: Alternative[];
  durationSeconds: number;
  /**
   * With a grammar that may reject: by how many nats a frame free phones explain the clip better than the grammar's
   * words, small where one of its sentences was said.
   */
  misfit?: number;
  /** Remarks on the audio and on the search. */
  warnings: Warning[];
}

/** A word of a known text, placed in the clip. */
export interface AlignedWord extends TimedWord {
  phones: TimedPhone[];
}

/** A known text placed in a clip. */
export interface Alignment {
  words: AlignedWord[];
}

/** An open recogniser. It keeps no state between clips. */
export interface SpeechRecognizer extends Disposable {
  /** @throws {@link InputError} when the clip cannot be recognised (too short, empty). */
  transcribe(clip: AudioClip, options?: RecognizeOptions): Transcript;
  /** @throws {@link InputError} when a word has no pronunciation or the text does not fit the clip. */
  align(clip: AudioClip, text: string): Alignment;
  /** {@link transcribe}, and what was seen on the way. */
  inspect(clip: AudioClip, options?: RecognizeOptions): Inspection;
  /**
   * Hears speech while it comes: mono samples in chunks of any size → partial results of the utterance that is being
   * said, and its final result when it has ended. Where no pause in a clip ends an utterance, its final is what
   * `transcribe` gives. A chunk is asked for when the one before is dealt with; a partial costs what
   * is new where the model can be heard in part, as `speech-en` can; others decode the utterance anew.
   * @throws InputError `stream-option`, `audio-not-a-number`
   */
  stream(chunks: SampleChunks, options?: StreamOptions): AsyncGenerator<StreamEvent, void, undefined>;
  /**
   * One utterance in samples of any rate, heard as it comes at the cost of what is new; `undefined` where the model, or a
   * grammar that may reject, must see the whole. To be closed before the recogniser.
   */
  hearInPart?(sampleRateHz: number): Hearing | undefined;
  /** Frees what the recogniser holds; calling it twice does no harm. */
  close(): void;
}

/** How to open a recogniser. */
export interface OpenRecognizerOptions {
  /** A grammar in JSGF: its text, not its path. Only sentences it derives are recognised. */
  grammar?: string;
  /**
   * The largest `misfit` at which a sentence of the grammar is believed; above it the clip has no words and a warning
   * `speech-not-in-grammar`. `Infinity` measures and believes all but silence. The model's own bound unless given; a model without
   * one believes all. Suggested values: 0.5 to 3, tuned by `npm run bench -- rejection`.
   */
  maxMisfit?: number;
  /** A user's words, the text of the list: one word a line, optionally followed by its phones. */
  vocabulary?: string;
  /** Words to expect more than the language model does: one a line, `word` or `word:boost` (natural log, default 2). */
  hotWords?: string;
}

/** Opens the model in folder `modelFolder`. */
export type OpenRecognizer = (
  modelFolder: string,
  options?: OpenRecognizerOptions,
) => Promise<SpeechRecognizer>;
