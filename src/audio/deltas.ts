/** Deltas: how each feature moves, by regression over the two frames on either side. */
import type { FeatureMatrix } from './features.js';

const WINDOW = 2;
/** 2 Σ n² for n = 1 … WINDOW. */
const DENOMINATOR = 10;

/**
 * Appends the first (`order` 1) or first and second (`order` 2) time derivatives to every frame:
 * Δ[t] = Σₙ n (c[t + n] − c[t − n]) / (2 Σₙ n²), n = 1, 2 (The HTK Book, eq. 5.16). Frames beyond either end repeat
 * the end frame. The second derivative is the same regression applied to the first, as HTK does.
 *
 * @param features - [T, D]
 * @returns a new matrix: statics, then Δ, then ΔΔ in each row. // [T, D · (order + 1)]
 */
export function addDeltas(features: FeatureMatrix, order: 1 | 2): FeatureMatrix {
  const { data, frames, dimensions: D } = features;
  const dimensions = D * (order + 1);
  const out = new Float32Array(frames * dimensions); // [T, D · (order + 1)]
  for (let t = 0; t < frames; t++) out.set(data.subarray(t * D, (t + 1) * D), t * dimensions);
  for (let k = 1; k <= order; k++) regress(out, frames, dimensions, (k - 1) * D, k * D, D);
  return { data: out, frames, dimensions };
}

/** Writes the slope of columns from … from + width - 1 into columns to … to + width - 1. */
function regress(
  data: Float32Array,
  frames: number,
  stride: number,
  from: number,
  to: number,
  width: number,
) {
  for (let t = 0; t < frames; t++) {
    for (let d = 0; d < width; d++) {
      let sum = 0;
      for (let n = 1; n <= WINDOW; n++) {
        const after = Math.min(t + n, frames - 1) * stride + from + d;
        const before = Math.max(t - n, 0) * stride + from + d;
        sum += n * (data[after]! - data[before]!);
      }
      data[t * stride + to + d] = sum / DENOMINATOR;
    }
  }
}
