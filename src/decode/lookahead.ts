/**
 * Language-model look-ahead: inside a prefix tree the word is not known yet, but the best unigram among the words
 * still reachable is, and a token that carries it early can be pruned early. (Steinbiss, Tran & Ney 1994; static
 * unigram look-ahead.)
 */
import type { LexiconTree } from './lexicon-tree.js';
import { type Network, NO_WORD } from './network.js';

/**
 * The best natural-log unigram probability among the words that can be completed next from each node, crossing
 * arcs without words only; `endLogProb` where the utterance can end without another word. The value is a potential:
 * the decoder adds its differences along arcs and takes it away again at the word arc, so that no complete path
 * changes its score. Nodes that lead nowhere get 0.
 *
 * @param unigramLogProb - log probability per word of `network.words`. // [W]
 * @returns best reachable log probability per node. // [N]
 */
export function unigramLookahead(
  network: Network,
  unigramLogProb: ArrayLike<number>,
  endLogProb = 0,
): Float32Array {
  const { nodes, arcStart, arcWord } = network;
  const best = new Float32Array(nodes).fill(-Infinity); // [N]
  const { start: inStart, source: inSource } = reverseWordlessArcs(network);
  const queue: number[] = [];
  for (let n = 0; n < nodes; n++) {
    for (let a = arcStart[n]!; a < arcStart[n + 1]!; a++) {
      const word = arcWord[a]!;
      if (word !== NO_WORD && unigramLogProb[word]! > best[n]!) best[n] = unigramLogProb[word]!;
    }
    if (n === network.end && endLogProb > best[n]!) best[n] = endLogProb;
    if (best[n]! > -Infinity) queue.push(n);
  }
  // The maximum is handed backwards from the best node to the worst, so that each node is settled once.
  queue.sort((a, b) => best[a]! - best[b]!);
  const settled = new Uint8Array(nodes);
  const stack: number[] = [];
  while (queue.length > 0) {
    const seed = queue.pop()!;
    if (settled[seed]) continue;
    settled[seed] = 1;
    stack.push(seed);
    while (stack.length > 0) {
      const n = stack.pop()!;
      for (let i = inStart[n]!; i < inStart[n + 1]!; i++) {
        const from = inSource[i]!;
        if (settled[from]) continue;
        settled[from] = 1;
        best[from] = best[seed]!;
        stack.push(from);
      }
    }
  }
  for (let n = 0; n < nodes; n++) if (best[n] === -Infinity) best[n] = 0;
  return best;
}

/** The arcs without words, turned round: the sources of the arcs into each node. */
function reverseWordlessArcs(network: Network): { start: Int32Array; source: Int32Array } {
  const { nodes, arcStart, arcTarget, arcWord } = network;
  const start = new Int32Array(nodes + 1); // [N + 1]
  for (let a = 0; a < arcStart[nodes]!; a++) {
    if (arcWord[a] === NO_WORD) start[arcTarget[a]! + 1]!++;
  }
  for (let n = 0; n < nodes; n++) start[n + 1]! += start[n]!;
  const source = new Int32Array(start[nodes]!);
  const fill = start.slice(0, nodes);
  for (let n = 0; n < nodes; n++) {
    for (let a = arcStart[n]!; a < arcStart[n + 1]!; a++) {
      if (arcWord[a] === NO_WORD) source[fill[arcTarget[a]!]!++] = n;
    }
  }
  return { start, source };
}

/** Weights of the decoder, and what they weigh. */
export interface TreeLookaheadOptions {
  languageWeight: number;
  wordInsertionPenalty: number;
  /** Natural-log probability of each word, finite. // [W] */
  unigramLogProb: Float32Array;
}

/** The best weighted unigram below each node. // [N] */
export function treeLookahead(tree: LexiconTree, options: TreeLookaheadOptions): Float32Array {
  const { nodes, firstChild, children, endStart, endWord } = tree;
  const { unigramLogProb, languageWeight, wordInsertionPenalty } = options;
  const ahead = new Float32Array(nodes).fill(Number.NEGATIVE_INFINITY);
  for (let n = nodes - 1; n >= 0; n--) {
    let best = Number.NEGATIVE_INFINITY;
    for (let e = endStart[n]!; e < endStart[n + 1]!; e++) {
      const weighted = languageWeight * unigramLogProb[endWord[e]!]! - wordInsertionPenalty;
      if (weighted > best) best = weighted;
    }
    const last = firstChild[n]! + children[n]!;
    for (let c = firstChild[n]!; c < last; c++) if (ahead[c]! > best) best = ahead[c]!;
    ahead[n] = best;
  }
  return ahead;
}
