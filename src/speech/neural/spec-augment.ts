/**
 * SpecAugment (Park et al. 2019) on cached cepstra, at training time: stretches of time and bands of frequency replaced
 * by the utterance's mean. Frequencies are masked although features are cepstra: as many coefficients as mel bands are
 * kept, so the cosine transform can be undone, and a masked band is a correction of rank one.
 */
import type { Random } from '../../random.js';

export interface SpecAugmentOptions {
  /** Stretches of time masked, each of 0 … `longestFrames` frames (of 10 ms) and at most a fifth of the clip. */
  timeMasks: number;
  longestFrames: number;
  /** Frequency bands masked, each of 0 … `widestBands` mel bands. */
  frequencyMasks: number;
  widestBands: number;
}

/** Suggested for some ten hours of read speech. */
export const SPEC_AUGMENT: SpecAugmentOptions = {
  timeMasks: 2,
  longestFrames: 40,
  frequencyMasks: 2,
  widestBands: 6,
};

const LARGEST_SHARE = 0.2;

/**
 * Masks features in place.
 * @param features - cepstra normalised over the utterance, D coefficients of D mel bands. // [T, D]
 * @param variance - what was normalised away, besides the mean. // [D]
 */
export function specAugment(
  features: Float32Array,
  variance: Float64Array,
  options: SpecAugmentOptions,
  random: Random,
): void {
  const D = variance.length;
  const frames = features.length / D;
  for (let m = 0; m < options.frequencyMasks; m++) {
    const width = random.int(Math.min(options.widestBands, D) + 1);
    const first = random.int(D - width + 1);
    for (let band = first; band < first + width; band++) maskBand(features, variance, band);
  }
  for (let m = 0; m < options.timeMasks; m++) {
    const width = random.int(Math.min(options.longestFrames, Math.floor(LARGEST_SHARE * frames)) + 1);
    const first = random.int(frames - width + 1);
    features.fill(0, first * D, (first + width) * D);
  }
}

/**
 * Sets one log mel band to its mean over the utterance, in place.
 *
 * Cepstra are c[i] = 2 Σ_b m[b] cos(π i (b + ½) / D). From deviations of c the deviation of band b is
 * m[b] = (c[0] / 2 + Σ_{i>0} c[i] cos(π i (b + ½) / D)) / D; taking it away leaves c[i] − 2 m[b] cos(π i (b + ½) / D).
 */
export function maskBand(features: Float32Array, variance: Float64Array, band: number): void {
  const D = variance.length;
  const analysis = new Float64Array(D);
  const synthesis = new Float64Array(D);
  for (let i = 0; i < D; i++) {
    const cosine = Math.cos((Math.PI * i * (band + 0.5)) / D);
    const deviation = variance[i]! > 0 ? Math.sqrt(variance[i]!) : 1;
    analysis[i] = ((i === 0 ? 0.5 : cosine) / D) * deviation;
    synthesis[i] = (2 * cosine) / deviation;
  }
  for (let at = 0; at < features.length; at += D) {
    let level = 0;
    for (let i = 0; i < D; i++) level += analysis[i]! * features[at + i]!;
    for (let i = 0; i < D; i++) features[at + i]! -= level * synthesis[i]!;
  }
}
