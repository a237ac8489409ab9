/**
 * What an open model gets wrong → a small linear model on top of it. The model itself stays as it is, so that it
 * forgets nothing; what is added moves only texts that share phrases with those learnt from.
 */
import { buildMatrix, type Example } from './nb-svm/examples.js';
import { trainLinearSvm } from './nb-svm/linear-svm.js';
import type { NbSvmModel } from './nb-svm/nb-svm.js';
import { packWeights } from './nb-svm/weight-table.js';

export interface CorrectionOptions {
  /** Price of a missed margin; higher fits the texts more closely. Suggested values: 0.003 to 0.3. */
  cost: number;
  /** Longest n-gram. */
  order: number;
  /** n-grams in fewer texts are left out; 1 for a handful of texts. */
  minTexts: number;
}

/**
 * The least change, in the sense of squared weights, that brings every text to the right side of the margin, as far as
 * `cost` can pay for it. Texts that the model is sure of and right about change nothing.
 *
 * @param known - logits that the model gives the texts // [N]
 */
export function trainCorrections(
  examples: readonly Example[],
  known: Float64Array,
  { cost, order, minTexts }: CorrectionOptions,
): NbSvmModel {
  const matrix = buildMatrix(examples, { order, minTexts });
  const scale = new Float64Array(matrix.low.length).fill(1);
  const solver = { cost, maxPasses: 50, tolerance: 0.01, seed: 1 };
  // Texts without a bias of their own: what is learnt is about phrases, not about everything.
  const { weights } = trainLinearSvm(matrix, scale, { ...solver, bias: false }, known);
  return { order, bias: 0, table: packWeights(matrix, weights) };
}
