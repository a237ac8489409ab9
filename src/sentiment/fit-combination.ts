/** Fits the combination of members on texts that none of them was trained on; which calibrates it as well. */
import { type Combination, lengthFeature } from './combination.js';
import { fitLogistic } from './logistic-regression.js';

/** What a text of known label got from the members. */
export interface CombinationExample {
  tokens: number;
  logits: readonly number[]; // [members]
  label: 0 | 1;
  /** How much it counts; 1 unless told. */
  weight?: number;
}

/** @param ridge - pulls every weight but the intercept to zero, so that members alike share their vote */
export function fitCombination(examples: readonly CombinationExample[], ridge = 1): Combination {
  const members = examples[0]?.logits.length ?? 0;
  const rows = examples.map(({ tokens, logits, label, weight = 1 }) => {
    const u = lengthFeature(tokens);
    return { inputs: [1, u, ...logits.flatMap((logit) => [logit, logit * u])], label, weight };
  });
  const pull = Array.from({ length: 2 + 2 * members }, (_, i) => (i === 0 ? 1e-6 : ridge));
  const [intercept, interceptSlope, ...votes] = fitLogistic(rows, pull);
  return {
    members: Array.from({ length: members }, (_, m) => ({
      weight: votes[2 * m]!,
      slope: votes[2 * m + 1]!,
    })),
    intercept: intercept!,
    interceptSlope: interceptSlope!,
  };
}
