/** The power spectrum of a real frame by one complex FFT of half the length. */

/** Computes |X[k]|² of real frames of N samples, N a power of two, without 1/N. Reused for every frame. */
export class PowerSpectrum {
  /** |X[k]|², k = 0 … N/2 − 1, after {@link compute}; the bin at half the sampling rate is left out. // [N/2] */
  readonly power: Float64Array;
  private readonly re: Float64Array; // [N/2]
  private readonly im: Float64Array; // [N/2]
  private readonly reversed: Uint16Array; // [N/2]
  /** cos and −sin of 2πk/N. // [N/2] */
  private readonly cos: Float64Array;
  private readonly sin: Float64Array;

  constructor(length: number) {
    const half = length / 2;
    this.power = new Float64Array(half);
    this.re = new Float64Array(half);
    this.im = new Float64Array(half);
    this.cos = Float64Array.from({ length: half }, (_, k) => Math.cos((2 * Math.PI * k) / length));
    this.sin = Float64Array.from({ length: half }, (_, k) => -Math.sin((2 * Math.PI * k) / length));
    this.reversed = new Uint16Array(half);
    for (let i = 1; i < half; i++) this.reversed[i] = (this.reversed[i >> 1]! >> 1) | (i & 1 ? half >> 1 : 0);
  }

  /** @param frame - N samples. // [N] */
  compute(frame: Float32Array): void {
    const { re, im, cos, sin, power, reversed } = this;
    const half = power.length;
    // Even samples are the real part, odd samples the imaginary part of half as many numbers.
    for (let i = 0; i < half; i++) {
      const to = reversed[i]!;
      re[to] = frame[2 * i]!;
      im[to] = frame[2 * i + 1]!;
    }
    this.transform();
    const dc = re[0]! + im[0]!;
    power[0] = dc * dc;
    // X[k] = E[k] + e^(−2πik/N) O[k], where E and O, the spectra of the even and the odd samples, are the parts of Z
    // that are symmetric and antisymmetric under conjugation.
    for (let k = 1; k < half; k++) {
      const j = half - k;
      const evenRe = 0.5 * (re[k]! + re[j]!);
      const evenIm = 0.5 * (im[k]! - im[j]!);
      const oddRe = 0.5 * (im[k]! + im[j]!);
      const oddIm = 0.5 * (re[j]! - re[k]!);
      const xRe = evenRe + cos[k]! * oddRe - sin[k]! * oddIm;
      const xIm = evenIm + cos[k]! * oddIm + sin[k]! * oddRe;
      power[k] = xRe * xRe + xIm * xIm;
    }
  }

  /** In-place radix-2 FFT of re + i·im, given in bit-reversed order (Cooley and Tukey, 1965). */
  private transform(): void {
    const { re, im, cos, sin } = this;
    const size = re.length;
    for (let span = 1; span < size; span *= 2) {
      const step = size / span; // twiddles are stored for twice the size
      for (let k = 0; k < span; k++) {
        const wRe = cos[k * step]!;
        const wIm = sin[k * step]!;
        for (let top = k; top < size; top += 2 * span) {
          const bottom = top + span;
          const bRe = re[bottom]! * wRe - im[bottom]! * wIm;
          const bIm = re[bottom]! * wIm + im[bottom]! * wRe;
          re[bottom] = re[top]! - bRe;
          im[bottom] = im[top]! - bIm;
          re[top]! += bRe;
          im[top]! += bIm;
        }
      }
    }
  }
}
