/**
 * What an open model gets wrong → a small linear model on top of it. The model itself stays as it is, so that it
 * forgets nothing; what is added moves only texts that share phrases with those learnt from.
 */
import { createRequire } from 'node:module';
import { buildMatrix, type Example } from './nb-svm/examples.js';
import { trainLinearSvm } from './nb-svm/linear-svm.js';
import type { NbSvmModel } from './nb-svm/nb-svm.js';
import { packWeights } from './nb-svm/weight-table.js';

/** Most texts learnt from are shorter than the reach. */
const REACH_QUANTILE = 0.9;

export interface CorrectionOptions {
  /** Price of a missed margin; higher fits the texts more closely. Suggested values: 0.003 to 0.3. */
  cost: number;
  /** Longest n-gram. */
  order: number;
  /** n-grams in fewer texts are left out; 1 for a handful of texts. */
  minTexts: number;
}

/**
 * What stands in every text must not take the blame: "the" would then carry it into all others. natural's list of such
 * words; the file is CommonJS.
 */
function emptyWords(): ReadonlySet<string> {
  const require = createRequire(import.meta.url);
  const { words } = require('natural/lib/natural/util/stopwords.js') as { words: string[] };
  return new Set(words);
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
  const matrix = buildMatrix(examples, { order, minTexts, emptyWords: emptyWords() });
  const scale = new Float64Array(matrix.low.length).fill(1);
  const solver = { cost, maxPasses: 50, tolerance: 0.01, seed: 1 };
  // Texts without a bias of their own: what is learnt is about phrases, not about everything.
  const { weights } = trainLinearSvm(matrix, scale, { ...solver, bias: false }, known);
  const lengths = examples.map(({ tokens }) => tokens.length).sort((a, b) => a - b);
  const reach = Math.max(1, lengths[Math.floor(REACH_QUANTILE * lengths.length)] ?? 1);
  return { order, bias: 0, reach, table: packWeights(matrix, weights) };
}
