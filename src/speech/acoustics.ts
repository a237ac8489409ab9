/** What the recogniser asks of an acoustic model, whether Gaussian mixtures or a neural encoder. */
import type { FeatureMatrix } from '../audio/features.js';
import type { layMargins } from '../audio/margins.js';
import type { AcousticScores } from '../decode/acoustic-scores.js';
import type { PhoneContext } from '../decode/phone-hmm.js';

/** An utterance that comes in pieces → scores of the frames that are ready. */
export interface ScoreStream {
  /**
   * @param samples - the next ones, at 16 kHz in [-1, 1]
   * @returns scores that stay, and scores of the frames behind them as they look now
   */
  push(samples: Float32Array): { settled: AcousticScores; ahead: AcousticScores };
  /** Scores of the frames that are left: the utterance is over. */
  finish(): AcousticScores;
  close(): void;
}

export interface Acoustics {
  /** Phone names by id. */
  readonly phones: readonly string[];
  readonly context: PhoneContext;
  /** Seconds from one frame to the next. */
  readonly frameSeconds: number;
  /** What is laid around a clip before all else, if anything is. */
  readonly layMargins?: typeof layMargins;
  /** Samples at 16 kHz in [-1, 1] → the normalised cepstra that {@link score} begins with. // [T, C] */
  cepstra(samples: Float32Array): FeatureMatrix;
  /** The phone that each senone belongs to. // [S] */
  senonePhones(): Int32Array;
  /** Samples at 16 kHz in [-1, 1] → [T, S] log-likelihoods. */
  score(samples: Float32Array): AcousticScores;
  /**
   * Scores of the same clip by a model adapted to its speaker, if there is one.
   * @param scores - what {@link score} gave.
   * @param senones - the senone of every frame by a first guess of the words, -1 in silence. // [T]
   */
  adapt?(scores: AcousticScores, senones: Int32Array): AcousticScores;
  /** Scores of an utterance while it is being said, where the model can look at part of it. */
  stream?(): ScoreStream;
  /** Gives memory back, if there is any to give. Calling it twice does no harm. */
  close?(): void;
}
