/**
 * Weights of n-grams in three bytes each: a hash table in open addressing that keeps of each n-gram two bytes of its
 * hash, and its weight in one. An n-gram that was never learnt is taken for another one about once in 20,000 times.
 */
import { InputError } from '../../errors.js';

const MAGIC = 0x5754_4731; // "WTG1"
const HEADER_BYTES = 16;
/** Share of slots in use at most: probing stays short. */
const LOAD = 0.6;
const LEVELS = 127;

/** Reads what {@link packWeights} wrote. */
export class WeightTable {
  readonly #fingerprints: Uint16Array; // [slots], 0 where the slot is free
  readonly #codes: Int8Array; // [slots]
  readonly #values = new Float64Array(256);

  /** @throws InputError `model-damaged` */
  constructor(bytes: Uint8Array, name: string) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const slots = bytes.byteLength >= HEADER_BYTES ? view.getUint32(4, true) : 0;
    const whole = HEADER_BYTES + 3 * slots;
    if (
      slots === 0 ||
      (slots & (slots - 1)) !== 0 ||
      bytes.byteLength !== whole ||
      view.getUint32(0, true) !== MAGIC
    ) {
      throw new InputError({
        code: 'model-damaged',
        found: `${bytes.byteLength} bytes in ${name} that are no table of n-gram weights`,
        expected: 'a whole table',
        remedy: 'Fetch or train the model again.',
      });
    }
    // A copy: the bytes of a file may begin at any address (slice() of a Buffer would not copy).
    const body = new Uint8Array(bytes.subarray(HEADER_BYTES)).buffer;
    this.#fingerprints = new Uint16Array(body, 0, slots);
    this.#codes = new Int8Array(body, 2 * slots, slots);
    const largest = view.getFloat64(8, true);
    for (let code = -LEVELS; code <= LEVELS; code++) this.#values[code & 255] = decode(code, largest);
  }

  /** The weight of an n-gram, 0 for one that is not known. */
  weight(low: number, high: number): number {
    const mask = this.#fingerprints.length - 1;
    const wanted = fingerprint(high);
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const found = this.#fingerprints[slot]!;
      if (found === 0) return 0;
      if (found === wanted) return this.#values[this.#codes[slot]! & 255]!;
    }
  }
}

/** Hashes of n-grams. */
export interface NgramHashes {
  low: Uint32Array; // [F]
  high: Uint32Array; // [F]
}

/**
 * Maps weights to the bytes of a table.
 *
 * @param weights - one for each n-gram // [F]
 * @param maxNgrams - only the heaviest are kept
 */
export function packWeights(
  { low, high }: NgramHashes,
  weights: Float64Array,
  maxNgrams = Infinity,
): Uint8Array {
  // Of two n-grams that the table cannot tell apart, the heavier one stays.
  const order = Uint32Array.from(weights, (_, i) => i);
  order.sort((a, b) => Math.abs(weights[b]!) - Math.abs(weights[a]!));
  const kept = order.subarray(0, Math.min(order.length, maxNgrams));
  const largest = kept.length === 0 ? 0 : Math.abs(weights[kept[0]!]!);
  const slots = 2 ** Math.ceil(Math.log2(Math.max(kept.length, 1) / LOAD));
  const fingerprints = new Uint16Array(slots);
  const codes = new Int8Array(slots);
  for (const ngram of kept) {
    const code = encode(weights[ngram]!, largest);
    if (code === 0) break;
    const wanted = fingerprint(high[ngram]!);
    let slot = low[ngram]! & (slots - 1);
    while (fingerprints[slot] !== 0 && fingerprints[slot] !== wanted) slot = (slot + 1) & (slots - 1);
    if (fingerprints[slot] === wanted) continue;
    fingerprints[slot] = wanted;
    codes[slot] = code;
  }
  const bytes = new Uint8Array(HEADER_BYTES + 3 * slots);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, slots, true);
  view.setFloat64(8, largest, true);
  bytes.set(new Uint8Array(fingerprints.buffer), HEADER_BYTES);
  bytes.set(new Uint8Array(codes.buffer), HEADER_BYTES + 2 * slots);
  return bytes;
}

/** Never 0, which marks a free slot. */
function fingerprint(high: number): number {
  return high >>> 16 || 1;
}

/** Square roots are kept, so that the many small weights are told apart. */
function encode(weight: number, largest: number): number {
  return largest === 0 ? 0 : Math.round(Math.sign(weight) * Math.sqrt(Math.abs(weight) / largest) * LEVELS);
}

function decode(code: number, largest: number): number {
  return Math.sign(code) * (code / LEVELS) ** 2 * largest;
}
