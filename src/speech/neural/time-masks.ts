/** SpecAugment's time masks (Park et al. 2019): some stretches of an utterance are silenced while it is learnt. */
import { createRandom } from '../../random.js';

/** Longest mask in frames, and share of the utterance that all masks cover. */
const LONGEST = 30;
const MOST = 0.12;

/**
 * Zeroes stretches of normalised features in place: zero is their mean.
 * @param features - [T, width]
 */
export function maskTime(features: Float32Array, width: number, seed: number): void {
  const T = features.length / width;
  const random = createRandom(seed);
  for (let left = Math.floor(T * MOST); left > 0; ) {
    const length = Math.min(left, 1 + random.int(LONGEST));
    const start = random.int(T - length + 1);
    features.fill(0, start * width, (start + length) * width);
    left -= length;
  }
}
