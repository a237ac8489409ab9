/** Speed: the same words faster and higher, or slower and deeper (Ko et al. 2015, "Audio augmentation for speech recognition"). */
import { SAMPLE_RATE_HZ } from '../audio-clip.js';
import { resampleTo16k } from '../resample.js';

/** @returns `samples` at `speed` times their speed and pitch. // [round(N / speed)] */
export function changeSpeed(samples: Float32Array, speed: number): Promise<Float32Array> {
  return resampleTo16k(samples, Math.round(SAMPLE_RATE_HZ * speed));
}
