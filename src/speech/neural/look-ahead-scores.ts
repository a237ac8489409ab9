/**
 * Scores of an utterance that is still being said: chunks of frames, each scored when some frames behind it are there.
 * What the whole utterance would tell of loudness and channel is not known yet: the cepstra of each chunk are
 * normalised by all of the utterance that is in sight.
 */
import { type FeaturePrior, RunningNormalizer } from '../../audio/cmvn.js';
import { MfccStream } from '../../audio/mfcc.js';
import type { MfccShape } from '../../audio/mfcc-options.js';
import type { LookAheadStream } from '../../rnn/runtime/encoder.js';

/** How far ahead an encoder looks while an utterance is being said, in frames of cepstra (10 ms). */
export interface LookAhead {
  /** Frames that are scored at once. Small ones come sooner and cost more. */
  chunkFrames: number;
  /** Frames behind them that are looked at. More make fewer errors and come later. */
  rightFrames: number;
}

export class LookAheadScores {
  private readonly cepstra: MfccStream;
  private readonly normalizer: RunningNormalizer;
  /** Cepstra that are not settled. // [T, C] */
  private waiting: Float32Array = new Float32Array(0);
  /** Scores of frames that are not settled. // [U, S] */
  private ahead: Float32Array = new Float32Array(0);
  /** How many of the waiting frames the normaliser knows. */
  private known = 0;

  /** @param prior - what is believed of cepstra beside what was heard */
  constructor(
    private readonly encoder: LookAheadStream,
    private readonly mfcc: MfccShape,
    private readonly lookAhead: LookAhead,
    prior?: FeaturePrior,
  ) {
    this.cepstra = new MfccStream({ ...mfcc, engine: 'plain' });
    this.normalizer = new RunningNormalizer({
      dimensions: mfcc.coefficients,
      variance: true,
      memoryFrames: Number.POSITIVE_INFINITY,
      prior,
    });
  }

  /**
   * @param samples - the next ones, at 16 kHz in [-1, 1]
   * @returns the log posteriors that are ready, and those behind them as they look now. // [U, S] each
   */
  push(samples: Float32Array): { settled: Float32Array; ahead: Float32Array } {
    const { chunkFrames, rightFrames } = this.lookAhead;
    const C = this.mfcc.coefficients;
    this.waiting = joined([this.waiting, this.cepstra.push(samples).data]);
    const ready: Float32Array[] = [];
    const sight = chunkFrames + rightFrames;
    while (this.waiting.length >= sight * C) {
      const { settled, ahead } = this.encoder.push(this.normalized(sight), chunkFrames);
      ready.push(settled);
      this.ahead = ahead;
      this.waiting = this.waiting.subarray(chunkFrames * C);
      this.known -= chunkFrames;
    }
    return { settled: joined(ready), ahead: this.ahead };
  }

  /** The scores of all that is left; the utterance is over. // [U, S] */
  finish(): Float32Array {
    return this.encoder.finish(this.normalized(this.waiting.length / this.mfcc.coefficients));
  }

  close(): void {
    this.encoder.close();
  }

  /** The first `frames` of those that wait. How samples were grouped has no influence. // [T, C] */
  private normalized(frames: number): Float32Array {
    const { waiting, normalizer, known } = this;
    const { coefficients: C } = this.mfcc;
    const matrix = (data: Float32Array) => ({ data, frames: data.length / C, dimensions: C });
    normalizer.learn(matrix(waiting.subarray(known * C, frames * C)));
    this.known = frames;
    return normalizer.apply(matrix(waiting.subarray(0, frames * C))).data;
  }
}

function joined(parts: readonly Float32Array[]): Float32Array {
  if (parts.length === 1) return parts[0]!;
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
