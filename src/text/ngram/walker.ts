/** Walks a model word by word. States are trie nodes: the longest part of the history that still says something. */
import type { NgramModel } from './model.js';
import type { NgramTrie } from './trie.js';
import { END_ID, START_ID } from './vocabulary.js';

export class NgramWalker {
  /** The state after <s>. */
  readonly start: number;
  /** Natural-log probability of the last {@link advance}. */
  score = 0;
  private readonly trie: NgramTrie;

  constructor(model: NgramModel) {
    this.trie = model.trie;
    this.start = this.trie.next(1 + START_ID);
  }

  /** Reads the word `id` in `state`, leaves its log probability in {@link score}, returns the next state. */
  advance(state: number, id: number): number {
    const { trie } = this;
    let weight = 0;
    let node = trie.childOf(state, id);
    while (node < 0) {
      weight += trie.backoff(state);
      state = trie.suffix(state);
      node = trie.childOf(state, id);
    }
    this.score = weight + trie.logProb(node);
    return trie.next(node);
  }

  /** Log probability of </s> in `state`; {@link score} stays as it is. */
  endScore(state: number): number {
    const { score } = this;
    this.advance(state, END_ID);
    const end = this.score;
    this.score = score;
    return end;
  }
}
