/**
 * Two models → one: P(w | h) = λ P₁(w | h) + (1 − λ) P₂(w | h) for every n-gram that one of them has, and backoff weights
 * that make it sum to 1 again. A word that only one of them knows has probability 0 in the other.
 */
import { NgramModel } from './model.js';
import { normalizeWeights } from './normalize-weights.js';
import { checkOption } from './options.js';
import type { NgramTrie } from './trie.js';
import { NgramTrieBuilder } from './trie-builder.js';
import { NgramVocabulary, UNKNOWN_ID } from './vocabulary.js';
import { NgramWalker } from './walker.js';

/**
 * @param weight - λ, the weight of `first`, from 0 to 1; tuneInterpolation finds it
 * @throws InputError `ngram-bad-option`
 */
export function interpolateNgrams(first: NgramModel, second: NgramModel, weight: number): NgramModel {
  checkOption(weight >= 0 && weight <= 1, `an interpolation weight of ${weight}`, 'a number from 0 to 1');
  const words = unionOfWords(first, second);
  const one = new Side(first, words);
  const two = new Side(second, words);
  const levels: Level[] = [];
  let contexts = newLevel();
  for (const list of [contexts.word, contexts.state1, contexts.state2]) list.push(0);
  for (let n = 1; n <= Math.max(first.order, second.order); n++) {
    const level = newLevel();
    for (let c = 0; c < contexts.word.length; c++) {
      const [state1, state2] = [contexts.state1.at(c), contexts.state2.at(c)];
      contexts.firstChild.push(level.word.length);
      for (const word of n === 1 ? words.keys() : merged(one.children(state1, n), two.children(state2, n))) {
        level.word.push(word);
        level.state1.push(one.advance(state1, word));
        level.state2.push(two.advance(state2, word));
        level.logProb.push(Math.log(weight * one.prob + (1 - weight) * two.prob));
      }
    }
    levels.push(contexts);
    contexts = level;
  }
  levels.push(contexts);
  return new NgramModel(NgramVocabulary.fromWords(words), assembled(levels));
}

/** One of the two models, spoken to in the words of both. */
class Side {
  /** P of the last {@link advance}. */
  prob = 0;
  private readonly walker: NgramWalker;
  /** Own id of each common word, or -1; common id of each own word. */
  private readonly own: Int32Array;
  private readonly common: Uint32Array;

  constructor(
    private readonly model: NgramModel,
    words: readonly string[],
  ) {
    this.walker = new NgramWalker(model);
    this.own = Int32Array.from(words, (word) => model.vocabulary.id(word) ?? -1);
    this.common = new Uint32Array(model.vocabulary.size);
    this.own.forEach((id, word) => {
      if (id >= 0) this.common[id] = word;
    });
  }

  advance(state: number, word: number): number {
    const id = this.own[word]!;
    const next = this.walker.advance(state, id < 0 ? UNKNOWN_ID : id);
    this.prob = id < 0 ? 0 : Math.exp(this.walker.score);
    return next;
  }

  /** Last words of the n-grams of length n in a history whose state is `state`, sorted. */
  children(state: number, n: number): Uint32Array {
    const { trie } = this.model;
    // A state as long as the history is the history itself; shorter ones have no children of this length.
    if (n > trie.order || state < trie.stateStart[n - 1]!) return new Uint32Array(0);
    const from = trie.firstChild(state);
    const children = new Uint32Array(trie.firstChild(state + 1) - from);
    for (let i = 0; i < children.length; i++) children[i] = this.common[trie.word(from + i)]!;
    return children.sort();
  }
}

function unionOfWords(first: NgramModel, second: NgramModel): string[] {
  const words = new Set<string>();
  for (const { vocabulary } of [first, second]) {
    for (let id = 0; id < vocabulary.size; id++) words.add(vocabulary.word(id));
  }
  return [...words];
}

/** Both sorted lists as one, without repetition. */
function* merged(a: Uint32Array, b: Uint32Array): Generator<number> {
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const word = Math.min(a[i] ?? Number.POSITIVE_INFINITY, b[j] ?? Number.POSITIVE_INFINITY);
    if (a[i] === word) i++;
    if (b[j] === word) j++;
    yield word;
  }
}

/** The n-grams of one length, and after the next length is found where their children begin in it. */
interface Level {
  word: GrowingList;
  logProb: GrowingList;
  state1: GrowingList;
  state2: GrowingList;
  firstChild: GrowingList;
}

function newLevel(): Level {
  return {
    word: new GrowingList(Uint32Array),
    logProb: new GrowingList(Float32Array),
    state1: new GrowingList(Uint32Array),
    state2: new GrowingList(Uint32Array),
    firstChild: new GrowingList(Uint32Array),
  };
}

function assembled(levels: readonly Level[]): NgramTrie {
  const trie = new NgramTrieBuilder(levels.slice(1).map(({ word }) => word.length));
  levels.forEach((level, n) => {
    const start = trie.levelStart[n]!;
    for (let i = 0; n > 0 && i < level.word.length; i++) {
      trie.setNgram(start + i, level.word.at(i), level.logProb.at(i));
    }
    for (let i = 0; i < level.firstChild.length; i++) {
      trie.setFirstChild(start + i, trie.levelStart[n + 1]! + level.firstChild.at(i));
    }
  });
  trie.setFirstChild(trie.stateCount, trie.nodeCount);
  return normalizeWeights(trie);
}

/** Numbers in a typed array that doubles. */
class GrowingList {
  length = 0;
  private values: Uint32Array | Float32Array;

  constructor(private readonly type: Uint32ArrayConstructor | Float32ArrayConstructor) {
    this.values = new type(1024);
  }

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = new this.type(this.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length++] = value;
  }

  at(i: number): number {
    return this.values[i]!;
  }
}
