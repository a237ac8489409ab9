import { describe, expect, it } from 'vitest';
import { addAtSnr, amplify, clip, power } from '../../../src/audio/augment/level.js';
import { makeNoise, sway } from '../../../src/audio/augment/noise.js';
import { SpeedChanger } from '../../../src/audio/augment/speed.js';
import { createRandom } from '../../../src/random.js';
import { bandPower, decibels } from './spectrum.js';

describe('makeNoise', () => {
  const LENGTH = 320_000;

  it.each([
    ['white', 0],
    ['pink', -3.01],
    ['brown', -6.02],
  ] as const)('%s noise falls by %d dB an octave', (colour, slope) => {
    const noise = makeNoise(colour, LENGTH, createRandom(1));
    // Bands an octave wide have the same mean slope: three octaves from 200 Hz to 1600 Hz.
    const fall = decibels(bandPower(noise, 1400, 1800) / bandPower(noise, 175, 225)) / 3;
    expect(Math.abs(fall - slope)).toBeLessThan(0.25);
  });

  it('hum is mains and its harmonics', () => {
    const hum = makeNoise('hum', LENGTH, createRandom(2));
    expect(decibels(bandPower(hum, 1000, 8000) / bandPower(hum, 40, 400))).toBeLessThan(-60);
  });

  it('sways by at most 20 dB', () => {
    const random = createRandom(3);
    const noise = new Float32Array(LENGTH).fill(1);
    sway(noise, random);
    const range = decibels(
      (Math.max(...noise.subarray(0, 100_000)) / Math.min(...noise.subarray(0, 100_000))) ** 2,
    );
    expect(range).toBeGreaterThan(0);
    expect(range).toBeLessThanOrEqual(20);
  });
});

describe('level', () => {
  const tone = () => Float32Array.from({ length: 16000 }, (_, n) => 0.5 * Math.sin(n * 0.1));

  it('adds noise at the ratio asked for', () => {
    const noisy = tone();
    addAtSnr(noisy, makeNoise('pink', 20000, createRandom(4)), 12);
    const clean = tone();
    const added = noisy.map((x, i) => x - clean[i]!);
    expect(decibels(power(clean) / power(added))).toBeCloseTo(12, 2);
  });

  it('leaves silence alone', () => {
    const silence = new Float32Array(100);
    addAtSnr(silence, makeNoise('white', 100, createRandom(5)), 10);
    expect(power(silence)).toBe(0);
    const speech = tone();
    addAtSnr(speech, new Float32Array(16000), 10);
    expect(speech).toEqual(tone());
  });

  it('amplifies by decibels and clips at a share of the peak', () => {
    const loud = tone();
    amplify(loud, 6.0206);
    expect(power(loud) / power(tone())).toBeCloseTo(4, 3);
    clip(loud, 0.5);
    expect(Math.max(...loud)).toBeCloseTo(0.5, 3);
  });
});

describe('SpeedChanger', () => {
  it('raises a tone and shortens it by the same factor', async () => {
    const tone = Float32Array.from({ length: 32000 }, (_, n) => Math.sin((2 * Math.PI * 1000 * n) / 16000));
    using speeds = new SpeedChanger();
    const fast = await speeds.change(tone, 1.1);
    expect(await speeds.change(tone, 1)).toBe(tone);
    await speeds.change(tone.subarray(0, 500), 1.1);
    expect(await speeds.change(tone, 1.1)).toEqual(fast);
    expect(fast.length).toBe(Math.round(32000 / 1.1));
    expect(decibels(bandPower(fast, 1070, 1130) / bandPower(fast, 970, 1030))).toBeGreaterThan(40);
  });
});
