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
 * Resamples mono audio of one rate to 16 kHz, aliases and images 120 dB down; to be kept where there is more than one
 * clip, for it takes longer to open than a short clip takes to resample. Close it after use.
 */
export class Resampler implements Disposable {
  private constructor(
    private readonly sampleRateHz: number,
    private readonly converter: { simple(samples: Float32Array): Float32Array; destroy(): void },
  ) {}

  /** Imports the library (wasm). */
  static async open(sampleRateHz: number): Promise<Resampler> {
    const { default: library } = await import('@alexanderolsen/libsamplerate-js');
    const converter = await library.create(1, sampleRateHz, SAMPLE_RATE_HZ, {
      converterType: library.ConverterType.SRC_SINC_MEDIUM_QUALITY,
    });
    return new Resampler(sampleRateHz, converter);
  }

  /**
   * Long audio is cut into overlapping pieces at positions where input and output samples coincide, so the pieces join
   * without a seam. Beyond the ends of the audio there is silence.
   *
   * @param samples - mono at the resampler's rate. // [N]
   * @returns round(N · 16000 / rate) samples
   */
  resample(samples: Float32Array): Float32Array {
    const { sampleRateHz, converter } = this;
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
  }

  close(): void {
    this.converter.destroy();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/**
 * One clip through a {@link Resampler}.
 * @param samples - mono at `sampleRateHz`. // [N]
 * @returns round(N · 16000 / sampleRateHz) samples; the input itself if the rate is right.
 */
export async function resampleTo16k(samples: Float32Array, sampleRateHz: number): Promise<Float32Array> {
  if (sampleRateHz === SAMPLE_RATE_HZ || samples.length === 0) return samples;
  using resampler = await Resampler.open(sampleRateHz);
  return resampler.resample(samples);
}

export function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
