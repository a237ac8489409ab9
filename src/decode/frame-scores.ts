/** The acoustic scores of one frame, each asked for once however many tokens need it. */
import type { AcousticScores } from './acoustic-scores.js';

export class FrameScores {
  /** Scaled log-likelihoods; NaN where {@link compute} has to be asked. // [S] */
  readonly score: Float64Array;
  /** No score is above it. Infinity where it is not known. */
  most = Infinity;
  private source!: AcousticScores;
  private t = 0;

  constructor(
    senones: number,
    private readonly scale: number,
  ) {
    this.score = new Float64Array(senones);
  }

  /** Turns to frame `t` of `source`. */
  turn(source: AcousticScores, t: number): void {
    this.source = source;
    this.t = t;
    const { score, scale } = this;
    const row = source.row?.(t);
    if (!row) {
      score.fill(Number.NaN);
      this.most = Infinity;
      return;
    }
    let most = -Infinity;
    for (let s = 0; s < score.length; s++) {
      const scaled = scale * row[s]!;
      score[s] = scaled;
      if (scaled > most) most = scaled;
    }
    this.most = most;
  }

  at(senone: number): number {
    const known = this.score[senone]!;
    return Number.isNaN(known) ? this.compute(senone) : known;
  }

  compute(senone: number): number {
    const score = this.scale * this.source.logLikelihood(this.t, senone);
    this.score[senone] = score;
    return score;
  }
}
