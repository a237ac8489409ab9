/** Where utterances begin and end, on sounds whose bounds are known. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/random.js';
import { type Boundary, Endpointer } from '../../../src/speech/streaming/endpointer.js';

const RATE = 16000;

/** Seconds of each sound in turn: noise of a level, or bursts like syllables above it. */
function sound(
  parts: readonly (readonly [kind: 'rest' | 'talk', seconds: number])[],
  noise = 0.001,
  rate = RATE,
) {
  const random = createRandom(7);
  const out: number[] = [];
  for (const [kind, seconds] of parts) {
    for (let i = 0; i < seconds * rate; i++) {
      const syllable = kind === 'talk' ? Math.max(0, Math.sin((2 * Math.PI * 4 * i) / rate)) : 0;
      out.push(noise * (2 * random.next() - 1) + 0.2 * syllable * Math.sin((2 * Math.PI * 900 * i) / rate));
    }
  }
  return Float32Array.from(out);
}

/** What happened when, in seconds, the samples given in pieces that end at `cuts`. */
function boundaries(
  samples: Float32Array,
  { rate = RATE, trailing = 500, longest = 30, cuts = [] as number[] } = {},
) {
  const endpointer = new Endpointer({
    sampleRateHz: rate,
    trailingSilenceMs: trailing,
    longestSeconds: longest,
  });
  const found: [Boundary, number][] = [];
  const ends = [...cuts.filter((cut) => cut < samples.length).sort((a, b) => a - b), samples.length];
  let from = 0;
  for (const end of ends) {
    const piece = samples.subarray(from, end);
    for (let at = 0; at < piece.length; ) {
      const { next, boundary } = endpointer.take(piece, at);
      if (boundary) found.push([boundary, (from + next) / rate]);
      at = next;
    }
    from = end;
  }
  return found;
}

const two = [
  ['rest', 1],
  ['talk', 1.1],
  ['rest', 1],
  ['talk', 0.6],
  ['rest', 1],
] as const;

describe('Endpointer', () => {
  it.each([8000, 11025, 16000, 44100])('finds two utterances at %d Hz', (rate) => {
    const found = boundaries(sound(two, 0.001, rate), { rate });
    expect(found.map(([boundary]) => boundary)).toEqual(['onset', 'end', 'onset', 'end']);
    const expected = [1.1, 2.6, 3.2, 4.2]; // the last syllable of the second ends 0.1 s before its talk does
    found.forEach(([, seconds], i) => {
      expect(Math.abs(seconds - expected[i]!)).toBeLessThan(0.13);
    });
  });

  it('does the same however the samples are cut', () => {
    const samples = sound(two);
    const whole = boundaries(samples);
    fc.assert(
      fc.property(fc.array(fc.nat(samples.length - 1), { maxLength: 40 }), (cuts) => {
        expect(boundaries(samples, { cuts })).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  it('takes no notice of a click, of hum, or of an offset', () => {
    const samples = sound([['rest', 3]]).map(
      (value, i) => value + 0.3 + 0.05 * Math.sin((2 * Math.PI * 50 * i) / RATE),
    );
    samples[20_000] = 1;
    expect(boundaries(samples)).toEqual([]);
  });

  it('hears speech in noise', () => {
    const found = boundaries(sound(two, 0.01)).map(([boundary]) => boundary);
    expect(found).toEqual(['onset', 'end', 'onset', 'end']);
  });

  it('ends what is too long, sooner at a pause', () => {
    const [onset, end] = boundaries(
      sound([
        ['rest', 1],
        ['talk', 9],
      ]),
      { longest: 6 },
    );
    // Syllables are 125 ms apart: such a pause ends it when patience is down to 90 ms or so.
    expect(onset![0]).toBe('onset');
    expect(end![0]).toBe('end');
    expect(end![1] - onset![1]).toBeGreaterThan(5);
    expect(end![1] - onset![1]).toBeLessThanOrEqual(6);
    const pause = boundaries(
      sound([
        ['rest', 1],
        ['talk', 5],
        ['rest', 0.4],
        ['talk', 4],
      ]),
      { longest: 6 },
    )[1]!;
    expect(pause[1]).toBeGreaterThan(6);
    expect(pause[1]).toBeLessThan(6.4);
    const never = boundaries(
      sound([
        ['rest', 1],
        ['talk', 2],
        ['rest', 9],
      ]),
      { trailing: 0 },
    );
    expect(never.map(([boundary]) => boundary)).toEqual(['onset']);
  });

  it('refuses what is no number', () => {
    expect(() => boundaries(sound([['rest', 1]]).fill(Number.NaN, 900, 901))).toThrow('audio-not-a-number');
  });
});
