/**
 * The n-grams of a model as one trie in flat arrays. Nodes are numbered breadth first: 0 is the empty n-gram, then all
 * words, then all bigrams sorted by words, and so on, so that the children of a node lie together, sorted by word.
 */

export interface NgramTrie {
  /** Length of the longest n-grams. */
  readonly order: number;
  /** First node of each length: n-grams of length n are levelStart[n] … levelStart[n + 1] - 1. // [order + 2] */
  readonly levelStart: readonly number[];
  /** Last word of each n-gram. // [M] */
  readonly word: Uint32Array;
  /** Natural log P(last word | the words before). // [M] */
  readonly logProb: Float32Array;
  /**
   * Where to go on after the n-gram when it says no more itself: the longest proper suffix that does, as a node. // [M]
   */
  readonly suffix: Uint32Array;
  /** Children of node c are childStart[c] … childStart[c + 1] - 1. Only nodes shorter than `order`. // [C + 1] */
  readonly childStart: Uint32Array;
  /** Natural log of the weight of the suffix's distribution, for words that are not children. // [C] */
  readonly backoff: Float32Array;
}

/**
 * A trie with its arrays still to be filled.
 * @param counts - n-grams of each length from 1 // [order]
 */
export function newTrie(counts: readonly number[]): NgramTrie {
  const order = counts.length;
  const levelStart = [0, 1];
  for (const count of counts) levelStart.push(levelStart.at(-1)! + count);
  const nodes = levelStart[order + 1]!;
  const contexts = levelStart[order]!;
  return {
    order,
    levelStart,
    word: new Uint32Array(nodes),
    logProb: new Float32Array(nodes),
    suffix: new Uint32Array(nodes),
    childStart: new Uint32Array(contexts + 1).fill(nodes),
    backoff: new Float32Array(contexts),
  };
}

/** Number of nodes that can have children: C = levelStart[order]. */
export function contextCount(trie: NgramTrie): number {
  return trie.levelStart[trie.order]!;
}

/** The child of `node` (shorter than the order) with `word`, or -1. */
export function childOf(trie: NgramTrie, node: number, word: number): number {
  if (node === 0) return 1 + word;
  const { word: words, childStart } = trie;
  let low = childStart[node]!;
  let high = childStart[node + 1]!;
  const end = high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (words[middle]! < word) low = middle + 1;
    else high = middle;
  }
  return low < end && words[low] === word ? low : -1;
}

/** Whether a history ending in `node` differs from its suffix: it has children or a weight of its own. */
export function saysMore(trie: Omit<NgramTrie, 'suffix'>, node: number): boolean {
  const { childStart, backoff } = trie;
  return node < backoff.length && (childStart[node + 1]! > childStart[node]! || backoff[node] !== 0);
}

/**
 * Replaces the longest proper suffix of each node by the longest that says more, in place.
 * @param suffix - for each node a shorter node // [M]
 */
export function skipSilentSuffixes(trie: Omit<NgramTrie, 'suffix'>, suffix: Uint32Array): void {
  for (let node = 1; node < suffix.length; node++) {
    const next = suffix[node]!;
    if (next !== 0 && !saysMore(trie, next)) suffix[node] = suffix[next]!;
  }
}

/** Fills in the suffixes of a trie that has everything else. A suffix that is no node gives way to the next shorter. */
export function linkSuffixes(trie: NgramTrie): void {
  const { word, suffix, childStart } = trie;
  for (let node = 1; node < contextCount(trie); node++) {
    for (let child = childStart[node]!; child < childStart[node + 1]!; child++) {
      let shorter = suffix[node]!;
      let found = childOf(trie, shorter, word[child]!);
      while (found < 0) {
        shorter = suffix[shorter]!;
        found = childOf(trie, shorter, word[child]!);
      }
      suffix[child] = found;
    }
  }
  skipSilentSuffixes(trie, suffix);
}
