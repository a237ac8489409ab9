/** The acoustic scores of one frame, each asked for once however many tokens need it. */
import type { AcousticScores } from './acoustic-scores.js';

export class FrameScores {
  /** Scaled log-likelihoods, valid where the stamp is the frame's. // [S] */
  private readonly score: Float64Array;
  private readonly stamp: Int32Array;
  private current = 0;
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
    this.current = (this.current + 1) | 0;
  }

  of(senone: number): number {
    if (this.stamp[senone] !== this.current) {
      this.stamp[senone] = this.current;
      this.score[senone] = this.scale * this.source.logLikelihood(this.t, senone);
    }
    return this.score[senone]!;
  }
}
