/**
 * The n-grams of a model as one trie in two flat tables, and its states.
 *
 * Nodes are n-grams, numbered breadth first: 0 is the empty one, then all words, then all bigrams sorted by words, and so
 * on, so that the children of a node (one word longer) lie together, sorted by word. States are the histories that
 * matter: the nodes that have children or a backoff weight, in the same order. A history that is no state is the same as
 * its longest suffix that is one.
 *
 * A row holds all that one step of a walk needs, because a step costs what its cache misses cost: a word found gives its
 * probability and the next state from the row where it was found, a word not found gives the weight and the shorter
 * state from the row where the search began.
 */

/** Numbers per row of both tables. */
export const ROW = 3;

export class NgramTrie {
  /** Length of the longest n-grams. */
  readonly order: number;
  protected readonly ngramFloats: Float32Array;
  protected readonly stateFloats: Float32Array;

  constructor(
    /** First node of each length: n-grams of length n are levelStart[n] … levelStart[n + 1] - 1. // [order + 2] */
    readonly levelStart: readonly number[],
    /** First state of each length; the last entry is their number S. // [order + 1] */
    readonly stateStart: readonly number[],
    /** Per node: last word, natural log P(last word | words before) as float32 bits, next state. // [M, 3] */
    readonly ngrams: Uint32Array,
    /** Per state: first child, natural log backoff weight as float32 bits, suffix state. // [S + 1, 3] */
    readonly states: Uint32Array,
  ) {
    this.order = levelStart.length - 2;
    this.ngramFloats = new Float32Array(ngrams.buffer, ngrams.byteOffset, ngrams.length);
    this.stateFloats = new Float32Array(states.buffer, states.byteOffset, states.length);
  }

  /** What log P(word | state) is in no state above, by word, where that is known. // [V] */
  mostLogProb(): Float32Array | undefined {
    return undefined;
  }

  /** Both tables, whole. */
  tables(): { ngrams: Uint32Array; states: Uint32Array } {
    return { ngrams: this.ngrams, states: this.states };
  }

  /** Number of nodes M, the empty n-gram included. */
  get nodeCount(): number {
    return this.levelStart[this.order + 1]!;
  }

  /** Number of states S. */
  get stateCount(): number {
    return this.stateStart[this.order]!;
  }

  word(node: number): number {
    return this.ngrams[node * ROW]!;
  }

  /** Natural log P(last word | the words before). */
  logProb(node: number): number {
    return this.ngramFloats[node * ROW + 1]!;
  }

  /** The state after the n-gram. */
  next(node: number): number {
    return this.ngrams[node * ROW + 2]!;
  }

  /** The state that a node of `length` words is, or -1 when it is none. */
  ownState(node: number, length: number): number {
    const state = this.next(node);
    return state >= this.stateStart[length]! ? state : -1;
  }

  /** Children of `state` are the nodes firstChild(state) … firstChild(state + 1) - 1. */
  firstChild(state: number): number {
    return this.states[state * ROW]!;
  }

  /** Natural log of the weight of the suffix's distribution, for words that are no children. */
  backoff(state: number): number {
    return this.stateFloats[state * ROW + 1]!;
  }

  /** The longest proper suffix that is a state. */
  suffix(state: number): number {
    return this.states[state * ROW + 2]!;
  }

  /** The child of `state` with `word`, or -1. */
  childOf(state: number, word: number): number {
    if (state === 0) return 1 + word;
    const { ngrams } = this;
    let low = this.firstChild(state);
    const end = this.firstChild(state + 1);
    // Distinct words in order: word w is at most the (w + 1)-th child.
    let high = Math.min(end, low + word + 1);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (ngrams[middle * ROW]! < word) low = middle + 1;
      else high = middle;
    }
    return low < end && ngrams[low * ROW] === word ? low : -1;
  }

  /** Natural log P(word | state). */
  score(state: number, word: number): number {
    let weight = 0;
    let node = this.childOf(state, word);
    while (node < 0) {
      weight += this.backoff(state);
      state = this.suffix(state);
      node = this.childOf(state, word);
    }
    return weight + this.logProb(node);
  }
}
