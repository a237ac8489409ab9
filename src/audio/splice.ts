/** Splicing: each frame together with its neighbours, so that a memoryless model sees context. */
import type { FeatureMatrix } from './features.js';

/**
 * Joins every frame with the `context` frames before and after it, oldest first. Frames beyond either end repeat the
 * end frame, as Kaldi's `splice-feats` does.
 *
 * @param features - [T, D]
 * @returns a new matrix. // [T, (2 · context + 1) · D]
 */
export function splice(features: FeatureMatrix, context: number): FeatureMatrix {
  if (!Number.isInteger(context) || context < 0) {
    throw new Error(`splice: context ${context} is not a non-negative integer`);
  }
  const { data, frames, dimensions: D } = features;
  const dimensions = (2 * context + 1) * D;
  const out = new Float32Array(frames * dimensions); // [T, (2 · context + 1) · D]
  for (let t = 0, to = 0; t < frames; t++) {
    for (let offset = -context; offset <= context; offset++, to += D) {
      const from = Math.min(Math.max(t + offset, 0), frames - 1) * D;
      out.set(data.subarray(from, from + D), to);
    }
  }
  return { data: out, frames, dimensions };
}
