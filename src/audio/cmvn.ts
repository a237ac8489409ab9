/** Cepstral mean and variance normalisation: takes the channel and the loudness out of the features. */
import type { FeatureMatrix } from './features.js';

/** Dimensions that vary less than this are centred but not scaled: there is nothing in them but rounding. */
const SMALLEST_VARIANCE = 1e-10;

/**
 * Subtracts from every dimension its mean over the utterance and, if asked, divides by its standard deviation
 * (biased estimate, 1/T).
 *
 * @param features - [T, D]
 * @returns a new matrix of the same shape. // [T, D]
 */
export function normalizeUtterance(features: FeatureMatrix, options: { variance: boolean }): FeatureMatrix {
  const { data, frames, dimensions: D } = features;
  const out = new Float32Array(data.length); // [T, D]
  for (let d = 0; d < D; d++) {
    let sum = 0;
    for (let at = d; at < data.length; at += D) sum += data[at]!;
    const mean = sum / frames;
    let scale = 1;
    if (options.variance) {
      let squares = 0;
      for (let at = d; at < data.length; at += D) squares += (data[at]! - mean) ** 2;
      const variance = squares / frames;
      if (variance > SMALLEST_VARIANCE) scale = 1 / Math.sqrt(variance);
    }
    for (let at = d; at < data.length; at += D) out[at] = (data[at]! - mean) * scale;
  }
  return { data: out, frames, dimensions: D };
}
