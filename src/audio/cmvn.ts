/**
 * Cepstral mean and variance normalisation: takes the channel and the loudness out of the features, over a whole
 * utterance or, when frames arrive one by one, over the recent past.
 */
import type { FeatureMatrix } from './features.js';

/** Dimensions that vary less than this are centred but not scaled: there is nothing in them but rounding. */
const SMALLEST_VARIANCE = 1e-10;

/** Mean and variance (1/T) of every dimension. // [D] each */
export interface FeatureStatistics {
  mean: Float64Array;
  variance: Float64Array;
}

/** What features are like before any is heard, and as how many heard frames that counts. */
export interface FeaturePrior extends FeatureStatistics {
  /** Of every dimension; 0 where nothing is known beforehand. // [D] */
  frames: Float64Array;
}

/** Mean and variance of every dimension over all frames; zeros if there are none. */
export function featureStatistics({ data, frames, dimensions: D }: FeatureMatrix): FeatureStatistics {
  const mean = new Float64Array(D);
  const variance = new Float64Array(D);
  if (frames === 0) return { mean, variance };
  for (let d = 0; d < D; d++) {
    let sum = 0;
    for (let at = d; at < data.length; at += D) sum += data[at]!;
    mean[d] = sum / frames;
    let squares = 0;
    for (let at = d; at < data.length; at += D) squares += (data[at]! - mean[d]!) ** 2;
    variance[d] = squares / frames;
  }
  return { mean, variance };
}

/** Mean and variance of `frames` frames and of those that the prior stands for, taken together. */
export function withPrior(own: FeatureStatistics, frames: number, prior: FeaturePrior): FeatureStatistics {
  const joint = { mean: own.mean.slice(), variance: own.variance.slice() };
  for (let d = 0; d < own.mean.length; d++) {
    const total = frames + prior.frames[d]!;
    if (total === 0) continue;
    const share = frames / total;
    const between = own.mean[d]! - prior.mean[d]!;
    joint.mean[d] = prior.mean[d]! + share * between;
    const within = share * own.variance[d]! + (1 - share) * prior.variance[d]!;
    joint.variance[d] = within + share * (1 - share) * between ** 2;
  }
  return joint;
}

/** Choices about {@link normalizeUtterance}. */
export interface UtteranceNormalization {
  /** Also divide by the standard deviation. */
  variance: boolean;
  /**
   * What to believe beside the utterance: the mean of a very short one is less its channel than the sound that was
   * made, which is lost with it.
   */
  prior?: FeaturePrior | undefined;
}

/**
 * Subtracts from every dimension its mean over the utterance and, if asked, divides by its standard deviation.
 *
 * @param features - [T, D]
 * @returns a new matrix of the same shape. // [T, D]
 */
export function normalizeUtterance(
  features: FeatureMatrix,
  { variance: scales, prior }: UtteranceNormalization,
): FeatureMatrix {
  const { data, frames, dimensions: D } = features;
  const own = featureStatistics(features);
  const { mean, variance } = prior ? withPrior(own, frames, prior) : own;
  const out = new Float32Array(data.length); // [T, D]
  for (let d = 0; d < D; d++) {
    const scale = scales ? inverseDeviation(variance[d]!) : 1;
    for (let at = d; at < data.length; at += D) out[at] = (data[at]! - mean[d]!) * scale;
  }
  return { data: out, frames, dimensions: D };
}

function inverseDeviation(variance: number): number {
  return variance > SMALLEST_VARIANCE ? 1 / Math.sqrt(variance) : 1;
}

/** Choices about {@link RunningNormalizer}. */
export interface RunningNormalizerOptions {
  /** Numbers per frame D. */
  dimensions: number;
  /** Also divide by the standard deviation. */
  variance: boolean;
  /** The past fades by 1 − 1 / memoryFrames each frame. Default 300 (3 s); `Infinity` forgets nothing. */
  memoryFrames?: number;
  /**
   * What to believe before anything was heard, e.g. {@link featureStatistics} of the training set. Without it the first
   * frame of an utterance comes out as zeros.
   */
  prior?: FeaturePrior | undefined;
}

/**
 * Normalises each frame by what came before it and itself, with exponential forgetting:
 * W ← λW + 1, δ = x − μ, μ ← μ + δ / W, S ← λS + δ (x − μ), σ² = S / W (West, "Updating mean and variance
 * estimates", CACM 1979, with fading weights). Looks into no future frame; how frames are grouped has no influence.
 */
export class RunningNormalizer {
  private readonly options: RunningNormalizerOptions;
  private readonly fading: number;
  /** Frames heard, faded. // [D] */
  private readonly weight: Float64Array;
  private readonly mean: Float64Array; // [D]
  /** Weighted sum of squared deviations. // [D] */
  private readonly squares: Float64Array;

  constructor(options: RunningNormalizerOptions) {
    const memoryFrames = options.memoryFrames ?? 300;
    if (!(memoryFrames >= 1))
      throw new Error(`RunningNormalizer: memoryFrames ${memoryFrames} is less than 1`);
    this.options = options;
    this.fading = 1 - 1 / memoryFrames;
    this.weight = new Float64Array(options.dimensions);
    this.mean = new Float64Array(options.dimensions);
    this.squares = new Float64Array(options.dimensions);
    this.reset();
  }

  /** Forgets what was heard and returns to the prior: another speaker, another microphone. */
  reset(): void {
    const { prior } = this.options;
    for (let d = 0; d < this.mean.length; d++) {
      this.weight[d] = prior?.frames[d] ?? 0;
      this.mean[d] = prior?.mean[d] ?? 0;
      this.squares[d] = (prior?.variance[d] ?? 0) * this.weight[d]!;
    }
  }

  /**
   * @param features - the next frames. // [T, D]
   * @returns a new matrix of the same shape. // [T, D]
   */
  push(features: FeatureMatrix): FeatureMatrix {
    const { data, frames, dimensions: D } = features;
    const out = new Float32Array(data.length); // [T, D]
    for (let t = 0; t < frames; t++) {
      this.learnFrame(data, t * D);
      this.normalizeFrame(data, t * D, out);
    }
    return { data: out, frames, dimensions: D };
  }

  /** Hears frames without normalising them. // [T, D] */
  learn({ data, frames, dimensions: D }: FeatureMatrix): void {
    for (let t = 0; t < frames; t++) this.learnFrame(data, t * D);
  }

  /** Normalises frames by what was heard up to now, and hears nothing. // [T, D] */
  apply({ data, frames, dimensions: D }: FeatureMatrix): FeatureMatrix {
    const out = new Float32Array(data.length); // [T, D]
    for (let t = 0; t < frames; t++) this.normalizeFrame(data, t * D, out);
    return { data: out, frames, dimensions: D };
  }

  private learnFrame(data: Float32Array, at: number): void {
    const { weight, mean, squares, fading } = this;
    for (let d = 0; d < mean.length; d++) {
      weight[d] = fading * weight[d]! + 1;
      const before = data[at + d]! - mean[d]!;
      mean[d]! += before / weight[d]!;
      squares[d] = fading * squares[d]! + before * (data[at + d]! - mean[d]!);
    }
  }

  private normalizeFrame(data: Float32Array, at: number, out: Float32Array): void {
    const { mean, squares, weight } = this;
    const { variance } = this.options;
    for (let d = 0; d < mean.length; d++) {
      const scale = variance ? inverseDeviation(squares[d]! / weight[d]!) : 1;
      out[at + d] = (data[at + d]! - mean[d]!) * scale;
    }
  }
}
