/** Float32 values ↔ 8- or 16-bit codes of values at equal distances. */

export type Codes = Uint8Array | Uint16Array;

export interface Quantized {
  /** // [N] */
  codes: Codes;
  /** The value of code 0, which stays exact, that of code 1 and that of the last code. // [3] */
  range: Float32Array;
}

/**
 * Rounds to 2^bits − 1 values from the smallest to the largest. Equal distances, not equally filled bins: these would be
 * coarsest among the few n-grams of high probability, which are the ones used.
 * @param exact - a value kept as it is, and that no other value is rounded to: log 0, or the backoff weight log 1
 */
export function quantize(values: Float32Array, bits: 8 | 16, exact: number): Quantized {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value === exact) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const codes = bits === 8 ? new Uint8Array(values.length) : new Uint16Array(values.length);
  if (high < low) return { codes, range: Float32Array.of(exact, 0, 0) };
  const perUnit = high > low ? (2 ** bits - 2) / (high - low) : 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== exact) codes[i] = 1 + Math.round((values[i]! - low) * perUnit);
  }
  return { codes, range: Float32Array.of(exact, low, high) };
}

/** The value of each code. // [2^bits] */
export function valuesOfCodes(codes: Codes, range: Float32Array): Float32Array {
  const [exact, low, high] = range as unknown as [number, number, number];
  const steps = 2 ** (8 * codes.BYTES_PER_ELEMENT) - 2;
  const values = new Float32Array(steps + 2).fill(exact, 0, 1);
  for (let k = 0; k <= steps; k++) values[k + 1] = low + ((high - low) * k) / steps;
  return values;
}
