/** Resampling to 16 kHz while samples come: pieces that overlap, cut where input and output samples coincide. */
import { SAMPLE_RATE_HZ } from './audio-clip.js';
import { CONTEXT_SECONDS, greatestCommonDivisor, Resampler } from './resample.js';

/** Close it after use. */
export class ResamplingStream implements Disposable {
  /** Samples from one place where input and output coincide to the next. */
  private readonly inStep: number;
  private readonly outStep: number;
  /** Steps on either side of a piece that its ends depend on. */
  private readonly context: number;
  /** What is not resampled yet, after `context` steps of what is. // [N] */
  private pending: Float32Array;
  /** Samples taken in and given out. */
  private taken = 0;
  private given = 0;
  private opening: Promise<Resampler> | undefined;

  constructor(private readonly sampleRateHz: number) {
    const divisor = greatestCommonDivisor(sampleRateHz, SAMPLE_RATE_HZ);
    this.inStep = sampleRateHz / divisor;
    this.outStep = SAMPLE_RATE_HZ / divisor;
    this.context = Math.ceil((CONTEXT_SECONDS * sampleRateHz) / this.inStep);
    this.pending = new Float32Array(this.context * this.inStep);
  }

  /**
   * @param samples - the next ones. // [N]
   * @returns what can be resampled by now: all but the last 20 ms, or one step where that is longer
   */
  async push(samples: Float32Array): Promise<Float32Array> {
    const { sampleRateHz, inStep, outStep, context } = this;
    if (sampleRateHz === SAMPLE_RATE_HZ) return samples;
    this.taken += samples.length;
    const joined = new Float32Array(this.pending.length + samples.length);
    joined.set(this.pending);
    joined.set(samples, this.pending.length);
    this.pending = joined;
    const steps = Math.floor(joined.length / inStep) - 2 * context;
    if (steps <= 0) return new Float32Array(0);
    this.pending = joined.slice(steps * inStep);
    this.opening ??= Resampler.open(sampleRateHz);
    const resampler = await this.opening;
    const resampled = resampler.resample(joined.subarray(0, (steps + 2 * context) * inStep));
    const out = resampled.slice(context * outStep, (context + steps) * outStep);
    this.given += out.length;
    return out.map((sample) => Math.max(-1, Math.min(1, sample)));
  }

  /** @returns what {@link push} has kept back, as if silence followed. Nothing can be pushed afterwards. */
  async finish(): Promise<Float32Array> {
    const { sampleRateHz, inStep, context } = this;
    const rest = Math.round((this.taken * SAMPLE_RATE_HZ) / sampleRateHz) - this.given;
    if (sampleRateHz === SAMPLE_RATE_HZ || rest <= 0) return new Float32Array(0);
    return (await this.push(new Float32Array((context + 1) * inStep))).slice(0, rest);
  }

  close(): void {
    // Where it could not be opened, `push` has said so.
    void this.opening?.then(
      (resampler) => resampler.close(),
      () => {},
    );
    this.opening = undefined;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
