/** The one door through which acoustics enter the decoder: a [T, S] table of senone log-likelihoods. */

/**
 * log p(frame t | senone s) up to a constant per frame. A Gaussian mixture computes entries when asked, a neural
 * encoder has the whole table at hand; the decoder cannot tell.
 */
export interface AcousticScores {
  /** Number of frames T. */
  readonly frames: number;
  /** Number of senones S. */
  readonly senones: number;
  /** Seconds from one frame to the next. */
  readonly frameSeconds: number;
  /** Natural-log likelihood of frame `t` in senone `s`. Called in order of `t` by the decoder. */
  logLikelihood(t: number, s: number): number;
  /** All of frame `t` at once, where they are at hand. // [S] */
  row?(t: number): Float32Array;
}

/** A table that is already there, e.g. a neural encoder's scaled log-posteriors. */
export class DenseScores implements AcousticScores {
  /** @param table - row-major log-likelihoods. // [T, S] */
  constructor(
    readonly table: Float32Array,
    readonly frames: number,
    readonly senones: number,
    readonly frameSeconds: number,
  ) {}

  logLikelihood(t: number, s: number): number {
    return this.table[t * this.senones + s]!;
  }

  row(t: number): Float32Array {
    return this.table.subarray(t * this.senones, (t + 1) * this.senones);
  }
}
