import { describe, expect, it } from 'vitest';
import { openMp3Coder } from '../../../scripts/recipes/mp3-coder.js';
import { createRandom } from '../../../src/random.js';

/** White noise, whose correlation with itself has one peak. */
function hiss(length: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => 0.1 * random.normal());
}

function tone(hz: number): Float32Array {
  return Float32Array.from({ length: 16_000 }, (_, n) => 0.3 * Math.sin((2 * Math.PI * hz * n) / 16_000));
}

function energy(x: Float32Array): number {
  return x.reduce((sum, value) => sum + value ** 2, 0);
}

describe('openMp3Coder', () => {
  it('gives back a clip as long as it was and at the time it was', async () => {
    using coder = await openMp3Coder();
    const clip = hiss(16_000, 1);
    const coded = await coder.apply(clip, createRandom(2));
    expect(coded.length).toBe(clip.length);
    const correlation = (lag: number): number => {
      let sum = 0;
      for (let n = 100; n < clip.length - 100; n++) sum += clip[n]! * coded[n + lag]!;
      return sum;
    };
    const lags = Array.from({ length: 199 }, (_, i) => i - 99);
    const best = lags.reduce((a, b) => (correlation(b) > correlation(a) ? b : a));
    expect(best).toBe(0);
  });

  it('keeps low frequencies and drops the highest', async () => {
    using coder = await openMp3Coder();
    for (let seed = 0; seed < 8; seed++) {
      const low = await coder.apply(tone(1000), createRandom(seed));
      const high = await coder.apply(tone(7800), createRandom(seed));
      expect(energy(low) / energy(tone(1000))).toBeGreaterThan(0.9);
      expect(energy(high) / energy(tone(7800))).toBeLessThan(0.01);
    }
  });

  it('codes every clip as if it were the first', async () => {
    using coder = await openMp3Coder();
    const first = await coder.apply(hiss(5000, 3), createRandom(4));
    await coder.apply(hiss(7001, 5), createRandom(6));
    expect(await coder.apply(hiss(5000, 3), createRandom(4))).toEqual(first);
  });

  it('bears clips shorter than a frame, and silence', async () => {
    using coder = await openMp3Coder();
    expect((await coder.apply(hiss(10, 7), createRandom(8))).length).toBe(10);
    const silence = await coder.apply(new Float32Array(3000), createRandom(9));
    expect(silence.every((x) => Math.abs(x) < 1e-4)).toBe(true);
  });
});
