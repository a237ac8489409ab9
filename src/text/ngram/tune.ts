/** The weight with which two models together predict a text best. */
import type { NgramModel } from './model.js';
import { NgramWalker } from './walker.js';

export interface TunedWeight {
  /** Weight of the first model. */
  weight: number;
  /** Perplexity of the text under the mixture, without words that neither model knows. */
  perplexity: number;
  iterations: number;
}

const MAX_ITERATIONS = 100;
const ENOUGH = 1e-5;

/**
 * Expectation–maximisation for one weight: λ ← mean of λ p₁ / (λ p₁ + (1 − λ) p₂) over the words of the text. It never
 * lowers the text's probability, and that has one maximum.
 * @param sentences - a text that neither model was trained on
 */
export function tuneInterpolation(
  first: NgramModel,
  second: NgramModel,
  sentences: Iterable<readonly string[]>,
): TunedWeight {
  const text = [...sentences].filter((sentence) => sentence.length > 0);
  return tuneWeight(wordProbabilities(first, text), wordProbabilities(second, text));
}

/**
 * The same for any two models, of which the first is the one that is weighed.
 * @param probs1 - probability of each word of a text // [words]
 * @param probs2 - the same by the second model
 */
export function tuneWeight(probs1: ArrayLike<number>, probs2: ArrayLike<number>): TunedWeight {
  const used = Array.from(probs1, (_, i) => i).filter((i) => probs1[i]! + probs2[i]! > 0);
  let weight = 0.5;
  let perplexity = Number.NaN;
  for (let iterations = 1; ; iterations++) {
    let share = 0;
    let logProb = 0;
    for (const i of used) {
      const ofFirst = weight * probs1[i]!;
      const mixed = ofFirst + (1 - weight) * probs2[i]!;
      share += ofFirst / mixed;
      logProb += Math.log(mixed);
    }
    perplexity = Math.exp(-logProb / used.length);
    const next = share / used.length;
    if (Math.abs(next - weight) < ENOUGH || iterations === MAX_ITERATIONS || used.length === 0) {
      return { weight, perplexity, iterations };
    }
    weight = next;
  }
}

/** P of each word and end of sentence; 0 for words the model does not have. */
export function wordProbabilities(model: NgramModel, text: readonly (readonly string[])[]): Float64Array {
  const walker = new NgramWalker(model);
  const probs = new Float64Array(text.reduce((sum, sentence) => sum + sentence.length + 1, 0));
  let at = 0;
  for (const sentence of text) {
    let state = walker.start;
    for (const word of sentence) {
      const id = model.vocabulary.id(word);
      state = walker.advance(state, id ?? 0);
      probs[at++] = id === undefined ? 0 : Math.exp(walker.score);
    }
    probs[at++] = Math.exp(walker.endScore(state));
  }
  return probs;
}
