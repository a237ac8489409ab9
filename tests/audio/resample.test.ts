/** Resampling against sines known in closed form: value, length, seams and aliases. */
import { describe, expect, it } from 'vitest';
import { resampleTo16k } from '../../src/audio/resample.js';

const sine = (hz: number, rate: number, length: number) =>
  Float32Array.from({ length }, (_, n) => 0.5 * Math.sin((2 * Math.PI * hz * n) / rate));

/** Largest difference of `samples` from the sine at 16 kHz, away from the ends, where silence joins. */
function error(samples: Float32Array, hz: number): number {
  const truth = sine(hz, 16000, samples.length);
  let largest = 0;
  for (let n = 200; n < samples.length - 200; n++)
    largest = Math.max(largest, Math.abs(samples[n]! - truth[n]!));
  return largest;
}

describe('resampleTo16k', () => {
  it.each([8000, 11025, 12000, 16001, 22050, 32000, 44100, 48000, 96000, 192000])(
    'keeps a sine at %i Hz',
    async (rate) => {
      const samples = await resampleTo16k(sine(1234, rate, Math.round(0.4 * rate)), rate);
      expect(samples.length).toBe(6400);
      expect(error(samples, 1234)).toBeLessThan(1e-5); // −94 dB: below half a step of 16 bits
    },
  );

  it.each([11025, 44100])('joins the pieces of long audio without a seam at %i Hz', async (rate) => {
    const length = rate === 11025 ? 700_000 : 1_010_000; // more than one piece
    const samples = await resampleTo16k(sine(440, rate, length), rate);
    expect(samples.length).toBe(Math.round((length * 16000) / rate));
    expect(error(samples, 440)).toBeLessThan(1e-5);
  });

  it('lets nothing above 8 kHz fold back', async () => {
    const samples = await resampleTo16k(sine(10_000, 48000, 48000), 48000);
    const inner = samples.subarray(200, -200);
    const rms = Math.sqrt(inner.reduce((sum, value) => sum + value * value, 0) / inner.length);
    expect(20 * Math.log10(rms)).toBeLessThan(-100);
  });

  it('returns what is already right', async () => {
    const samples = sine(440, 16000, 100);
    expect(await resampleTo16k(samples, 16000)).toBe(samples);
    expect((await resampleTo16k(new Float32Array(0), 8000)).length).toBe(0);
  });

  it('takes a single sample for a single sample', async () => {
    expect((await resampleTo16k(Float32Array.of(0.5), 8000)).length).toBe(2);
  });
});
