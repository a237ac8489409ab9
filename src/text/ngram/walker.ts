/** Walks a model word by word. States are trie nodes: the longest part of the history that still says something. */
import type { NgramModel } from './model.js';
import { END_ID, START_ID } from './vocabulary.js';

export class NgramWalker {
  /** The state after <s>. */
  readonly start: number;
  /** Natural-log probability of the last {@link advance}. */
  score = 0;
  private readonly word: Uint32Array;
  private readonly logProb: Float32Array;
  private readonly suffix: Uint32Array;
  private readonly childStart: Uint32Array;
  private readonly backoff: Float32Array;
  private readonly contexts: number;

  constructor(model: NgramModel) {
    const { word, logProb, suffix, childStart, backoff } = model.trie;
    this.word = word;
    this.logProb = logProb;
    this.suffix = suffix;
    this.childStart = childStart;
    this.backoff = backoff;
    this.contexts = backoff.length;
    this.start = this.settle(1 + START_ID);
  }

  /** Reads the word `id` in `state`, leaves its log probability in {@link score}, returns the next state. */
  advance(state: number, id: number): number {
    const { word, childStart } = this;
    let total = 0;
    while (state !== 0) {
      let low = childStart[state]!;
      const end = childStart[state + 1]!;
      let high = end;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (word[middle]! < id) low = middle + 1;
        else high = middle;
      }
      if (low < end && word[low] === id) {
        this.score = total + this.logProb[low]!;
        return this.settle(low);
      }
      total += this.backoff[state]!;
      state = this.suffix[state]!;
    }
    this.score = total + this.logProb[1 + id]!;
    return this.settle(1 + id);
  }

  /** Log probability of </s> in `state`; {@link score} stays as it is. */
  endScore(state: number): number {
    const { score } = this;
    this.advance(state, END_ID);
    const end = this.score;
    this.score = score;
    return end;
  }

  /** The node itself when it says more than its suffix, else that suffix. */
  private settle(node: number): number {
    if (node >= this.contexts) return this.suffix[node]!;
    const saysMore = this.childStart[node + 1]! > this.childStart[node]! || this.backoff[node] !== 0;
    return saysMore ? node : this.suffix[node]!;
  }
}
