/** Power of a sound between two frequencies, by the definition of the discrete Fourier transform on 1024-sample frames. */
import { PowerSpectrum } from '../../../src/audio/power-spectrum.js';

const SIZE = 1024;

/** Mean power per bin of the Hann-windowed frames of `samples`. */
export function bandPower(samples: Float32Array, fromHz: number, toHz: number): number {
  const spectrum = new PowerSpectrum(SIZE);
  const frame = new Float32Array(SIZE);
  let sum = 0;
  let bins = 0;
  for (let at = 0; at + SIZE <= samples.length; at += SIZE / 2) {
    for (let n = 0; n < SIZE; n++) {
      frame[n] = samples[at + n]! * Math.sin((Math.PI * (n + 0.5)) / SIZE) ** 2;
    }
    spectrum.compute(frame);
    for (let k = Math.ceil((fromHz * SIZE) / 16000); (k * 16000) / SIZE < toHz; k++) {
      sum += spectrum.power[k]!;
      bins++;
    }
  }
  return sum / bins;
}

export function decibels(ratio: number): number {
  return 10 * Math.log10(ratio);
}
