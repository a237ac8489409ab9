import { describe, expect, it } from 'vitest';
import { featureStatistics, normalizeUtterance } from '../../../src/audio/cmvn.js';
import { createRandom } from '../../../src/random.js';
import { maskBand, SPEC_AUGMENT, specAugment } from '../../../src/speech/neural/spec-augment.js';

const D = 40;
const T = 300;

/** Log mel energies by chance → their cepstra, by the definition in cepstrum.ts. */
function cepstra(logMel: Float32Array): Float32Array {
  return Float32Array.from({ length: T * D }, (_, at) => {
    const row = at - (at % D);
    let sum = 0;
    for (let b = 0; b < D; b++) sum += 2 * logMel[row + b]! * Math.cos((Math.PI * (at % D) * (b + 0.5)) / D);
    return sum;
  });
}

describe('specAugment', () => {
  const random = createRandom(1);
  const logMel = Float32Array.from({ length: T * D }, (_, at) => 8 + (at % D) / 10 + random.normal());
  const raw = { data: cepstra(logMel), frames: T, dimensions: D };
  const statistics = featureStatistics(raw);
  const { data: features } = normalizeUtterance(raw, { variance: true });

  it('masking a band equals cepstra of mel energies with that band at its mean', () => {
    const band = 11;
    const masked = Float32Array.from(logMel);
    let mean = 0;
    for (let t = 0; t < T; t++) mean += logMel[t * D + band]! / T;
    for (let t = 0; t < T; t++) masked[t * D + band] = mean;
    const expected = cepstra(masked).map(
      (c, at) => (c - statistics.mean[at % D]!) / Math.sqrt(statistics.variance[at % D]!),
    );
    const found = Float32Array.from(features);
    maskBand(found, statistics.variance, band);
    const worst = found.reduce((most, x, at) => Math.max(most, Math.abs(x - expected[at]!)), 0);
    expect(worst).toBeLessThan(1e-4);
    // Masked is masked: a second time changes nothing.
    const again = Float32Array.from(found);
    maskBand(again, statistics.variance, band);
    expect(again.every((x, at) => Math.abs(x - found[at]!) < 1e-5)).toBe(true);
  });

  it('masks time up to the longest stretch, the same for the same seed', () => {
    const options = { ...SPEC_AUGMENT, frequencyMasks: 0, timeMasks: 1 };
    const lengths = new Set<number>();
    for (let seed = 0; seed < 50; seed++) {
      const found = Float32Array.from(features);
      specAugment(found, statistics.variance, options, createRandom(seed));
      const again = Float32Array.from(features);
      specAugment(again, statistics.variance, options, createRandom(seed));
      expect(again).toEqual(found);
      const masked = Array.from({ length: T }, (_, t) =>
        found.subarray(t * D, (t + 1) * D).every((x) => x === 0),
      );
      const first = masked.indexOf(true);
      const length = masked.filter((x) => x).length;
      if (length > 0) expect(masked.slice(first, first + length).every((x) => x)).toBe(true);
      expect(length).toBeLessThanOrEqual(options.longestFrames);
      lengths.add(length);
    }
    expect(lengths.size).toBeGreaterThan(10);
  });

  it('leaves short clips mostly alone', () => {
    const short = features.slice(0, 5 * D);
    specAugment(short, statistics.variance, { ...SPEC_AUGMENT, frequencyMasks: 0 }, createRandom(3));
    expect(short.filter((x) => x === 0).length).toBeLessThanOrEqual(2 * D);
  });
});
