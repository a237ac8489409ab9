/** Mel-frequency cepstral coefficients of 16 kHz samples, whole or as they arrive: 25 ms frames every 10 ms. */
import { type Cepstrum, meydaCepstrum, plainCepstrum } from './cepstrum.js';
import type { FeatureMatrix } from './features.js';
import { FrameWindow } from './frame-window.js';
import { FRAME_LENGTH, HOP_LENGTH, type MfccOptions, resolveMfccOptions } from './mfcc-options.js';

/** Number of whole frames in `samples` samples: 1 + ⌊(N − 400) / 160⌋, or 0 (Kaldi's snip-edges). */
export function frameCount(samples: number): number {
  return samples < FRAME_LENGTH ? 0 : 1 + Math.floor((samples - FRAME_LENGTH) / HOP_LENGTH);
}

/**
 * MFCCs of audio that arrives in pieces. How it is cut into pieces has no influence on the frames: they equal those
 * of {@link extractMfcc} bit for bit.
 */
export class MfccStream {
  readonly coefficients: number;
  private readonly cepstrum: Cepstrum;
  private readonly window: FrameWindow;
  /** Samples that belong to a frame not yet complete, or to the overlap with the next one. */
  private pending = new Float32Array(0);

  /** @throws InputError `mfcc-bad-option` */
  constructor(options: MfccOptions = {}) {
    const resolved = resolveMfccOptions(options);
    this.coefficients = resolved.coefficients;
    this.cepstrum = resolved.engine === 'meyda' ? meydaCepstrum(resolved) : plainCepstrum(resolved);
    this.window = new FrameWindow(resolved);
  }

  /**
   * @param samples - the next samples, 16 kHz mono in [-1, 1]; not kept.
   * @returns the frames completed by them, possibly none. // [T, C]
   */
  push(samples: Float32Array): FeatureMatrix {
    const joined = new Float32Array(this.pending.length + samples.length);
    joined.set(this.pending);
    joined.set(samples, this.pending.length);
    const frames = frameCount(joined.length);
    const data = new Float32Array(frames * this.coefficients); // [T, C]
    for (let t = 0; t < frames; t++) {
      this.window.fill(joined, t * HOP_LENGTH);
      this.cepstrum(this.window.frame, data, t * this.coefficients);
    }
    this.pending = joined.slice(frames * HOP_LENGTH);
    return { data, frames, dimensions: this.coefficients };
  }

  /** Ends the utterance: drops the samples that fill no frame and makes ready for the next one. */
  flush(): void {
    this.pending = new Float32Array(0);
  }
}

/**
 * MFCCs by meyda's conventions on Kaldi's frames: mel(f) = 1125 ln(1 + f / 700) from 0 to 8 kHz, filters at whole
 * FFT bins, ln(1 + power), DCT-II times 2 without normalisation, no liftering.
 *
 * @param samples - 16 kHz mono in [-1, 1]. // [N]
 * @returns 1 + ⌊(N − 400) / 160⌋ frames, none if N < 400. // [T, C]
 * @throws InputError `mfcc-bad-option`
 */
export function extractMfcc(samples: Float32Array, options: MfccOptions = {}): FeatureMatrix {
  return new MfccStream(options).push(samples);
}
