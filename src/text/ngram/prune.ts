/**
 * Drops the n-grams that a model misses least: those whose loss raises its perplexity by less than a threshold (Stolcke
 * 1998, "Entropy-based Pruning of Backoff Language Models"). What is left is normalised again.
 */

import { NgramModel } from './model.js';
import { leftOver, normalizeWeights } from './normalize-weights.js';
import { checkOption } from './options.js';
import { NgramTrie } from './trie.js';
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
  const kept = new Uint8Array(trie.nodes);
  kept.fill(1, 0, trie.levelStart[2]!);
  const walker = new NgramWalker(histories);

  /**
   * Decides on all n-grams below `context`, the longest first.
   * @param logHistory - log P(context)
   * @param state - after the context, in `histories`
   */
  const prune = (context: number, logHistory: number, state: number): void => {
    const from = trie.firstChild(context);
    const end = trie.firstChild(context + 1);
    for (let child = from; child < end; child++) {
      if (child >= trie.contextCount || trie.firstChild(child) === trie.firstChild(child + 1)) continue;
      const word = trie.word(child);
      const next = walker.advance(state, word);
      // <s> is never predicted, but there are as many as </s>.
      const logProb = word === START_ID ? walker.endScore(0) : walker.score;
      prune(child, logHistory + logProb, next);
    }
    if (context === 0) return;

    const left = leftOver(trie, context, trie.suffix(context));
    const before = Math.log(left.own / left.suffix);
    for (let child = from; child < end; child++) {
      if (hasKeptChild(trie, kept, child)) {
        kept[child] = 1;
        continue;
      }
      const logProb = trie.logProb(child);
      const prob = Math.exp(logProb);
      const logShorter = trie.score(trie.suffix(context), trie.word(child));
      const after = Math.log((left.own + prob) / (left.suffix + Math.exp(logShorter)));
      const gain = prob * (logShorter + after - logProb) + left.own * (after - before);
      const rise = Math.expm1(-Math.exp(logHistory) * gain);
      // Not "rise ≥ threshold": with nothing left over the rise may be no number, and the n-gram stays.
      if (!(rise < threshold)) kept[child] = 1;
    }
  };
  prune(0, 0, 0);
  return new NgramModel(model.vocabulary, compacted(trie, kept));
}

function hasKeptChild(trie: NgramTrie, kept: Uint8Array, node: number): boolean {
  if (node >= trie.contextCount) return false;
  const end = trie.firstChild(node + 1);
  for (let child = trie.firstChild(node); child < end; child++) if (kept[child]) return true;
  return false;
}

/** The nodes that are kept, with new weights. The context of a node kept is kept. */
function compacted(trie: NgramTrie, kept: Uint8Array): NgramTrie {
  const { levelStart, contextCount, order } = trie;
  const counts = Array.from({ length: order }, (_, i) => {
    let count = 0;
    for (let node = levelStart[i + 1]!; node < levelStart[i + 2]!; node++) count += kept[node]!;
    return count;
  });
  const result = NgramTrie.allocate(counts);
  let context = 0;
  let next = 1;
  for (let node = 0; node < contextCount; node++) {
    if (!kept[node]) continue;
    result.setFirstChild(context++, next);
    for (let child = trie.firstChild(node); child < trie.firstChild(node + 1); child++) {
      if (kept[child]) result.setNgram(next++, trie.word(child), trie.logProb(child));
    }
  }
  result.setFirstChild(context, next);
  normalizeWeights(result);
  return result;
}
