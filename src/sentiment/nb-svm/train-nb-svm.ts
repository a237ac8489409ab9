/**
 * Naive-Bayes–SVM (Wang and Manning 2012, "Baselines and Bigrams: Simple, Good Sentiment and Topic Classification"):
 * labelled texts → a weight for each n-gram.
 */
import { z } from 'zod';
import { parseOptions } from '../options.js';
import { buildMatrix, type Example } from './examples.js';
import { trainLinearSvm } from './linear-svm.js';
import { logCountRatio } from './log-count-ratio.js';
import type { NbSvmModel } from './nb-svm.js';
import { packWeights } from './weight-table.js';

const optionsSchema = z.object({
  /** Longest n-gram: 2 for a few thousand texts, 3 for more. */
  order: z.int().min(1).max(5).default(3),
  /** n-grams in fewer texts are left out. */
  minTexts: z.int().min(1).default(2),
  /** Added to every count; 1 in the paper. */
  smoothing: z.number().positive().default(1),
  /** Price of a missed margin; higher fits the texts more closely. */
  cost: z.number().positive().default(0.01),
  /** How far the SVM is trusted beyond naive Bayes, 0 to 1; 0.25 in the paper. */
  interpolation: z.number().min(0).max(1).default(0.25),
  /** n-grams kept, the heaviest ones; three to six bytes each. */
  maxNgrams: z.int().min(1).default(600_000),
  maxPasses: z.int().min(1).default(10),
  tolerance: z.number().positive().default(0.05),
  seed: z.int().default(1),
});

export type NbSvmOptions = z.input<typeof optionsSchema>;

/** @throws InputError `sentiment-bad-options` */
export function trainNbSvm(examples: readonly Example[], options: NbSvmOptions = {}): NbSvmModel {
  const { order, interpolation, maxNgrams, smoothing, ...rest } = parseOptions(optionsSchema, options);
  const matrix = buildMatrix(examples, { order, minTexts: rest.minTexts });
  const ratio = logCountRatio(matrix, smoothing);
  const { weights, bias } = trainLinearSvm(matrix, ratio, rest);
  const mean = weights.reduce((sum, weight) => sum + Math.abs(weight), 0) / Math.max(1, weights.length);
  const mixed = weights.map(
    (weight, column) => ratio[column]! * ((1 - interpolation) * mean + interpolation * weight),
  );
  return { order, bias: interpolation * bias, table: packWeights(matrix, mixed, maxNgrams) };
}
