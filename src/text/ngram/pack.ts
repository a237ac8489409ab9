/** Trie ↔ smaller arrays with quantised log probabilities, for files. */
import { type Codes, quantize, valuesOfCodes } from './quantize.js';
import { NgramTrie, ROW } from './trie.js';

export type TypedArray = Uint8Array | Uint16Array | Uint32Array | Float32Array;
export type NamedArrays = Record<string, TypedArray>;

/** Marks a node that is a state, in its link: the rest is then that state's suffix, otherwise the next state. */
const IS_STATE = 0x80000000;

/** Words, links and log probabilities per node, first children and backoff weights per state. */
type PackedTrie = {
  word: Uint16Array | Uint32Array; // [M]
  link: Uint32Array; // [M]
  logProb: Codes; // [M - 1], from node 1
  logProbRange: Float32Array;
  firstChild: Uint32Array; // [S + 1]
  backoff: Codes; // [S]
  backoffRange: Float32Array;
};

/** @param bits - per log probability and backoff weight */
export function packTrie(trie: NgramTrie, bits: 8 | 16): PackedTrie {
  const { nodeCount, stateCount, levelStart, order } = trie;
  const vocabularySize = levelStart[2]! - 1;
  const word = vocabularySize <= 1 << 16 ? new Uint16Array(nodeCount) : new Uint32Array(nodeCount);
  const link = new Uint32Array(nodeCount);
  const logProbs = new Float32Array(nodeCount);
  for (let n = 1; n <= order; n++) {
    for (let node = levelStart[n]!; node < levelStart[n + 1]!; node++) {
      const state = trie.ownState(node, n);
      word[node] = trie.word(node);
      link[node] = state < 0 ? trie.next(node) : (IS_STATE | trie.suffix(state)) >>> 0;
      logProbs[node] = trie.logProb(node);
    }
  }
  const firstChild = Uint32Array.from({ length: stateCount + 1 }, (_, state) => trie.firstChild(state));
  const backoffs = Float32Array.from({ length: stateCount }, (_, state) => trie.backoff(state));
  const logProb = quantize(logProbs.subarray(1), bits, Number.NEGATIVE_INFINITY);
  const backoff = quantize(backoffs, bits, 0);
  return {
    word,
    link,
    firstChild,
    logProb: logProb.codes,
    logProbRange: logProb.range,
    backoff: backoff.codes,
    backoffRange: backoff.range,
  };
}

/** The inverse of {@link packTrie}, up to rounding. */
export function unpackTrie(
  levelStart: readonly number[],
  stateStart: readonly number[],
  arrays: NamedArrays,
): NgramTrie {
  const { word, link, firstChild, logProb, logProbRange, backoff, backoffRange } =
    arrays as unknown as PackedTrie;
  const nodeCount = levelStart.at(-1)!;
  const stateCount = stateStart.at(-1)!;
  const ngrams = new Uint32Array(nodeCount * ROW);
  const states = new Uint32Array((stateCount + 1) * ROW);
  const ngramFloats = new Float32Array(ngrams.buffer);
  const stateFloats = new Float32Array(states.buffer);
  const logProbs = valuesOfCodes(logProb, logProbRange);
  const backoffs = valuesOfCodes(backoff, backoffRange);
  let state = 1;
  for (let node = 1; node < nodeCount; node++) {
    const to = link[node]!;
    const isState = to >= IS_STATE;
    ngrams[node * ROW] = word[node]!;
    ngramFloats[node * ROW + 1] = logProbs[logProb[node - 1]!]!;
    ngrams[node * ROW + 2] = isState ? state : to;
    if (isState) states[state++ * ROW + 2] = to - IS_STATE;
  }
  for (let s = 0; s <= stateCount; s++) states[s * ROW] = firstChild[s]!;
  for (let s = 0; s < stateCount; s++) stateFloats[s * ROW + 1] = backoffs[backoff[s]!]!;
  return new NgramTrie(levelStart, stateStart, ngrams, states);
}
