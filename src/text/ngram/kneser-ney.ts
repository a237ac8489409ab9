/**
 * Counts → interpolated modified Kneser–Ney probabilities (Chen & Goodman 1998, section 4.1.6), in the form that ARPA
 * files need: P(w | h) for n-grams kept, and per context the weight of the shorter context's distribution,
 *
 *   P(w | h) = (a(hw) − D(a(hw))) / Σ a(h·) + γ(h) P(w | h'),   γ(h) = (Σ_kept D(a(hw)) + Σ_dropped a(hw)) / Σ a(h·)
 *
 * where a is the count for the longest n-grams and those beginning with <s>, and otherwise the number of different
 * words seen before the n-gram; h' is h without its first word. Single words mix with the uniform distribution over all
 * words but <s>. An n-gram dropped by its count gives its whole mass to the shorter context, as in KenLM.
 */
import type { CountedLevel } from './count.js';
import { type Discounts, estimateDiscounts } from './discounts.js';
import type { NgramTrie } from './trie.js';
import { NgramTrieBuilder } from './trie-builder.js';
import { START_ID, UNKNOWN_ID } from './vocabulary.js';

export interface KneserNeyOptions {
  /** n-grams counted less often are dropped, per order from 1; the first is 1. // [order] */
  minCounts: readonly number[];
  /** `raw`: the counts themselves for shorter n-grams too, so that they keep the corpus' own frequencies. */
  lowerOrders: 'continuation' | 'raw';
  /** <unk> gets no probability. */
  closedVocabulary: boolean;
}

export interface KneserNeyResult {
  trie: NgramTrie;
  /** // [order] */
  discounts: Discounts[];
}

/** @param levels - from countNgrams, order 1 first */
export function estimateKneserNey(
  levels: readonly CountedLevel[],
  options: KneserNeyOptions,
): KneserNeyResult {
  const numbers = levels.map((level, i) => numberKept(level.count, options.minCounts[i]!));
  const trie = new NgramTrieBuilder(numbers.map(({ kept }) => kept));
  const discounts: Discounts[] = [];
  let shorter: { prob: Float64Array; number: Uint32Array } = {
    prob: Float64Array.of(0),
    number: Uint32Array.of(0),
  };
  levels.forEach((level, i) => {
    const counts = adjustedCounts(level, options.lowerOrders === 'raw' ? undefined : levels[i + 1]);
    const discount = estimateDiscounts(counts);
    discounts.push(discount);
    if (i === 0) shorter.prob[0] = 1 / (level.word.length - (options.closedVocabulary ? 2 : 1));
    const { number } = numbers[i]!;
    const { prob, weight } = probabilities(level, counts, number, discount.values, shorter.prob);
    if (i === 0) {
      prob[START_ID] = 0;
      if (options.closedVocabulary) prob[UNKNOWN_ID] = 0;
    }
    writeLevel(trie, i + 1, level, number, prob, weight, shorter.number);
    shorter = { prob, number };
  });
  setSuffixes(
    trie,
    levels,
    numbers.map(({ number }) => number),
  );
  return { trie: trie.finished(), discounts };
}

const DROPPED = 0xffffffff;

/** Numbers the n-grams that are kept. Order 1 keeps all: its minimum is 1 but words never seen stay too. */
function numberKept(count: Uint32Array, minimum: number): { number: Uint32Array; kept: number } {
  const number = new Uint32Array(count.length);
  let kept = 0;
  for (let j = 0; j < count.length; j++) number[j] = minimum <= 1 || count[j]! >= minimum ? kept++ : DROPPED;
  return { number, kept };
}

/** @param longer - the level one order up; undefined: counts as they are */
function adjustedCounts(level: CountedLevel, longer: CountedLevel | undefined): Uint32Array {
  const counts = level.count.slice();
  if (longer) {
    const { suffix } = longer;
    const before = new Uint32Array(counts.length);
    for (let j = 0; j < suffix.length; j++) before[suffix[j]!]!++;
    for (let j = 0; j < counts.length; j++) {
      // Only where a closed vocabulary interrupts a sentence can nothing have been seen before an n-gram.
      if (counts[j]! > 0 && (j < level.startFrom || j >= level.startTo)) counts[j] = Math.max(before[j]!, 1);
    }
  }
  if (level.firstChild.length === 2) counts[START_ID] = 0; // a word no one predicts
  return counts;
}

/** Probabilities of the level's n-grams and backoff weights of their contexts. */
function probabilities(
  level: CountedLevel,
  counts: Uint32Array,
  number: Uint32Array,
  discount: readonly number[],
  shorter: Float64Array,
): { prob: Float64Array; weight: Float64Array } {
  const { firstChild, suffix } = level;
  const prob = new Float64Array(counts.length);
  const weight = new Float64Array(firstChild.length - 1);
  for (let c = 0; c < weight.length; c++) {
    const from = firstChild[c]!;
    const to = firstChild[c + 1]!;
    let total = 0;
    let freed = 0;
    for (let j = from; j < to; j++) {
      const count = counts[j]!;
      total += count;
      freed += number[j] === DROPPED ? count : discount[Math.min(count, 3)]!;
    }
    if (total === 0) {
      weight[c] = 1;
      continue;
    }
    weight[c] = freed / total;
    for (let j = from; j < to; j++) {
      const count = counts[j]!;
      const own = number[j] === DROPPED ? 0 : count - discount[Math.min(count, 3)]!;
      prob[j] = own / total + weight[c]! * shorter[suffix[j]!]!;
    }
  }
  return { prob, weight };
}

/** Writes the n-grams of length n that are kept, and the backoff of their contexts, which lie at n − 1. */
function writeLevel(
  trie: NgramTrieBuilder,
  n: number,
  level: CountedLevel,
  number: Uint32Array,
  prob: Float64Array,
  weight: Float64Array,
  contextNumber: Uint32Array,
): void {
  const contextStart = trie.levelStart[n - 1]!;
  let node = trie.levelStart[n]!;
  for (let c = 0; c < weight.length; c++) {
    if (contextNumber[c] === DROPPED) continue;
    const context = contextStart + contextNumber[c]!;
    const first = node;
    for (let j = level.firstChild[c]!; j < level.firstChild[c + 1]!; j++) {
      if (number[j] !== DROPPED) trie.setNgram(node++, level.word[j]!, Math.log(prob[j]!));
    }
    trie.setFirstChild(context, first);
    trie.setBackoff(context, node > first && n > 1 ? Math.log(weight[c]!) : 0);
  }
  // The end of the last context's children, and where the next length's begin.
  trie.setFirstChild(trie.levelStart[n]!, node);
}

/** @param numbers - per level, the numbers of the n-grams kept */
function setSuffixes(
  trie: NgramTrieBuilder,
  levels: readonly CountedLevel[],
  numbers: readonly Uint32Array[],
): void {
  levels.forEach(({ suffix }, i) => {
    const shorter = trie.levelStart[i]!;
    let node = trie.levelStart[i + 1]!;
    for (let j = 0; j < suffix.length; j++) {
      if (numbers[i]![j] === DROPPED) continue;
      trie.setSuffix(node++, shorter + (i === 0 ? 0 : numbers[i - 1]![suffix[j]!]!));
    }
  });
}
