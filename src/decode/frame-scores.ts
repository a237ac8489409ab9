/** The acoustic scores of one frame, each asked for once however many tokens need it. */
import type { AcousticScores } from './acoustic-scores.js';

/** A score is in `score` where `stamp` is `now`; otherwise {@link compute} puts it there. */
export class FrameScores {
  /** Scaled log-likelihoods. // [S] */
  readonly score: Float64Array;
  readonly stamp: Int32Array; // [S]
  now = 0;
  private source!: AcousticScores;
  private t = 0;

  constructor(
    senones: number,
    private readonly scale: number,
  ) {
    this.score = new Float64Array(senones);
    this.stamp = new Int32Array(senones);
  }

  /** Turns to frame `t` of `source`. */
  turn(source: AcousticScores, t: number): void {
    this.source = source;
    this.t = t;
    this.now = (this.now + 1) | 0;
  }

  at(senone: number): number {
    return this.stamp[senone] === this.now ? this.score[senone]! : this.compute(senone);
  }

  compute(senone: number): number {
    const score = this.scale * this.source.logLikelihood(this.t, senone);
    this.score[senone] = score;
    this.stamp[senone] = this.now;
    return score;
  }
}
