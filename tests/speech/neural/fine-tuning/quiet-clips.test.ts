import { describe, expect, it } from 'vitest';
import { power } from '../../../../src/audio/augment/level.js';
import { quietSamples, withQuietClips } from '../../../../src/speech/neural/fine-tuning/quiet-clips.js';

describe('quiet clips', () => {
  const clips = Array.from({ length: 200 }, (_, i) => quietSamples(i));

  it('are what 16 bits can hold, 0.3 to 3 seconds of it', () => {
    for (const samples of clips) {
      expect(samples.length).toBeGreaterThanOrEqual(0.3 * 16000);
      expect(samples.length).toBeLessThanOrEqual(3 * 16000);
      expect(samples.every((x) => Math.abs(x) <= 1 && Number.isInteger(x * 2 ** 15))).toBe(true);
    }
  });

  it('are of every kind: zeros, a flickering last bit, noise', () => {
    const levels = clips.map((samples) => 10 * Math.log10(power(samples) + 1e-20));
    const count = (from: number, to: number) => levels.filter((db) => db >= from && db < to).length;
    // Shares of a quarter, 15 % and the rest; 200 draws keep within four deviations of them.
    expect(count(-Infinity, -190)).toBeGreaterThan(25);
    // Two thirds of the samples are one bit off: 20 log10(2^-15) - 1.8 dB.
    expect(count(-92.2, -92)).toBeGreaterThan(9);
    expect(count(-80, -10)).toBeGreaterThan(90);
  });

  it('follow the clips that are there, the same ones every time', () => {
    const said = new Float32Array(5).fill(0.5);
    let isOpen = true;
    const close = () => {
      isOpen = false;
    };
    const store = { count: 1, samples: () => said, close, [Symbol.dispose]: close };
    {
      using sound = withQuietClips(store, 2);
      expect(sound.count).toBe(3);
      expect(sound.samples(0)).toEqual(said);
      expect(sound.samples(2)).toEqual(clips[1]);
    }
    expect(isOpen).toBe(false);
  });
});
