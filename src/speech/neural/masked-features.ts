/** Cached features under SpecAugment, other masks in every epoch. */
import { createRandom } from '../../random.js';
import type { FeatureCache } from './feature-cache.js';
import { SPEC_AUGMENT, type SpecAugmentOptions, specAugment } from './spec-augment.js';

/** Features of utterance `i` as epoch `epoch` hears them. // [T, 40] */
export function maskedFeatures(
  cache: FeatureCache,
  i: number,
  epoch: number,
  masks: SpecAugmentOptions = SPEC_AUGMENT,
): Float32Array {
  const features = cache.features(i);
  specAugment(features, cache.statistics(i), masks, createRandom(epoch * 1_000_003 + i));
  return features;
}
