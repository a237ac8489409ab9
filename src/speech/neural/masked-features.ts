/** Cached features under SpecAugment, other masks in every epoch. */
import { createRandom } from '../../random.js';
import type { FeatureCache } from './feature-cache.js';
import { type SpecAugmentOptions, specAugment } from './spec-augment.js';

/** What is masked, and the chance of a run: two runs over the same features hide different parts of them. */
export interface Masks extends SpecAugmentOptions {
  seed: number;
}

/** Features of utterance `i` as epoch `epoch` hears them. // [T, 40] */
export function maskedFeatures(cache: FeatureCache, i: number, epoch: number, masks: Masks): Float32Array {
  const features = cache.features(i);
  const random = createRandom((masks.seed * 4099 + epoch) * 1_000_003 + i);
  specAugment(features, cache.statistics(i), masks, random);
  return features;
}
