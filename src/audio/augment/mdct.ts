/** The modified discrete cosine transform, in which music and speech codecs work. */
import FFT from 'fft.js';

/**
 * MDCT of M coefficients per frame, frames of 2 M samples under a sine window, each half over the next (Princen &
 * Bradley 1986): X[k] = Σₙ w[n] x[n] cos(π/M (n + ½ + M/2)(k + ½)). {@link inverse} adds up overlapping frames to the
 * samples that came in.
 */
export class Mdct {
  private readonly fft: FFT;
  private readonly window: Float64Array; // [2M]
  private readonly time: Float64Array; // [2 · 2M]
  private readonly spectrum: Float64Array; // [2 · 2M]

  /** @param size - M, a power of two. */
  constructor(readonly size: number) {
    this.fft = new FFT(2 * size);
    this.window = Float64Array.from({ length: 2 * size }, (_, n) =>
      Math.sin((Math.PI * (n + 0.5)) / (2 * size)),
    );
    this.time = new Float64Array(4 * size);
    this.spectrum = new Float64Array(4 * size);
  }

  /**
   * @param samples - silence lies before and after them. // [N]
   * @param at - first sample of the frame, may be negative.
   * @param out - // [M]
   */
  forward(samples: Float32Array, at: number, out: Float64Array): void {
    const { size: M, time, spectrum, window } = this;
    for (let n = 0; n < 2 * M; n++) {
      const x = window[n]! * (samples[at + n] ?? 0);
      const angle = (-Math.PI * n) / (2 * M);
      time[2 * n] = x * Math.cos(angle);
      time[2 * n + 1] = x * Math.sin(angle);
    }
    this.fft.transform(spectrum, time);
    for (let k = 0; k < M; k++) {
      const angle = this.phase(k);
      out[k] = spectrum[2 * k]! * Math.cos(angle) + spectrum[2 * k + 1]! * Math.sin(angle);
    }
  }

  /** Adds the frame of these coefficients to `samples` from `at` on. // coefficients [M] */
  inverse(coefficients: Float64Array, samples: Float32Array, at: number): void {
    const { size: M, time, spectrum, window } = this;
    spectrum.fill(0);
    for (let k = 0; k < M; k++) {
      const angle = this.phase(k);
      spectrum[2 * k] = coefficients[k]! * Math.cos(angle);
      spectrum[2 * k + 1] = coefficients[k]! * Math.sin(angle);
    }
    this.fft.inverseTransform(time, spectrum);
    // The transform divided by 2 M; the frames are to be divided by M / 2.
    const first = Math.max(0, -at);
    const last = Math.min(2 * M, samples.length - at);
    for (let n = first; n < last; n++) {
      const angle = (Math.PI * n) / (2 * M);
      const value = time[2 * n]! * Math.cos(angle) - time[2 * n + 1]! * Math.sin(angle);
      samples[at + n]! += 4 * window[n]! * value;
    }
  }

  /** π/M (½ + M/2)(k + ½): what the transform's own phases lack. */
  private phase(k: number): number {
    return (Math.PI / this.size) * (0.5 + this.size / 2) * (k + 0.5);
  }
}
