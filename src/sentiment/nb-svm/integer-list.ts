/** An array of integers that grows, at four bytes an element. */
export class IntegerList {
  /** Longer than what was pushed; {@link push} may replace it. */
  values: Int32Array;
  length = 0;

  constructor(expected = 1024) {
    this.values = new Int32Array(expected);
  }

  push(value: number): void {
    if (this.length === this.values.length) {
      const grown = new Int32Array(2 * this.length);
      grown.set(this.values);
      this.values = grown;
    }
    this.values[this.length++] = value;
  }

  /** A copy of what was pushed. */
  trimmed(): Int32Array {
    return this.values.slice(0, this.length);
  }
}
