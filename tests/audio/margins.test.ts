/** Short clips cut close to speech get margins, once; nothing else does. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { power } from '../../src/audio/augment/level.js';
import { layMargins } from '../../src/audio/margins.js';
import { createRandom } from '../../src/random.js';

const RATE = 16_000;
const MARGIN = 0.09 * RATE;

/** Noise of a second, quieter by so many decibels in its first and its last tenth. */
function noise(seed: number, quietStartDb = 0, quietEndDb = 0, seconds = 1): Float32Array {
  const random = createRandom(seed);
  const length = Math.round(seconds * RATE);
  return Float32Array.from({ length }, (_, n) => {
    const quietDb = n < 0.1 * RATE ? quietStartDb : n >= length - 0.1 * RATE ? quietEndDb : 0;
    return 0.1 * random.normal() * 10 ** (-quietDb / 20);
  });
}

describe('margins', () => {
  it.each([
    [0, 0, 0.09, 0.09],
    [40, 0, 0, 0.09],
    [0, 40, 0.09, 0],
    [40, 40, 0, 0],
  ])('are laid where an end is not quiet: %i and %i dB below', (startDb, endDb, lead, tail) => {
    const clip = noise(1, startDb, endDb);
    const { samples, leadSeconds, tailSeconds } = layMargins(clip);
    expect([leadSeconds, tailSeconds]).toEqual([lead, tail]);
    expect(samples.length).toBe(clip.length + Math.round((lead + tail) * RATE));
  });

  it('leaves the sound between them where it was, but for noise 40 dB below it', () => {
    const clip = noise(2);
    const { samples } = layMargins(clip);
    const added = samples.slice(MARGIN, MARGIN + clip.length).map((x, n) => x - clip[n]!);
    const level = (part: Float32Array) => 10 * Math.log10(power(part) / power(clip));
    for (const part of [samples.subarray(0, MARGIN), added, samples.subarray(-MARGIN)]) {
      expect(Math.abs(level(part) + 40)).toBeLessThan(0.5);
    }
  });

  it('are laid once, the same every time, and never around nothing', () => {
    const clips = fc.record({
      seed: fc.nat(),
      seconds: fc.double({ min: 0.3, max: 2, noNaN: true }),
      startDb: fc.constantFrom(0, 40),
      endDb: fc.constantFrom(0, 40),
    });
    fc.assert(
      fc.property(clips, ({ seed, seconds, startDb, endDb }) => {
        const clip = noise(seed, startDb, endDb, seconds);
        const kept = clip.slice();
        const once = layMargins(clip);
        expect(clip).toEqual(kept);
        expect(layMargins(clip)).toEqual(once);
        expect(layMargins(once.samples)).toEqual({ samples: once.samples, leadSeconds: 0, tailSeconds: 0 });
        if (seconds > 1.5) expect(once.samples).toBe(clip);
      }),
      { numRuns: 30 },
    );
    const silence = new Float32Array(RATE);
    expect(layMargins(silence).samples).toBe(silence);
    // What is too short to be heard stays so, and is told of.
    for (const length of [0, 1, 400])
      expect(layMargins(noise(3).slice(0, length)).samples.length).toBe(length);
  });
});
