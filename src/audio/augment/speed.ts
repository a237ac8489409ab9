/** Speed: the same words faster and higher, or slower and deeper (Ko et al. 2015, "Audio augmentation for speech recognition"). */
import { SAMPLE_RATE_HZ } from '../audio-clip.js';
import { Resampler } from '../resample.js';

/** Keeps what each speed needs; close it after use. */
export class SpeedChanger implements Disposable {
  private readonly resamplers = new Map<number, Promise<Resampler>>();

  /** @returns `samples` at `speed` times their speed and pitch, themselves at 1. // [round(N / speed)] */
  async change(samples: Float32Array, speed: number): Promise<Float32Array> {
    const rate = Math.round(SAMPLE_RATE_HZ * speed);
    if (rate === SAMPLE_RATE_HZ || samples.length === 0) return samples;
    const opening = this.resamplers.get(rate) ?? Resampler.open(rate);
    this.resamplers.set(rate, opening);
    return (await opening).resample(samples);
  }

  close(): void {
    // Where one could not be opened, `change` has said so.
    for (const opening of this.resamplers.values()) {
      void opening.then(
        (resampler) => resampler.close(),
        () => {},
      );
    }
    this.resamplers.clear();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
