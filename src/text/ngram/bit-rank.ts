/** A row of bits that knows how many of them are set before any place, and where the n-th set one is. */

/** Bits counted at once. */
const WORD_BITS = 32;

export class BitRank {
  private readonly words: Uint32Array;
  /** Set bits before each word; the last entry is their number. */
  private readonly before: Uint32Array;

  /** @param bytes - eight bits each, the lowest first; kept */
  constructor(bytes: Uint8Array) {
    const whole = Math.ceil(bytes.length / 4);
    if (bytes.byteOffset % 4 === 0 && bytes.length % 4 === 0) {
      this.words = new Uint32Array(bytes.buffer, bytes.byteOffset, whole);
    } else {
      this.words = new Uint32Array(whole);
      new Uint8Array(this.words.buffer).set(bytes);
    }
    this.before = new Uint32Array(whole + 1);
    let count = 0;
    for (let i = 0; i < whole; i++) {
      count += bitCount(this.words[i]!);
      this.before[i + 1] = count;
    }
  }

  has(at: number): boolean {
    return ((this.words[at >>> 5]! >>> (at & 31)) & 1) === 1;
  }

  /** Set bits before place `at`. */
  rank(at: number): number {
    const below = ~(-1 << (at & 31));
    return this.before[at >>> 5]! + bitCount(this.words[at >>> 5]! & below);
  }

  /** The place of the set bit that has `n` before it; there must be one. */
  select(n: number): number {
    let low = 0;
    let high = this.words.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.before[middle]! <= n) low = middle;
      else high = middle - 1;
    }
    let bits = this.words[low]!;
    for (let left = n - this.before[low]!; left > 0; left--) bits &= bits - 1; // the lowest set bit goes
    return low * WORD_BITS + (31 - Math.clz32(bits & -bits));
  }
}

/** Set bits of a 32-bit number (Warren, "Hacker's Delight", 5-1). */
function bitCount(value: number): number {
  let v = value - ((value >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
