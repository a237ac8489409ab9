/** Linear-phase filters: microphones, lines and codecs that let only a band of frequencies through. */
import { SAMPLE_RATE_HZ } from '../audio-clip.js';
import { convolve } from './convolve.js';

/** Half the filter's length in samples: edges are some 100 Hz wide, 70 dB down beyond. */
const HALF = 512;

export interface Band {
  /** Frequencies below are removed; 0 removes none. */
  lowHz: number;
  /** Frequencies above are removed; 8000 removes none. */
  highHz: number;
}

/**
 * Keeps a band of frequencies, at its level and its time.
 *
 * @param samples - 16 kHz. // [N]
 * @returns a new array. // [N]
 */
export function limitBand(samples: Float32Array, band: Band): Float32Array {
  return convolve(samples, bandKernel(band), HALF);
}

/** The impulse response of an ideal band-pass under a Blackman window. // [2 · 512 + 1] */
function bandKernel({ lowHz, highHz }: Band): Float32Array {
  const high = (2 * highHz) / SAMPLE_RATE_HZ;
  const low = (2 * lowHz) / SAMPLE_RATE_HZ;
  return Float32Array.from({ length: 2 * HALF + 1 }, (_, i) => {
    const n = i - HALF;
    const angle = (Math.PI * (n + HALF + 1)) / (HALF + 1);
    const window = 0.42 - 0.5 * Math.cos(angle) + 0.08 * Math.cos(2 * angle);
    return window * (high * sinc(high * n) - low * sinc(low * n));
  });
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}
