/** Warnings: where silence and clipping begin, and that neither touches the samples beyond their limits. */
import { describe, expect, it } from 'vitest';
import { checkSamples } from '../../src/audio/quality.js';

const sine = (length: number, gain: number, offset = 0) =>
  Float32Array.from({ length }, (_, n) => gain * Math.sin((2 * Math.PI * 200 * n) / 16000) + offset);
const codes = (samples: Float32Array) => checkSamples(samples, 16000).map((warning) => warning.code);

describe('checkSamples', () => {
  it('finds nothing wrong with a loud whole sine', () => {
    expect(codes(sine(16000, 0.97))).toEqual([]);
  });

  it('warns of silence below −60 dB, whatever constant the microphone adds', () => {
    expect(codes(new Float32Array(16000))).toEqual(['audio-silent']);
    expect(codes(sine(16000, 0.0013, 0.2))).toEqual(['audio-silent']); // rms 0.00092
    expect(codes(sine(16000, 0.0016, 0.2))).toEqual([]); // rms 0.00113
  });

  it('takes one loud moment for a sign of life', () => {
    const samples = new Float32Array(16000);
    samples.set(sine(800, 0.1), 8000);
    expect(codes(samples)).toEqual([]);
  });

  it('warns when waves stand at full scale', () => {
    const samples = sine(16000, 1.5);
    expect(codes(samples)).toEqual(['audio-clipped']);
    expect(Math.max(...samples)).toBe(1);
  });

  it('does not take peaks for clipping', () => {
    const peaks = sine(16000, 0.5);
    for (let n = 100; n < 16000; n += 100) peaks.fill(n % 200 === 0 ? 1 : -1, n, n + 2);
    expect(codes(peaks)).toEqual([]);
    const alternating = Float32Array.from({ length: 16000 }, (_, n) => (n % 2 === 0 ? 1 : -1));
    expect(codes(alternating)).toEqual([]);
  });

  it('needs more than one clipped sample in a thousand', () => {
    const few = sine(16000, 0.5);
    few.fill(1, 1000, 1015);
    expect(codes(few)).toEqual([]);
    few.fill(1, 1000, 1016);
    expect(checkSamples(few, 16000)).toEqual([
      {
        code: 'audio-clipped',
        message: 'The audio is clipped: 0.1 % of it stands at full scale. Record at a lower level.',
      },
    ]);
  });
});
