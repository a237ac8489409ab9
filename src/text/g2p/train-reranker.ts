/** Fits the reranker: gradient ascent on the log probability that it gives to the right ones among the proposals. */

import type { Random } from '../../random.js';
import { FEATURE_BITS } from './feature-list.js';

/** The proposals for one word of the training data, made by a joint model that has not seen the word. */
export interface RankingExample {
  /** 1 for the word's own pronunciations; some but not all. // [N] */
  correct: Uint8Array;
  /** log p_joint of each. // [N] */
  logJoint: Float64Array;
  /** The features that tell each from the others, see {@link withoutCommon}. // [N][] */
  features: Int32Array[];
}

export interface TrainRerankerOptions {
  epochs: number;
  learningRate: number;
  random: Random;
  log?: (message: string) => void;
}

/** Gradients smaller than this change nothing worth the time. */
const NEGLIGIBLE = 1e-3;

/**
 * Maximises Σ log Σ_correct p(proposal) by stochastic gradient steps scaled as in AdaGrad (Duchi, Hazan & Singer 2011,
 * equation 1), one word at a time. Early stopping after a few epochs is the only regulariser.
 *
 * @returns one weight per hashed feature, and the weight of log p_joint
 */
export function trainReranker(
  examples: readonly RankingExample[],
  { epochs, learningRate, random, log }: TrainRerankerOptions,
): { weights: Float32Array; jointWeight: number } {
  const weights = new Float32Array(2 ** FEATURE_BITS);
  const squares = new Float32Array(2 ** FEATURE_BITS).fill(1);
  let jointWeight = 1;
  let jointSquares = 1;
  const shuffled = [...examples];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    random.shuffle(shuffled);
    let objective = 0;
    for (const { correct, logJoint, features } of shuffled) {
      const scores = features.map((own, k) => dot(weights, own) + jointWeight * logJoint[k]!);
      const highest = Math.max(...scores);
      const mass = scores.map((score) => Math.exp(score - highest));
      const total = sum(mass);
      const right = sum(mass.filter((_, k) => correct[k]));
      objective += Math.log(right / total);
      let jointGradient = 0;
      features.forEach((own, k) => {
        const gradient = (correct[k] ? mass[k]! / right : 0) - mass[k]! / total;
        if (Math.abs(gradient) < NEGLIGIBLE) return;
        jointGradient += gradient * logJoint[k]!;
        for (const index of own) {
          squares[index]! += gradient * gradient;
          weights[index]! += (learningRate * gradient) / Math.sqrt(squares[index]!);
        }
      });
      jointSquares += jointGradient * jointGradient;
      jointWeight += (learningRate * jointGradient) / Math.sqrt(jointSquares);
    }
    log?.(`reranker epoch ${epoch}: log probability of the right ones ${objective / shuffled.length}`);
  }
  return { weights, jointWeight };
}

/**
 * Takes away what all lists have in common, each feature as often as all have it: it shifts all scores alike.
 *
 * @param lists - features of each proposal, sorted in place
 */
export function withoutCommon(lists: readonly Int32Array[]): Int32Array[] {
  for (const list of lists) list.sort();
  let common = lists[0]!;
  for (const list of lists.slice(1)) common = merge(common, list, true);
  return lists.map((list) => merge(list, common, false));
}

/** The elements of sorted `a` that find a partner of their own in sorted `b`, or those that do not. */
function merge(a: Int32Array, b: Int32Array, withPartner: boolean): Int32Array {
  const kept = new Int32Array(a.length);
  let n = 0;
  let j = 0;
  for (const value of a) {
    while (j < b.length && b[j]! < value) j++;
    const hasPartner = b[j] === value;
    if (hasPartner) j++;
    if (hasPartner === withPartner) kept[n++] = value;
  }
  return kept.slice(0, n);
}

function dot(weights: Float32Array, features: Int32Array): number {
  let score = 0;
  for (const index of features) score += weights[index]!;
  return score;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
