/** Numbers the n-grams of a training set: hash → index, in open addressing, for a Map ends at 16.7 million entries. */

/** Grows as it is filled. */
export class FeatureIndex {
  #slots: Int32Array;
  #low: Uint32Array;
  #high: Uint32Array;
  #count = 0;

  constructor(expected = 1 << 16) {
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * expected))).fill(-1);
    this.#low = new Uint32Array(expected);
    this.#high = new Uint32Array(expected);
  }

  /** How many different n-grams were added. */
  get size(): number {
    return this.#count;
  }

  /** Hash of feature `index`: its low and its high word. */
  hash(index: number): [low: number, high: number] {
    return [this.#low[index]!, this.#high[index]!];
  }

  /** The index of an n-gram, −1 if it was never added. */
  find(low: number, high: number): number {
    return this.#slots[this.#slotOf(low, high)]!;
  }

  /** The index of an n-gram, which is added if it is new. */
  add(low: number, high: number): number {
    const slot = this.#slotOf(low, high);
    const found = this.#slots[slot]!;
    if (found >= 0) return found;
    const index = this.#count++;
    if (index === this.#low.length) this.#growKeys();
    this.#low[index] = low;
    this.#high[index] = high;
    this.#slots[slot] = index;
    if (2 * this.#count > this.#slots.length) this.#growSlots();
    return index;
  }

  #slotOf(low: number, high: number): number {
    const mask = this.#slots.length - 1;
    let slot = low & mask;
    for (;;) {
      const index = this.#slots[slot]!;
      if (index < 0 || (this.#low[index] === low && this.#high[index] === high)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #growKeys(): void {
    const longer = (keys: Uint32Array) => {
      const grown = new Uint32Array(2 * keys.length);
      grown.set(keys);
      return grown;
    };
    this.#low = longer(this.#low);
    this.#high = longer(this.#high);
  }

  #growSlots(): void {
    const old = this.#slots;
    this.#slots = new Int32Array(2 * old.length).fill(-1);
    for (let i = 0; i < this.#count; i++) {
      this.#slots[this.#slotOf(this.#low[i]!, this.#high[i]!)] = i;
    }
  }
}
