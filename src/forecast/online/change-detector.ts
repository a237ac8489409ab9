/** Has the mean of a stream of numbers grown? The test of Page (1954) and Hinkley (1971), one number at a time. */

export interface ChangeDetectorOptions {
  /** Growth that does not matter, in spreads. Default 0.5. */
  slack?: number;
  /** Sum of growth beyond the slack that is taken for a change, in spreads: more is surer, and later. Default 15. */
  threshold?: number;
  /** Numbers that mean and spread are learnt from before any change can be told. Default 30. */
  warmUp?: number;
}

/** Numbers go in with {@link add}; it says when their mean is higher than it was when it began. */
export class ChangeDetector {
  private readonly slack: number;
  private readonly threshold: number;
  private readonly warmUp: number;
  private count = 0;
  private mean = 0;
  /** Sum of squared distances from the mean. */
  private squares = 0;
  private sum = 0;
  /** When the sum was last zero. */
  private since = 0;

  constructor({ slack = 0.5, threshold = 15, warmUp = 30 }: ChangeDetectorOptions = {}) {
    this.slack = slack;
    this.threshold = threshold;
    this.warmUp = warmUp;
  }

  /**
   * @returns how many numbers ago, this one included, the mean is likely to have grown; 0: it has not. After a change it
   * begins anew.
   */
  add(value: number): number {
    this.count++;
    if (this.count <= this.warmUp) {
      const before = value - this.mean;
      this.mean += before / this.count;
      this.squares += before * (value - this.mean);
      this.since = this.count;
      return 0;
    }
    const spread = Math.sqrt(this.squares / this.warmUp) || Math.abs(this.mean) || 1;
    // One strange number is no change.
    const excess = Math.min((value - this.mean) / spread, this.threshold / 3) - this.slack;
    this.sum = Math.max(0, this.sum + excess);
    if (this.sum === 0) this.since = this.count;
    if (this.sum <= this.threshold) return 0;
    const ago = this.count - this.since;
    this.begin();
    return ago;
  }

  /** Forgets all. */
  private begin(): void {
    this.count = 0;
    this.mean = 0;
    this.squares = 0;
    this.sum = 0;
    this.since = 0;
  }
}
