/**
 * A log-linear model over the proposals for one word: p(proposal) ∝ exp(w · features + a log p_joint), its weights a
 * hashed table of bytes, most of them zero.
 */

import { ByteReader, ByteWriter } from '../varint.js';
import { FEATURE_BITS, type FeatureList } from './feature-list.js';

const LARGEST = 127;

export class Reranker {
  /**
   * @param weights - in units of `unit`. // [2^FEATURE_BITS]
   * @param unit - natural-log score of weight 1
   * @param jointWeight - what the joint model's log probability counts
   */
  constructor(
    readonly weights: Int8Array,
    readonly unit: number,
    readonly jointWeight: number,
  ) {}

  /** Rounds weights to bytes; those below `smallest` and those beyond ±`largest` are cut to 0 and ±`largest`. */
  static quantize(
    weights: Float32Array,
    jointWeight: number,
    { smallest, largest }: { smallest: number; largest: number },
  ): Reranker {
    const unit = largest / LARGEST;
    const bytes = Int8Array.from(weights, (weight) => {
      if (Math.abs(weight) < smallest) return 0;
      return Math.max(-LARGEST, Math.min(LARGEST, Math.round(weight / unit)));
    });
    return new Reranker(bytes, unit, jointWeight);
  }

  /** Natural-log score of a proposal, up to a constant per word. */
  score(features: FeatureList, logJoint: number): number {
    let sum = 0;
    for (const index of features.indices) sum += this.weights[index]!;
    return sum * this.unit + this.jointWeight * logJoint;
  }
}

/** Weights → the distance of each non-zero weight from the one before, then its byte. */
export function packWeights(weights: Int8Array): Uint8Array {
  const out = new ByteWriter();
  let before = -1;
  weights.forEach((weight, index) => {
    if (weight === 0) return;
    out.number(index - before - 1);
    out.byte(weight);
    before = index;
  });
  return out.finish();
}

/** The inverse of {@link packWeights}. */
export function unpackWeights(packed: Uint8Array): Int8Array {
  const weights = new Int8Array(2 ** FEATURE_BITS);
  const input = new ByteReader(packed);
  for (let index = -1; !input.isAtEnd; ) {
    index += input.number() + 1;
    weights[index] = input.byte();
  }
  return weights;
}
