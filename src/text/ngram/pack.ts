/**
 * Trie ↔ smaller arrays, for files: log probabilities in 8 or 16 bits, words as differences within their context, and
 * no links, which a {@link LazyTrie} finds when it needs them.
 */
import { ByteReader, ByteWriter } from '../varint.js';
import { LazyTrie, UNLINKED } from './lazy-trie.js';
import { type Codes, quantize, valuesOfCodes } from './quantize.js';
import { type NgramTrie, ROW } from './trie.js';

export type TypedArray = Uint8Array | Uint16Array | Uint32Array | Float32Array;
export type NamedArrays = Record<string, TypedArray>;

type PackedTrie = {
  /** A bit for every node shorter than the order: whether it is a state. // [⌈nodes / 8⌉] */
  isState: Uint8Array;
  /** Number of children of every state but the empty one; as variable-length numbers, as the next. */
  children: Uint8Array;
  /** Children of every state but the empty one: the first word, then what each lies above the one before, less 1. */
  word: Uint8Array;
  logProb: Codes; // [M - 1], from node 1
  logProbRange: Float32Array;
  backoff: Codes; // [S]
  backoffRange: Float32Array;
};

/** @param bits - per log probability and backoff weight */
export function packTrie(trie: NgramTrie, bits: 8 | 16): PackedTrie {
  const { nodeCount, stateCount, levelStart, order } = trie;
  const isState = new Uint8Array(Math.ceil(levelStart[order]! / 8));
  const logProbs = new Float32Array(nodeCount);
  for (let n = 1; n <= order; n++) {
    for (let node = levelStart[n]!; node < levelStart[n + 1]!; node++) {
      logProbs[node] = trie.logProb(node);
      if (n < order && trie.ownState(node, n) >= 0) isState[node >> 3]! |= 1 << (node & 7);
    }
  }
  const children = new ByteWriter();
  const words = new ByteWriter();
  for (let state = 1; state < stateCount; state++) {
    const from = trie.firstChild(state);
    const end = trie.firstChild(state + 1);
    children.number(end - from);
    let before = -1;
    for (let child = from; child < end; child++) {
      words.number(trie.word(child) - before - 1);
      before = trie.word(child);
    }
  }
  const backoffs = Float32Array.from({ length: stateCount }, (_, state) => trie.backoff(state));
  const logProb = quantize(logProbs.subarray(1), bits, Number.NEGATIVE_INFINITY);
  const backoff = quantize(backoffs, bits, 0);
  return {
    isState,
    children: children.finish(),
    word: words.finish(),
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
  const { isState, children, word, logProb, logProbRange, backoff, backoffRange } =
    arrays as unknown as PackedTrie;
  const order = levelStart.length - 2;
  const nodeCount = levelStart.at(-1)!;
  const stateCount = stateStart.at(-1)!;
  const ngrams = new Uint32Array(nodeCount * ROW);
  const states = new Uint32Array((stateCount + 1) * ROW);
  const ngramFloats = new Float32Array(ngrams.buffer);
  const stateFloats = new Float32Array(states.buffer);
  const logProbs = valuesOfCodes(logProb, logProbRange);
  const backoffs = valuesOfCodes(backoff, backoffRange);
  const nodeOfState = new Uint32Array(stateCount);
  const longest = levelStart[order]!;
  for (let node = 1, state = 1; node < nodeCount; node++) {
    ngramFloats[node * ROW + 1] = logProbs[logProb[node - 1]!]!;
    const own = node < longest && ((isState[node >> 3]! >> (node & 7)) & 1) === 1;
    if (own) nodeOfState[state] = node;
    ngrams[node * ROW + 2] = own ? state++ : UNLINKED;
  }
  const vocabularySize = levelStart[2]! - 1;
  for (let id = 0; id < vocabularySize; id++) ngrams[(1 + id) * ROW] = id;
  states[0] = 1;
  let child = 1 + vocabularySize;
  const counts = new ByteReader(children);
  const words = new ByteReader(word);
  for (let state = 1; state < stateCount; state++) {
    states[state * ROW] = child;
    states[state * ROW + 2] = UNLINKED;
    let id = -1;
    for (const end = child + counts.number(); child < end; child++) {
      id += words.number() + 1;
      ngrams[child * ROW] = id;
    }
  }
  states[stateCount * ROW] = nodeCount;
  for (let s = 0; s < stateCount; s++) stateFloats[s * ROW + 1] = backoffs[backoff[s]!]!;
  return new LazyTrie(levelStart, stateStart, ngrams, states, nodeOfState);
}
