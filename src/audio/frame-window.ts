/** From 400 samples to the windowed, padded buffer whose spectrum is taken: what Kaldi does before its FFT. */
import { FFT_LENGTH, FRAME_LENGTH, type ResolvedMfccOptions } from './mfcc-options.js';

/** Features are computed on 16-bit integer scale: meyda's log(1 + x) would flatten quiet audio in [-1, 1]. */
const INT16_SCALE = 32768;

/**
 * Prepares one frame in the order of Kaldi's `ProcessWindow` (feat/feature-window.cc): int16 scale, mean removal,
 * pre-emphasis with x[−1] := x[0], window. `frame` keeps its zeros beyond the 400 samples.
 */
export class FrameWindow {
  /** The prepared frame after {@link fill}, zero-padded to a power of two. // [512] */
  readonly frame = new Float32Array(FFT_LENGTH);
  private readonly window: Float64Array; // [400]
  private readonly preEmphasis: number;

  constructor(options: ResolvedMfccOptions) {
    this.window = windowShape(options.window);
    this.preEmphasis = options.preEmphasis;
  }

  /** Prepares samples[at] … samples[at + 399]; at least that many must be there. */
  fill(samples: Float32Array, at: number): void {
    const { frame, window, preEmphasis } = this;
    let sum = 0;
    for (let i = 0; i < FRAME_LENGTH; i++) sum += samples[at + i]!;
    const mean = sum / FRAME_LENGTH;
    let previous = (samples[at]! - mean) * INT16_SCALE;
    for (let i = 0; i < FRAME_LENGTH; i++) {
      const sample = (samples[at + i]! - mean) * INT16_SCALE;
      frame[i] = (sample - preEmphasis * previous) * window[i]!;
      previous = sample;
    }
  }
}

/** Symmetric window over the 400 samples, both ends included (N − 1 in the denominator). */
function windowShape(name: ResolvedMfccOptions['window']): Float64Array {
  return Float64Array.from({ length: FRAME_LENGTH }, (_, n) => {
    const cosine = Math.cos((2 * Math.PI * n) / (FRAME_LENGTH - 1));
    return name === 'hamming' ? 0.54 - 0.46 * cosine : (0.5 - 0.5 * cosine) ** 0.85;
  });
}
