/** Samples → the frames a GMM model was trained on: cepstra, normalised, with deltas or spliced and transformed. */
import { normalizeUtterance } from '../../audio/cmvn.js';
import { addDeltas } from '../../audio/deltas.js';
import type { FeatureMatrix } from '../../audio/features.js';
import { extractMfcc } from '../../audio/mfcc.js';
import { HOP_MS, type MfccShape } from '../../audio/mfcc-options.js';
import { splice } from '../../audio/splice.js';
import { applyTransform, type LinearTransform } from './linear-transform.js';

/** Seconds from one frame to the next. */
export const FRAME_SECONDS = HOP_MS / 1000;

export interface FrontEnd {
  mfcc: MfccShape;
  /** Whether each cepstral coefficient is scaled to unit variance over the utterance. */
  normalizeVariance: boolean;
  /** Frames spliced on each side before `transform`; unused without one. */
  spliceContext: number;
  /** Spliced cepstra → features; without one, features are cepstra with first and second deltas. */
  transform: LinearTransform | undefined;
}

/** Samples at 16 kHz → normalised cepstra. // [T, C] */
export function cepstra(samples: Float32Array, frontEnd: FrontEnd): FeatureMatrix {
  const matrix = extractMfcc(samples, { ...frontEnd.mfcc, engine: 'plain' });
  return normalizeUtterance(matrix, { variance: frontEnd.normalizeVariance });
}

/** Normalised cepstra → frames for the Gaussians. // [T, D] */
export function toFeatures(normalized: FeatureMatrix, frontEnd: FrontEnd): FeatureMatrix {
  if (!frontEnd.transform) return addDeltas(normalized, 2);
  return applyTransform(frontEnd.transform, splice(normalized, frontEnd.spliceContext));
}
