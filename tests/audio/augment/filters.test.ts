import { describe, expect, it } from 'vitest';
import { limitBand } from '../../../src/audio/augment/band-limit.js';
import { convolve } from '../../../src/audio/augment/convolve.js';
import { makeNoise } from '../../../src/audio/augment/noise.js';
import { reverberate, roomResponse } from '../../../src/audio/augment/room.js';
import { createRandom } from '../../../src/random.js';
import { bandPower, decibels } from './spectrum.js';

describe('convolve', () => {
  it('equals the sum it stands for, at any length and delay', () => {
    const random = createRandom(1);
    const noise = (length: number) => Float32Array.from({ length }, () => random.normal());
    for (const [N, K, delay] of [
      [1, 1, 0],
      [50, 80, 11],
      [9000, 300, 150],
      [20000, 2500, 0],
    ] as const) {
      const signal = noise(N);
      const kernel = noise(K);
      const result = convolve(signal, kernel, delay);
      expect(result.length).toBe(N);
      for (const at of [0, 1, N >> 1, N - 2, N - 1].filter((n) => n >= 0 && n < N)) {
        let expected = 0;
        for (let k = 0; k < K; k++) expected += kernel[k]! * (signal[at + delay - k] ?? 0);
        expect(result[at]).toBeCloseTo(expected, 3);
      }
    }
  });
});

describe('limitBand', () => {
  const white = makeNoise('white', 64000, createRandom(2));

  it('keeps the band at its level and removes the rest by 60 dB', () => {
    const limited = limitBand(white, { lowHz: 300, highHz: 3400 });
    expect(decibels(bandPower(limited, 450, 3250) / bandPower(white, 450, 3250))).toBeCloseTo(0, 1);
    expect(decibels(bandPower(limited, 0, 150) / bandPower(white, 0, 150))).toBeLessThan(-60);
    expect(decibels(bandPower(limited, 3600, 8000) / bandPower(white, 3600, 8000))).toBeLessThan(-60);
  });

  it('moves nothing in time', () => {
    const pulse = new Float32Array(4000);
    pulse[2000] = 1;
    const limited = limitBand(pulse, { lowHz: 0, highHz: 6000 });
    expect(limited.indexOf(Math.max(...limited))).toBe(2000);
    expect(limited[2000]).toBeCloseTo(0.75, 3);
  });
});

describe('roomResponse', () => {
  const room = { reverberationSeconds: 0.4, directToReverberantDb: 5, gapSeconds: 0.005, damping: 0 };

  it('has the direct sound first, then a gap, then reflections of the power asked for', () => {
    const response = roomResponse(room, createRandom(3));
    expect(response[0]).toBe(1);
    expect(response.subarray(1, 80).every((x) => x === 0)).toBe(true);
    const tail = response.subarray(80).reduce((sum, x) => sum + x * x, 0);
    expect(decibels(1 / tail)).toBeCloseTo(5, 4);
  });

  it('decays by 60 dB in the reverberation time', () => {
    const response = roomResponse(room, createRandom(4));
    const energy = (from: number) => response.subarray(from, from + 400).reduce((sum, x) => sum + x * x, 0);
    // From 50 ms to 350 ms: 45 dB.
    expect(decibels(energy(880) / energy(880 + 4800))).toBeGreaterThan(43);
    expect(decibels(energy(880) / energy(880 + 4800))).toBeLessThan(47);
  });

  it('takes away high frequencies where walls are soft', () => {
    const white = makeNoise('white', 32000, createRandom(5));
    const soft = reverberate(white, { ...room, directToReverberantDb: -20, damping: 0.7 }, createRandom(6));
    // The one-pole filter's response: (1 − d)² / (1 − 2 d cos ω + d²), at 500 Hz −0.2 dB, at 6 kHz −14.2 dB.
    expect(decibels(bandPower(soft, 5500, 6500) / bandPower(soft, 400, 600))).toBeLessThan(-10);
  });
});
