/**
 * Drops the n-grams that a model misses least: those whose loss raises its perplexity by less than a threshold (Stolcke
 * 1998, "Entropy-based Pruning of Backoff Language Models"). What is left is normalised again.
 */

import { NgramModel } from './model.js';
import { leftOver, normalizeWeights } from './normalize-weights.js';
import { checkOption } from './options.js';
import type { NgramTrie } from './trie.js';
import { NgramTrieBuilder } from './trie-builder.js';
import { START_ID } from './vocabulary.js';
import { NgramWalker } from './walker.js';

export interface PruneOptions {
  /** Largest relative rise of perplexity by one n-gram, e.g. 1e-8. */
  threshold: number;
  /**
   * A model of the same vocabulary that says how frequent histories are. Kneser–Ney's short n-grams do not say it
   * (Chelba et al. 2010, "Study on Interaction between Entropy Pruning and Kneser-Ney Smoothing"); a model trained with
   * `lowerOrders: 'raw'` does. Default: the model itself.
   */
  histories?: NgramModel;
}

/** @throws InputError `ngram-bad-option` */
export function pruneNgram(model: NgramModel, { threshold, histories = model }: PruneOptions): NgramModel {
  checkOption(threshold >= 0, `a threshold of ${threshold}`, 'a number of 0 or more');
  const { trie } = model;
  const kept = new Uint8Array(trie.nodeCount);
  kept.fill(1, 0, trie.levelStart[2]!);
  const walker = new NgramWalker(histories);

  /**
   * Decides on all n-grams that begin with the history `state` is, the longest first.
   * @param length - of the history
   * @param logHistory - log P(history)
   * @param known - the state after it in `histories`
   */
  const prune = (state: number, length: number, logHistory: number, known: number): void => {
    const from = trie.firstChild(state);
    const end = trie.firstChild(state + 1);
    for (let child = from; child < end; child++) {
      const own = trie.ownState(child, length + 1);
      if (own < 0) continue;
      const word = trie.word(child);
      const next = walker.advance(known, word);
      // <s> is never predicted, but there are as many as </s>.
      const logProb = word === START_ID ? walker.endScore(0) : walker.score;
      prune(own, length + 1, logHistory + logProb, next);
    }
    if (state === 0) return;

    const suffix = trie.suffix(state);
    const left = leftOver(trie, state, suffix);
    const before = Math.log(left.own / left.suffix);
    for (let child = from; child < end; child++) {
      if (hasKeptChild(trie, kept, trie.ownState(child, length + 1))) {
        kept[child] = 1;
        continue;
      }
      const logProb = trie.logProb(child);
      const prob = Math.exp(logProb);
      const logShorter = trie.score(suffix, trie.word(child));
      const after = Math.log((left.own + prob) / (left.suffix + Math.exp(logShorter)));
      const gain = prob * (logShorter + after - logProb) + left.own * (after - before);
      const rise = Math.expm1(-Math.exp(logHistory) * gain);
      // Not "rise ≥ threshold": with nothing left over the rise may be no number, and the n-gram stays.
      if (!(rise < threshold)) kept[child] = 1;
    }
  };
  prune(0, 0, 0, 0);
  return new NgramModel(model.vocabulary, withKept(trie, kept));
}

/** @param state - or -1 for a node that is none */
function hasKeptChild(trie: NgramTrie, kept: Uint8Array, state: number): boolean {
  if (state < 0) return false;
  const end = trie.firstChild(state + 1);
  for (let child = trie.firstChild(state); child < end; child++) if (kept[child]) return true;
  return false;
}

/** The nodes that are kept, with new weights. The context of a node kept is kept. */
function withKept(trie: NgramTrie, kept: Uint8Array): NgramTrie {
  const { levelStart, order } = trie;
  const counts = Array.from({ length: order }, (_, i) => {
    let count = 0;
    for (let node = levelStart[i + 1]!; node < levelStart[i + 2]!; node++) count += kept[node]!;
    return count;
  });
  const result = new NgramTrieBuilder(counts);
  let context = 0;
  let next = 1;
  for (let n = 0; n < order; n++) {
    for (let node = levelStart[n]!; node < levelStart[n + 1]!; node++) {
      if (!kept[node]) continue;
      result.setFirstChild(context++, next);
      const state = trie.ownState(node, n);
      if (state < 0) continue;
      for (let child = trie.firstChild(state); child < trie.firstChild(state + 1); child++) {
        if (kept[child]) result.setNgram(next++, trie.word(child), trie.logProb(child));
      }
    }
  }
  result.setFirstChild(context, next);
  return normalizeWeights(result);
}
