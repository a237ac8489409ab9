/**
 * A linear support vector machine with squared hinge loss, by dual coordinate descent (Hsieh et al. 2008, "A dual
 * coordinate descent method for large-scale linear SVM", algorithm 1 without shrinking): what liblinear does.
 */
import { createRandom } from '../../random.js';
import type { ExampleMatrix } from './examples.js';

export interface SvmOptions {
  /** Price of a margin missed by one, for a text of weight 1. */
  cost: number;
  /** Passes over all texts, at most. */
  maxPasses: number;
  /** Enough when the projected gradients of a pass span less. */
  tolerance: number;
  seed: number;
  /** Whether texts without any feature may have an opinion; true unless told. */
  bias?: boolean;
}

export interface LinearWeights {
  weights: Float64Array; // [F]
  bias: number;
}

/**
 * Minimises ½‖w‖² + ½b² + Σ cost·weightₙ·max(0, 1 − yₙ(w·xₙ + b + oₙ))², where xₙ holds `scale[f]` for each feature f of
 * text n and oₙ is what is known already.
 *
 * @param scale - value of each present feature. // [F]
 * @param offsets - margins that another model gives; none unless told. // [N]
 */
export function trainLinearSvm(
  { rows, columns, labels, weights: prices }: ExampleMatrix,
  scale: Float64Array,
  { cost, maxPasses, tolerance, seed, bias: withBias = true }: SvmOptions,
  offsets?: Float64Array,
): LinearWeights {
  const texts = labels.length;
  const constant = withBias ? 1 : 0;
  const squares = scale.map((value) => value * value);
  // Diagonal of the dual's Hessian: ‖x‖², 1 for the bias, 1 / (2 cost).
  const diagonal = new Float64Array(texts);
  const slack = prices.map((price) => 1 / (2 * cost * price));
  for (let n = 0; n < texts; n++) {
    let norm = constant;
    for (let i = rows[n]!; i < rows[n + 1]!; i++) norm += squares[columns[i]!]!;
    diagonal[n] = norm + slack[n]!;
  }
  const weights = new Float64Array(scale.length);
  let bias = 0;
  const alpha = new Float64Array(texts);
  const order = Int32Array.from({ length: texts }, (_, n) => n);
  const random = createRandom(seed);
  for (let pass = 0; pass < maxPasses; pass++) {
    random.shuffle(order);
    let steepest = 0;
    for (const n of order) {
      const begin = rows[n]!;
      const end = rows[n + 1]!;
      const label = labels[n]!;
      let margin = bias + (offsets?.[n] ?? 0);
      for (let i = begin; i < end; i++) margin += weights[columns[i]!]! * scale[columns[i]!]!;
      const gradient = label * margin - 1 + slack[n]! * alpha[n]!;
      const projected = alpha[n] === 0 ? Math.min(gradient, 0) : gradient;
      if (projected === 0) continue;
      steepest = Math.max(steepest, Math.abs(projected));
      const next = Math.max(alpha[n]! - gradient / diagonal[n]!, 0);
      const step = (next - alpha[n]!) * label;
      alpha[n] = next;
      for (let i = begin; i < end; i++) weights[columns[i]!]! += step * scale[columns[i]!]!;
      bias += constant * step;
    }
    if (steepest < tolerance) break;
  }
  return { weights, bias };
}
