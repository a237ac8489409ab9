/** The latest samples of a stream, found by their position in it. Grows as needed up to what the owner keeps. */
export class SampleBuffer {
  private data = new Float32Array(16_384);
  private from = 0;
  private count = 0;

  /** Position after the last sample. */
  get end(): number {
    return this.from + this.count;
  }

  /** Position of the first sample that is still there. */
  get start(): number {
    return this.from;
  }

  append(samples: Float32Array): void {
    const needed = this.count + samples.length;
    if (needed > this.data.length) {
      const larger = new Float32Array(Math.max(needed, 2 * this.data.length));
      larger.set(this.data.subarray(0, this.count));
      this.data = larger;
    }
    this.data.set(samples, this.count);
    this.count = needed;
  }

  /** A copy of what lies from `position` on. // [N] */
  since(position: number): Float32Array {
    return this.data.slice(Math.max(0, position - this.from), this.count);
  }

  /** Forgets what lies before `position`. */
  dropBefore(position: number): void {
    const gone = Math.min(this.count, position - this.from);
    if (gone <= 0) return;
    this.data.copyWithin(0, gone, this.count);
    this.from += gone;
    this.count -= gone;
  }
}
