/** Cached features under SpecAugment, other masks in every epoch, and said by another voice if so wanted. */
import { createRandom } from '../../random.js';
import type { FeatureCache } from './feature-cache.js';
import { type SpecAugmentOptions, specAugment } from './spec-augment.js';
import { warpFeatures } from './warp-features.js';

/** What is masked, and the chance of a run: two runs over the same features hide different parts of them. */
export interface Masks extends SpecAugmentOptions {
  seed: number;
  /**
   * Frames by which features may be moved to either side, so that a frame of scores is heard at several places
   * (Peddinti et al. 2015, "frame shift"). Default 0.
   */
  longestShift?: number;
  /** Frequencies are warped by a factor from 1 − this to 1 + this. Default 0; suggested: 0.12. */
  furthestWarp?: number;
}

/** Features of utterance `i` as epoch `epoch` hears them. // [T, 40] */
export function maskedFeatures(cache: FeatureCache, i: number, epoch: number, masks: Masks): Float32Array {
  const { longestShift = 0, furthestWarp = 0 } = masks;
  let features = cache.features(i);
  let { variance } = cache.statistics(i);
  const random = createRandom((masks.seed * 4099 + epoch) * 1_000_003 + i);
  if (furthestWarp > 0) {
    const warp = 1 + furthestWarp * (2 * random.next() - 1);
    ({ features, variance } = warpFeatures(features, variance, warp));
  }
  specAugment(features, variance, masks, random);
  if (longestShift > 0) {
    const frames = random.int(2 * longestShift + 1) - longestShift;
    shiftRows(features, frames, variance.length);
  }
  return features;
}

/** Row t becomes row t + by, in place; the first or last row stays where none is left. // x [T, width] */
function shiftRows(x: Float32Array, by: number, width: number): void {
  const floats = Math.min(Math.abs(by) * width, x.length);
  if (by > 0) x.copyWithin(0, floats);
  else x.copyWithin(floats, 0, x.length - floats);
}
