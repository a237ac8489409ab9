/** Backoff weights that make a model's probabilities sum to 1, after its n-grams were changed. */
import type { NgramTrie } from './trie.js';
import type { NgramTrieBuilder } from './trie-builder.js';

/** Below this, what is left for other words is rounding of float32 numbers. */
const LEAST = 1e-9;

/** 1 − Σ P(w | context) and 1 − Σ P(w | suffix), over the words w that are children of the context, a state. */
export interface LeftOver {
  own: number;
  suffix: number;
}

/** @param suffix - the state where words go on that are no children of `context` */
export function leftOver(trie: NgramTrie, context: number, suffix: number): LeftOver {
  const left = { own: 1, suffix: 1 };
  const end = trie.firstChild(context + 1);
  for (let child = trie.firstChild(context); child < end; child++) {
    left.own -= Math.exp(trie.logProb(child));
    left.suffix -= Math.exp(trie.score(suffix, trie.word(child)));
  }
  return left;
}

/** A trie of n-grams with its weights: each is what is left over in the context / in its suffix. */
export function normalizeWeights(trie: NgramTrieBuilder): NgramTrie {
  trie.linkSuffixes((context, suffix) => {
    const left = leftOver(trie, context, suffix);
    // Every word is a child: nothing goes on in the suffix.
    if (left.suffix < LEAST) return 0;
    return Math.log(Math.max(left.own, LEAST) / left.suffix);
  });
  return trie.finished();
}
