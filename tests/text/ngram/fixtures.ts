/** Corpora and checks shared by the tests of language models. */
import type { NgramModel } from '../../../src/text/ngram/model.js';
import { NgramWalker } from '../../../src/text/ngram/walker.js';

/** Sentences over `words` words in which word k is some 1/k as frequent as the first. */
export function zipfSentences(count: number, words = 60): string[][] {
  let seed = 1;
  const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  const word = () => `w${Math.floor(words ** random()) - 1}`;
  return Array.from({ length: count }, () => Array.from({ length: 2 + Math.floor(10 * random()) }, word));
}

/** Sum over all words in every state that can be reached. */
export function largestDefect(model: NgramModel): number {
  const walker = new NgramWalker(model);
  const states = new Set([walker.start, 0]);
  let defect = 0;
  for (const state of states) {
    let sum = 0;
    for (let id = 0; id < model.vocabulary.size; id++) {
      const next = walker.advance(state, id);
      sum += Math.exp(walker.score);
      if (walker.score > Number.NEGATIVE_INFINITY) states.add(next);
    }
    defect = Math.max(defect, Math.abs(sum - 1));
  }
  return defect;
}
