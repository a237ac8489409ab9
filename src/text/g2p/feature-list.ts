/** A growing list of hashed features: what kind of thing was seen, and which, as an index into the table of weights. */

/** The table of weights has 2^22 entries: 2^20 cost 0.4 points of word error by collisions. */
export const FEATURE_BITS = 22;

const MASK = 2 ** FEATURE_BITS - 1;

/** Folds a number into a hash: multiply and shift. Start from the number of a feature template. */
export function mix(hash: number, value: number): number {
  const product = Math.imul(hash ^ value, 0x9e3779b1);
  return product ^ (product >>> 15);
}

/** FNV-1a of a string's char codes. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

export class FeatureList {
  #indices = new Int32Array(512);
  length = 0;

  /** The features so far; valid until the next call of a method. // [length] */
  get indices(): Int32Array {
    return this.#indices.subarray(0, this.length);
  }

  clear(): void {
    this.length = 0;
  }

  add(hash: number): void {
    if (this.length === this.#indices.length) {
      const longer = new Int32Array(2 * this.length);
      longer.set(this.#indices);
      this.#indices = longer;
    }
    this.#indices[this.length++] = mix(hash, 0x51ed27) & MASK;
  }

  /** Adds a feature unless it stands at `from` or later. */
  addOnce(hash: number, from: number): void {
    const index = mix(hash, 0x51ed27) & MASK;
    for (let k = from; k < this.length; k++) if (this.#indices[k] === index) return;
    this.add(hash);
  }
}
