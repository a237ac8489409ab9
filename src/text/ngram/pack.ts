/**
 * Trie → smaller arrays, for files: log probabilities in 8 or 16 bits, words as differences within their context, and
 * no links. The way back is `LazyTrie`, which unpacks what is asked for.
 */
import { ByteWriter } from '../varint.js';
import { type Codes, quantize, valuesOfCodes } from './quantize.js';
import type { NgramTrie } from './trie.js';

export type TypedArray = Uint8Array | Uint16Array | Uint32Array | Float32Array;
export type NamedArrays = Record<string, TypedArray>;

export type PackedTrie = {
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
  /** The largest log probability of each word, wherever it ends an n-gram. Missing in older files. // [V] */
  bestLogProb?: Codes;
  /** The most that backoff weights add to a log probability on any way to it. // [1] */
  backoffGain?: Float32Array;
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
    bestLogProb: bestCodes(trie, logProb.codes),
    backoffGain: Float32Array.of(
      backoffGain(trie, valuesOfCodes(backoff.codes, backoff.range), backoff.codes),
    ),
  };
}

/** Codes are in the order of what they stand for. */
function bestCodes(trie: NgramTrie, logProb: Codes): Codes {
  const best = logProb.slice(0, trie.levelStart[2]! - 1);
  for (let node = trie.levelStart[2]!; node < trie.nodeCount; node++) {
    const word = trie.word(node);
    best[word] = Math.max(best[word]!, logProb[node - 1]!);
  }
  return best;
}

function backoffGain(trie: NgramTrie, values: Float32Array, codes: Codes): number {
  const gains = new Float64Array(trie.stateCount); // a suffix comes before what it is a suffix of
  let most = 0;
  for (let state = 1; state < trie.stateCount; state++) {
    gains[state] = Math.max(0, values[codes[state]!]! + gains[trie.suffix(state)]!);
    most = Math.max(most, gains[state]!);
  }
  return most;
}
