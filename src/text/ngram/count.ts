/**
 * Word ids → all distinct n-grams with their counts, order by order. A JavaScript Map ends at 16.7 million entries, so
 * n-grams are found by sorting: each order is one counting sort of the corpus positions by the n-gram's context, over
 * positions already sorted by word. Everything is linear in the corpus and lies in typed arrays.
 */
import { BREAK } from './corpus.js';
import { START_ID } from './vocabulary.js';

/**
 * The n-grams of one order, sorted by words from the first to the last. Number j of order n points to its context (the
 * n-gram without its last word) and its suffix (without its first), both numbers of order n − 1.
 */
export interface CountedLevel {
  /** Last word. // [N] */
  word: Uint32Array;
  /** How often it was seen. // [N] */
  count: Uint32Array;
  /** // [N] */
  suffix: Uint32Array;
  /** n-grams of context c are firstChild[c] … firstChild[c + 1] - 1. // [N of order n − 1, + 1] */
  firstChild: Uint32Array;
  /** Those that begin with <s> are startFrom … startTo - 1. */
  startFrom: number;
  startTo: number;
}

const NONE = BREAK;

/**
 * @param tokens - sentences as <s> … </s>, or {@link BREAK} where no n-gram may reach across
 * @param vocabularySize - number of words V; order 1 lists all of them, seen or not
 * @param order - longest n-gram
 * @returns one level per order; order 0 is the empty n-gram, number 0
 */
export function countNgrams(tokens: Uint32Array, vocabularySize: number, order: number): CountedLevel[] {
  const levels = [countWords(tokens, vocabularySize)];
  const byWord = positionsByWord(tokens, levels[0]!.count);
  // Number of the n-gram of the last order counted that ends at each position.
  let endingAt = tokens;
  for (let n = 2; n <= order; n++) {
    const lower = levels[n - 2]!;
    const next = n < order ? new Uint32Array(tokens.length).fill(NONE) : undefined;
    levels.push(countExtensions(tokens, byWord, endingAt, lower, next));
    if (next) endingAt = next;
  }
  return levels;
}

function countWords(tokens: Uint32Array, size: number): CountedLevel {
  const count = new Uint32Array(size);
  for (let p = 0; p < tokens.length; p++) if (tokens[p] !== BREAK) count[tokens[p]!]!++;
  return {
    word: Uint32Array.from({ length: size }, (_, id) => id),
    count,
    suffix: new Uint32Array(size),
    firstChild: Uint32Array.of(0, size),
    startFrom: START_ID,
    startTo: START_ID + 1,
  };
}

/** Positions of all words but <s>, sorted by word. */
function positionsByWord(tokens: Uint32Array, count: Uint32Array): Uint32Array {
  const at = new Uint32Array(count.length);
  let total = 0;
  for (let id = 0; id < count.length; id++) {
    at[id] = total;
    if (id !== START_ID) total += count[id]!;
  }
  const sorted = new Uint32Array(total);
  for (let p = 0; p < tokens.length; p++) {
    const id = tokens[p]!;
    if (id !== START_ID && id !== BREAK) sorted[at[id]!++] = p;
  }
  return sorted;
}

/**
 * @param endingAt - number of the context-order n-gram ending at each position, or NONE
 * @param next - filled with the numbers of this order's n-grams
 */
function countExtensions(
  tokens: Uint32Array,
  byWord: Uint32Array,
  endingAt: Uint32Array,
  contexts: CountedLevel,
  next: Uint32Array | undefined,
): CountedLevel {
  const contextCount = contexts.word.length;
  // First the bounds of each context's positions, then, when these are sorted in, of its distinct n-grams.
  const bounds = new Uint32Array(contextCount + 1);
  for (let i = 0; i < byWord.length; i++) {
    const context = endingAt[byWord[i]! - 1]!;
    if (context !== NONE) bounds[context + 1]!++;
  }
  for (let c = 0; c < contextCount; c++) bounds[c + 1]! += bounds[c]!;
  const positions = new Uint32Array(bounds[contextCount]!);
  const fill = bounds.slice();
  for (let i = 0; i < byWord.length; i++) {
    const p = byWord[i]!;
    const context = endingAt[p - 1]!;
    if (context !== NONE) positions[fill[context]!++] = p;
  }

  const counts = new Uint32Array(positions.length);
  let total = 0;
  let from = 0;
  for (let c = 0; c < contextCount; c++) {
    const to = bounds[c + 1]!;
    bounds[c] = total;
    let last = NONE;
    for (let i = from; i < to; i++) {
      const p = positions[i]!;
      if (tokens[p] !== last) {
        last = tokens[p]!;
        positions[total++] = p; // never ahead of i: each n-gram leaves one of its positions
      }
      counts[total - 1]!++;
      if (next) next[p] = total - 1;
    }
    from = to;
  }
  bounds[contextCount] = total;

  const word = new Uint32Array(total);
  const suffix = new Uint32Array(total);
  for (let j = 0; j < total; j++) {
    const p = positions[j]!;
    word[j] = tokens[p]!;
    suffix[j] = endingAt[p]!;
  }
  return {
    word,
    count: counts.slice(0, total),
    suffix,
    firstChild: bounds,
    startFrom: bounds[contexts.startFrom]!,
    startTo: bounds[contexts.startTo]!,
  };
}
