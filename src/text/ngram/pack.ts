/** Trie ↔ smaller arrays with quantised log probabilities, for files. */
import { type Codes, quantize, valuesOfCodes } from './quantize.js';
import { NgramTrie } from './trie.js';

export type TypedArray = Uint8Array | Uint16Array | Uint32Array | Float32Array;
export type NamedArrays = Record<string, TypedArray>;

/**
 * Arrays of a quantised trie: last words, first children, suffixes of contexts, next states of the longest n-grams, and
 * for each length n codes and range of log probabilities (`logProbN`, `logProbRangeN`) and backoff weights.
 */
export function packTrie(trie: NgramTrie, bits: 8 | 16): NamedArrays {
  const { nodes, contextCount, levelStart, order } = trie;
  const vocabularySize = levelStart[2]! - 1;
  const word = vocabularySize <= 1 << 16 ? new Uint16Array(nodes) : new Uint32Array(nodes);
  for (let node = 1; node < nodes; node++) word[node] = trie.word(node);
  const arrays: NamedArrays = {
    word,
    firstChild: tabulate(0, contextCount + 1, (node) => trie.firstChild(node)),
    suffix: tabulate(0, contextCount, (node) => trie.suffix(node)),
    next: tabulate(contextCount, nodes, (node) => trie.next(node)),
  };
  for (let n = 1; n <= order; n++) {
    const [from, to] = [levelStart[n]!, levelStart[n + 1]!];
    const logProb = Float32Array.from({ length: to - from }, (_, i) => trie.logProb(from + i));
    addQuantized(arrays, 'logProb', n, logProb, bits, Number.NEGATIVE_INFINITY);
    if (n === order) break;
    const backoff = Float32Array.from({ length: to - from }, (_, i) => trie.backoff(from + i));
    addQuantized(arrays, 'backoff', n, backoff, bits, 0);
  }
  return arrays;
}

/** The inverse of {@link packTrie}. */
export function unpackTrie(levelStart: readonly number[], arrays: NamedArrays): NgramTrie {
  const trie = NgramTrie.allocate(levelStart.slice(2).map((end, i) => end - levelStart[i + 1]!));
  const { nodes, contextCount, order } = trie;
  const { word, firstChild, suffix, next } = arrays as Record<string, Uint32Array>;
  for (let node = 0; node <= contextCount; node++) trie.setFirstChild(node, firstChild![node]!);
  for (let n = 1; n <= order; n++) {
    const from = levelStart[n]!;
    const size = levelStart[n + 1]! - from;
    const logProb = restored(arrays, 'logProb', n);
    for (let i = 0; i < size; i++) trie.setNgram(from + i, word![from + i]!, logProb[i]!);
    if (n === order) break;
    const backoff = restored(arrays, 'backoff', n);
    for (let i = 0; i < size; i++) trie.setBackoff(from + i, backoff[i]!);
  }
  for (let node = 1; node < contextCount; node++) trie.setContextSuffix(node, suffix![node]!);
  for (let node = contextCount; node < nodes; node++) trie.setNext(node, next![node - contextCount]!);
  return trie;
}

function addQuantized(
  arrays: NamedArrays,
  name: string,
  n: number,
  values: Float32Array,
  bits: 8 | 16,
  exact: number,
): void {
  const { codes, range } = quantize(values, bits, exact);
  arrays[`${name}${n}`] = codes;
  arrays[`${name}Range${n}`] = range;
}

/** The inverse of {@link addQuantized}, up to rounding. */
function restored(arrays: NamedArrays, name: string, n: number): Float32Array {
  const codes = arrays[`${name}${n}`] as Codes;
  const values = valuesOfCodes({ codes, range: arrays[`${name}Range${n}`] as Float32Array });
  const all = new Float32Array(codes.length);
  for (let i = 0; i < codes.length; i++) all[i] = values[codes[i]!]!;
  return all;
}

function tabulate(from: number, to: number, at: (node: number) => number): Uint32Array {
  const values = new Uint32Array(to - from);
  for (let node = from; node < to; node++) values[node - from] = at(node);
  return values;
}
