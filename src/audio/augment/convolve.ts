/** Convolution with long filters by Fourier transforms: what filters and rooms do to a sound. */
import FFT from 'fft.js';

const SHORTEST_BLOCK = 4096;

/**
 * The first N samples of signal ∗ kernel, shifted forward by `delay` samples: with half the length of a symmetric
 * filter as delay, nothing moves in time.
 *
 * Overlap-add (Stockham 1966), two blocks at a time: one as the real, one as the imaginary part of the same transform.
 *
 * @param signal - // [N]
 * @param kernel - // [K]
 * @returns a new array. // [N]
 */
export function convolve(signal: Float32Array, kernel: Float32Array, delay = 0): Float32Array {
  let size = SHORTEST_BLOCK;
  while (size < 2 * kernel.length) size *= 2;
  const block = size - kernel.length + 1;
  const fft = new FFT(size);
  const response = new Float64Array(2 * size);
  const time = new Float64Array(2 * size);
  const spectrum = new Float64Array(2 * size);
  for (let n = 0; n < kernel.length; n++) time[2 * n] = kernel[n]!;
  fft.transform(response, time);
  const out = new Float32Array(signal.length);
  const addPart = (part: 0 | 1, from: number): void => {
    const first = Math.max(from - delay, 0);
    const last = Math.min(from - delay + size, out.length);
    for (let n = first; n < last; n++) out[n]! += time[2 * (n - from + delay) + part]!;
  };
  for (let from = 0; from < signal.length; from += 2 * block) {
    time.fill(0);
    for (let part = 0; part < 2; part++) {
      const at = from + part * block;
      const length = Math.min(block, signal.length - at);
      for (let n = 0; n < length; n++) time[2 * n + part] = signal[at + n]!;
    }
    fft.transform(spectrum, time);
    for (let k = 0; k < 2 * size; k += 2) {
      const re = spectrum[k]!;
      const im = spectrum[k + 1]!;
      spectrum[k] = re * response[k]! - im * response[k + 1]!;
      spectrum[k + 1] = re * response[k + 1]! + im * response[k]!;
    }
    fft.inverseTransform(time, spectrum);
    addPart(0, from);
    addPart(1, from + block);
  }
  return out;
}
