/** MFCCs against a plain implementation from the formulas, and their independence of how audio arrives. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractMfcc, frameCount, MfccStream } from '../../src/audio/mfcc.js';
import type { MfccOptions } from '../../src/audio/mfcc-options.js';

/** A voiced-looking sound: harmonics of 120 Hz under noise from a linear congruential generator. */
function sound(length: number, gain = 0.3): Float32Array {
  let seed = 12345;
  return Float32Array.from({ length }, (_, n) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    let value = 0.1 * (seed / 2 ** 32 - 0.5) + 0.02; // the offset must not matter
    for (const [h, a] of [0.5, 0.3, 0.2, 0.1].entries()) {
      value += a * Math.sin((2 * Math.PI * 120 * (h + 1) * n) / 16000 + h);
    }
    return gain * value;
  });
}

/** One frame by the definitions, with no code in common with what is tested. */
function plainMfcc(samples: Float32Array, options: Omit<Required<MfccOptions>, 'engine'>): number[] {
  const x = Array.from(samples.subarray(0, 400), (value) => value * 32768);
  const mean = x.reduce((a, b) => a + b, 0) / 400;
  const centred = x.map((value) => value - mean);
  const windowed = centred.map((value, n) => {
    const phase = (2 * Math.PI * n) / 399;
    const w =
      options.window === 'povey' ? (0.5 - 0.5 * Math.cos(phase)) ** 0.85 : 0.54 - 0.46 * Math.cos(phase);
    return w * (value - options.preEmphasis * centred[Math.max(n - 1, 0)]!);
  });
  const power = Array.from({ length: 257 }, (_, k) => {
    let re = 0;
    let im = 0;
    for (let n = 0; n < 400; n++) {
      re += windowed[n]! * Math.cos((2 * Math.PI * k * n) / 512);
      im -= windowed[n]! * Math.sin((2 * Math.PI * k * n) / 512);
    }
    return re * re + im * im;
  });
  const mel = (hz: number) => 1125 * Math.log(1 + hz / 700);
  const hz = (m: number) => 700 * (Math.exp(m / 1125) - 1);
  const B = options.melBands;
  const edges = Array.from({ length: B + 2 }, (_, i) =>
    Math.floor((513 * hz((i * mel(8000)) / (B + 1))) / 16000),
  );
  const logs = Array.from({ length: B }, (_, b) => {
    const [left, centre, right] = edges.slice(b, b + 3) as [number, number, number];
    let energy = 0;
    for (let k = left; k < centre; k++) energy += (power[k]! * (k - left)) / (centre - left);
    for (let k = centre; k < right; k++) energy += (power[k]! * (right - k)) / (right - centre);
    return Math.log(1 + energy);
  });
  return Array.from({ length: options.coefficients }, (_, c) =>
    logs.reduce((sum, value, b) => sum + 2 * value * Math.cos((Math.PI * c * (b + 0.5)) / B), 0),
  );
}

describe.each(['meyda', 'plain'] as const)('the engine %s', (engine) => {
  it.each<Omit<Required<MfccOptions>, 'engine'>>([
    { coefficients: 13, melBands: 26, preEmphasis: 0.97, window: 'hamming' },
    { coefficients: 20, melBands: 23, preEmphasis: 0, window: 'povey' },
    { coefficients: 40, melBands: 40, preEmphasis: 0.97, window: 'povey' },
  ])('equals the definitions with %o', (options) => {
    const samples = sound(400 + 3 * 160);
    const { data, frames, dimensions } = extractMfcc(samples, { ...options, engine });
    expect([frames, dimensions]).toEqual([4, options.coefficients]);
    for (let t = 0; t < frames; t++) {
      const expected = plainMfcc(samples.subarray(t * 160), options);
      for (let c = 0; c < dimensions; c++) {
        expect(Math.abs(data[t * dimensions + c]! - expected[c]!)).toBeLessThan(
          1e-4 * Math.max(1, Math.abs(expected[c]!)),
        );
      }
    }
  });
});

describe('extractMfcc', () => {
  it('keeps its shape when the audio is quiet: gain moves c0 alone', () => {
    const loud = extractMfcc(sound(400, 0.5));
    const quiet = extractMfcc(sound(400, 0.005));
    expect(quiet.data[0]).toBeLessThan(loud.data[0]! - 100);
    for (let c = 1; c < 13; c++) expect(Math.abs(quiet.data[c]! - loud.data[c]!)).toBeLessThan(0.5);
  });

  it('gives extractions with different options nothing in common', () => {
    const samples = sound(1600);
    const before = extractMfcc(samples, { coefficients: 13 });
    extractMfcc(samples, { coefficients: 40, window: 'povey' });
    expect(extractMfcc(samples, { coefficients: 13 })).toEqual(before);
  });

  it('makes frames only of whole windows', () => {
    expect([0, 399, 400, 559, 560, 16000].map(frameCount)).toEqual([0, 0, 1, 1, 2, 98]);
    expect(extractMfcc(sound(399)).frames).toBe(0);
    expect(extractMfcc(sound(560)).frames).toBe(2);
  });

  it('refuses options that make no sense', () => {
    expect(() => extractMfcc(sound(400), { coefficients: 41 })).toThrow('mfcc-bad-option');
    expect(() => extractMfcc(sound(400), { coefficients: 20, melBands: 19 })).toThrow('melBands 19');
    expect(() => extractMfcc(sound(400), { preEmphasis: Number.NaN })).toThrow('preEmphasis NaN');
  });
});

describe('the plain engine', () => {
  it('equals meyda but for rounding, whatever the filter bank and the loudness', () => {
    const bank = fc.integer({ min: 1, max: 80 }).chain((melBands) =>
      fc.record({
        melBands: fc.constant(melBands),
        coefficients: fc.integer({ min: 1, max: Math.min(40, melBands) }),
        preEmphasis: fc.constantFrom(0, 0.97),
        window: fc.constantFrom('hamming' as const, 'povey' as const),
      }),
    );
    const gain = fc.constantFrom(0, 1e-5, 1e-3, 0.1, 1);
    fc.assert(
      fc.property(bank, gain, (options, loudness) => {
        const samples = sound(720, loudness);
        const meyda = extractMfcc(samples, { ...options, engine: 'meyda' });
        const plain = extractMfcc(samples, { ...options, engine: 'plain' });
        const scale = Math.max(1, ...meyda.data.map(Math.abs));
        meyda.data.forEach((value, i) => {
          expect(Math.abs(plain.data[i]! - value)).toBeLessThan(2e-6 * scale);
        });
      }),
      { numRuns: 60 },
    );
  });
});

describe('MfccStream', () => {
  it('gives the same frames however the audio is cut', () => {
    const samples = sound(2500);
    const whole = extractMfcc(samples);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 12 }), (sizes) => {
        const stream = new MfccStream();
        const parts: number[] = [];
        let at = 0;
        for (const size of [...sizes, samples.length]) {
          parts.push(...stream.push(samples.subarray(at, at + size)).data);
          at = Math.min(at + size, samples.length);
        }
        expect(parts).toEqual([...whole.data]);
      }),
      { numRuns: 40 },
    );
  });

  it('begins afresh after flush', () => {
    const samples = sound(1000);
    const stream = new MfccStream();
    const first = stream.push(samples);
    stream.flush();
    expect(stream.push(samples)).toEqual(first);
  });
});
