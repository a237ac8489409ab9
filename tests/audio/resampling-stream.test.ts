import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { Resampler, resampleTo16k } from '../../src/audio/resample.js';
import { ResamplingStream } from '../../src/audio/resampling-stream.js';

const samples = (rate: number) =>
  Float32Array.from({ length: rate / 2 }, (_, i) => 0.5 * Math.sin(i / 7) + 0.3 * Math.sin((i * i) / 90_000));

describe('a resampling stream', () => {
  it.each([8000, 22_051, 44_100, 48_000])(
    '%i Hz: gives what the whole gives, however it comes',
    async (rate) => {
      const input = samples(rate);
      const whole = await resampleTo16k(input, rate);
      const sizes = fc.array(fc.integer({ min: 1, max: 6000 }), { minLength: 1, maxLength: 6 });
      await fc.assert(
        fc.asyncProperty(sizes, async (list) => {
          using stream = new ResamplingStream(rate);
          const out: number[] = [];
          for (let at = 0, i = 0; at < input.length; i++) {
            const size = list[i % list.length]! + 500;
            out.push(...(await stream.push(input.subarray(at, at + size))));
            at += size;
          }
          if (rate !== 22_051) expect(out.length).toBeGreaterThan(whole.length - 0.04 * 16_000);
          out.push(...(await stream.finish()));
          expect(out.length).toBe(whole.length);
          out.forEach((value, i) => {
            expect(Math.abs(value - whole[i]!)).toBeLessThan(1e-4);
          });
        }),
        { numRuns: 3, seed: 1 },
      );
    },
  );

  it('that cannot be opened says so once, and closing it is no second failure', async () => {
    const unhandled: unknown[] = [];
    const listen = (error: unknown): void => void unhandled.push(error);
    process.on('unhandledRejection', listen);
    const open = vi.spyOn(Resampler, 'open').mockRejectedValue(new Error('no library'));
    try {
      const stream = new ResamplingStream(8000);
      await expect(stream.push(samples(8000))).rejects.toThrow('no library');
      stream.close();
      await new Promise((done) => setTimeout(done, 20));
      expect(unhandled).toEqual([]);
    } finally {
      open.mockRestore();
      process.off('unhandledRejection', listen);
    }
  });

  it('passes 16 kHz through', async () => {
    const input = samples(16_000);
    expect(await new ResamplingStream(16_000).push(input)).toBe(input);
  });
});
