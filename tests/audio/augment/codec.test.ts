import { describe, expect, it } from 'vitest';
import { codeSpectrum, muLaw, quantize } from '../../../src/audio/augment/codec.js';
import { power } from '../../../src/audio/augment/level.js';
import { Mdct } from '../../../src/audio/augment/mdct.js';
import { makeNoise } from '../../../src/audio/augment/noise.js';
import { createRandom } from '../../../src/random.js';
import { bandPower, decibels } from './spectrum.js';

const noise = (length: number) => makeNoise('white', length, createRandom(1)).map((x) => 0.1 * x);
const minus = (a: Float32Array, b: Float32Array) => a.map((x, i) => x - b[i]!);

describe('Mdct', () => {
  it('is the sum it stands for', () => {
    const M = 8;
    const x = noise(2 * M);
    const out = new Float64Array(M);
    new Mdct(M).forward(x, 0, out);
    for (let k = 0; k < M; k++) {
      let sum = 0;
      for (let n = 0; n < 2 * M; n++) {
        const window = Math.sin((Math.PI * (n + 0.5)) / (2 * M));
        sum += window * x[n]! * Math.cos((Math.PI / M) * (n + 0.5 + M / 2) * (k + 0.5));
      }
      expect(out[k]).toBeCloseTo(sum, 6);
    }
  });

  it('gives back what came in', () => {
    const M = 64;
    const x = noise(1000);
    const mdct = new Mdct(M);
    const coefficients = new Float64Array(M);
    const back = new Float32Array(x.length);
    for (let at = -M; at < x.length; at += M) {
      mdct.forward(x, at, coefficients);
      mdct.inverse(coefficients, back, at);
    }
    expect(Math.max(...minus(back, x).map(Math.abs))).toBeLessThan(1e-6);
  });
});

describe('codeSpectrum', () => {
  it('makes noise of the level asked for while steps are small', () => {
    const x = noise(32000);
    const coded = codeSpectrum(x, { snrDb: 25, tiltDb: 0, floorDb: 60 });
    expect(Math.abs(decibels(power(x) / power(minus(coded, x))) - 25)).toBeLessThan(0.3);
  });

  it('spends less on high bands, and nothing on faint ones', () => {
    const pink = makeNoise('brown', 64000, createRandom(2));
    const coded = codeSpectrum(pink, { snrDb: 25, tiltDb: 15, floorDb: 30 });
    const error = minus(coded, pink);
    const snr = (from: number, to: number) =>
      decibels(bandPower(pink, from, to) / bandPower(error, from, to));
    expect(snr(300, 500)).toBeGreaterThan(snr(1500, 2000) + 3);
    expect(decibels(bandPower(coded, 6000, 7500) / bandPower(pink, 6000, 7500))).toBeLessThan(-10);
  });
});

describe('steps', () => {
  it('mu-law keeps 38 dB whatever the level', () => {
    for (const level of [1, 0.1]) {
      const x = Float32Array.from({ length: 16000 }, (_, n) => level * Math.sin(n * 0.05));
      const coded = Float32Array.from(x);
      muLaw(coded);
      const snr = decibels(power(x) / power(minus(coded, x)));
      expect(snr).toBeGreaterThan(33);
      expect(snr).toBeLessThan(42);
    }
  });

  it('rounding to b bits makes noise of a twelfth of a squared step', () => {
    const x = noise(32000);
    const coarse = Float32Array.from(x);
    quantize(coarse, 10);
    expect(power(minus(coarse, x)) / (2 ** -18 / 12)).toBeCloseTo(1, 1);
  });
});
