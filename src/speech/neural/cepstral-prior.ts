/**
 * What the cepstra of clips like some are on average, for clips too short to tell: in a third of a second the mean is
 * less the microphone than the one vowel that was said, and without it TWO may as well be FOUR. Their loudness is left
 * alone, for that is another with every speaker and says nothing.
 */
import { type FeaturePrior, type FeatureStatistics, withPrior } from '../../audio/cmvn.js';
import type { FeatureCache } from './feature-cache.js';

/** @param frames - as how many frames of 10 ms the statistics count beside those of a clip */
export function cepstralPrior(statistics: FeatureStatistics, frames: number): FeaturePrior {
  const counts = new Float64Array(statistics.mean.length).fill(frames);
  counts[0] = 0;
  return { ...statistics, frames: counts };
}

/** Mean over all frames, and mean of the variances within utterances, of some of a cache. // [40] each */
export function averageStatistics(cache: FeatureCache, utterances: readonly number[]): FeatureStatistics {
  const mean = new Float64Array(cache.dimensions);
  const variance = new Float64Array(cache.dimensions);
  let total = 0;
  for (const i of utterances) {
    const { frames } = cache.utterances[i]!;
    const own = cache.statistics(i);
    total += frames;
    for (let d = 0; d < mean.length; d++) {
      mean[d]! += ((own.mean[d]! - mean[d]!) * frames) / total;
      variance[d]! += ((own.variance[d]! - variance[d]!) * frames) / total;
    }
  }
  return { mean, variance };
}

/** The same cache with its features normalised by what is known beforehand too. */
export function cacheWithPrior(cache: FeatureCache, prior: FeaturePrior): FeatureCache {
  const joint = (i: number) => withPrior(cache.statistics(i), cache.utterances[i]!.frames, prior);
  return {
    ...cache,
    statistics: joint,
    features(i) {
      const data = cache.features(i);
      const own = cache.statistics(i);
      const { mean, variance } = joint(i);
      const D = mean.length;
      for (let d = 0; d < D; d++) {
        const deviation = Math.sqrt(variance[d]!);
        if (!(deviation > 0)) continue;
        const [scale, shift] = [
          Math.sqrt(own.variance[d]!) / deviation,
          (own.mean[d]! - mean[d]!) / deviation,
        ];
        for (let at = d; at < data.length; at += D) data[at] = data[at]! * scale + shift;
      }
      return data;
    },
  };
}
