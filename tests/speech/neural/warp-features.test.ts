/** Warped cepstra against spectra that are known at every frequency: what was loud at f Hz is loud at warp · f. */
import { describe, expect, it } from 'vitest';
import { featureStatistics, normalizeUtterance } from '../../../src/audio/cmvn.js';
import { maskedFeatures } from '../../../src/speech/neural/masked-features.js';
import { unwarped, warpFeatures } from '../../../src/speech/neural/warp-features.js';

const D = 40;
const T = 60;
const TOP_MEL = 1125 * Math.log(1 + 8000 / 700);

/** Hz in the middle of a band. */
function centre(band: number): number {
  return 700 * (Math.exp(((band + 1) * TOP_MEL) / (D + 1) / 1125) - 1);
}

/** Log energy at `hz` of frame t: two broad formants that wander. */
function spectrum(t: number, hz: number): number {
  const mel = 1125 * Math.log(1 + hz / 700);
  const bump = (at: number): number => 4 * Math.exp(-(((mel - at) / 350) ** 2));
  return 8 + bump(900 + 250 * Math.sin(t)) + bump(1800 + 300 * Math.cos(0.7 * t));
}

/** Cepstra, by the definition in cepstrum.ts, of log mel bands. // [T, D] */
function cepstra(band: (t: number, b: number) => number) {
  const data = Float32Array.from({ length: T * D }, (_, at) => {
    let sum = 0;
    for (let b = 0; b < D; b++)
      sum += 2 * band(Math.floor(at / D), b) * Math.cos((Math.PI * (at % D) * (b + 0.5)) / D);
    return sum;
  });
  return { data, frames: T, dimensions: D };
}

/** By how much bands differ from their mean over time, from normalised cepstra. // [T, D] */
function bands(features: Float32Array, variance: Float64Array): Float64Array {
  return Float64Array.from({ length: T * D }, (_, at) => {
    let sum = 0;
    for (let i = 0; i < D; i++) {
      const cosine = i === 0 ? 0.5 : Math.cos((Math.PI * i * ((at % D) + 0.5)) / D);
      sum += (cosine / D) * Math.sqrt(variance[i]!) * features[at - (at % D) + i]!;
    }
    return sum;
  });
}

const raw = cepstra((t, b) => spectrum(t, centre(b)));
const { variance } = featureStatistics(raw);
const { data: normalized } = normalizeUtterance(raw, { variance: true });

describe('warpFeatures', () => {
  it.each([0.88, 0.97, 1.05, 1.12])('gives the cepstra of the spectrum warped by %f', (warp) => {
    const expected = cepstra((t, b) => spectrum(t, unwarped(centre(b), warp)));
    const wanted = bands(
      normalizeUtterance(expected, { variance: true }).data,
      featureStatistics(expected).variance,
    );
    const found = warpFeatures(normalized, variance, warp);
    const heard = bands(found.features, found.variance);
    const plain = bands(normalized, variance);
    const worst = (a: Float64Array): number =>
      a.reduce((most, x, i) => Math.max(most, Math.abs(x - wanted[i]!)), 0);
    expect(worst(heard)).toBeLessThan(0.03);
    expect(worst(plain)).toBeGreaterThan(0.3);
  });

  it('changes nothing by a factor of one', () => {
    const found = warpFeatures(normalized, variance, 1);
    expect(found.features.every((x, i) => Math.abs(x - normalized[i]!) < 1e-4)).toBe(true);
  });
});

describe('unwarped', () => {
  it.each([0.88, 1, 1.12])('is f over %f up to a bend, then straight to 8 kHz', (warp) => {
    for (const hz of [0, 100, 1000, 5900]) expect(unwarped(hz, warp)).toBeCloseTo(hz / warp, 9);
    const bend = 6800 * Math.min(1, warp);
    expect(unwarped(bend + 1e-6, warp)).toBeCloseTo(bend / warp, 4);
    expect(unwarped((bend + 8000) / 2, warp)).toBeCloseTo((bend / warp + 8000) / 2, 6);
    expect(unwarped(8000, warp)).toBe(8000);
  });
});

describe('maskedFeatures', () => {
  it('warps every utterance of every epoch by a factor of its own, always the same one', () => {
    const cache = {
      features: () => normalized.slice(),
      statistics: () => featureStatistics(raw),
    } as unknown as Parameters<typeof maskedFeatures>[0];
    const masks = { timeMasks: 0, longestFrames: 0, frequencyMasks: 0, widestBands: 0, seed: 1 };
    const heard = (i: number, epoch: number): Float32Array =>
      maskedFeatures(cache, i, epoch, { ...masks, furthestWarp: 0.1 });
    expect(heard(0, 0)).toEqual(heard(0, 0));
    expect(heard(0, 1)).not.toEqual(heard(0, 0));
    expect(heard(1, 0)).not.toEqual(heard(0, 0));
    expect(maskedFeatures(cache, 0, 0, masks)).toEqual(normalized);
  });
});
