/** Any sampling rate → 16 kHz, by libsamplerate's sinc interpolation. */
import { SAMPLE_RATE_HZ } from './audio-clip.js';

/**
 * Samples given to one `simple()` call, and returned by it: beyond about a million the library falls back to a path
 * that loses the last 9 ms and breaks at 11,025 Hz.
 */
const MOST_SAMPLES = 1_000_000;

/** Sound on either side of a piece that its ends can depend on; the filter reaches 6 ms at 8 kHz. */
export const CONTEXT_SECONDS = 0.02;

/**
 * Resamples mono audio to 16 kHz, aliases and images 120 dB down. The library (wasm) is imported at the first call
 * that needs it.
 *
 * Long audio is cut into overlapping pieces at positions where input and output samples coincide, so the pieces join
 * without a seam. Beyond the ends of the audio there is silence.
 *
 * @param samples - mono at `sampleRateHz`. // [N]
 * @returns round(N · 16000 / sampleRateHz) samples; the input itself if the rate is right.
 */
export async function resampleTo16k(samples: Float32Array, sampleRateHz: number): Promise<Float32Array> {
  if (sampleRateHz === SAMPLE_RATE_HZ || samples.length === 0) return samples;
  const { default: library } = await import('@alexanderolsen/libsamplerate-js');
  const converter = await library.create(1, sampleRateHz, SAMPLE_RATE_HZ, {
    converterType: library.ConverterType.SRC_SINC_MEDIUM_QUALITY,
  });
  try {
    const divisor = greatestCommonDivisor(sampleRateHz, SAMPLE_RATE_HZ);
    const inStep = sampleRateHz / divisor; // input and output samples coincide every step
    const outStep = SAMPLE_RATE_HZ / divisor;
    const context = Math.ceil((CONTEXT_SECONDS * sampleRateHz) / inStep); // steps
    const core = Math.floor(MOST_SAMPLES / Math.max(inStep, outStep)) - 2 * context; // steps
    const out = new Float32Array(Math.round((samples.length * SAMPLE_RATE_HZ) / sampleRateHz));
    for (let step = 0; step * outStep < out.length; step += core) {
      const from = (step - context) * inStep;
      const to = Math.min((step + core) * inStep, samples.length) + context * inStep;
      const piece = new Float32Array(to - from);
      piece.set(samples.subarray(Math.max(from, 0), to), Math.max(-from, 0));
      const resampled = converter.simple(piece);
      const start = step * outStep;
      const wanted = Math.min(core * outStep, out.length - start);
      out.set(resampled.subarray(context * outStep, context * outStep + wanted), start);
    }
    return out;
  } finally {
    converter.destroy();
  }
}

export function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
