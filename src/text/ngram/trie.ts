/**
 * The n-grams of a model as one trie in two flat tables. Nodes are numbered breadth first: 0 is the empty n-gram, then
 * all words, then all bigrams sorted by words, and so on, so that the children of a node lie together, sorted by word.
 *
 * A row holds all that one step of a walk needs, because a step costs what its cache misses cost: a word found gives its
 * probability and the next state from the row where it was found, a word not found gives the weight and the shorter
 * state from the row where the search began.
 */

/** Numbers per row of both tables. */
const ROW = 3;

export class NgramTrie {
  /** Length of the longest n-grams. */
  readonly order: number;
  /** First node of each length: n-grams of length n are levelStart[n] … levelStart[n + 1] - 1. // [order + 2] */
  readonly levelStart: readonly number[];
  /** Per node: last word, natural log P(last word | words before) as float32 bits, next state. // [M, 3] */
  readonly ngrams: Uint32Array;
  /** Per node shorter than `order`: first child, natural log backoff weight as float32 bits, suffix. // [C + 1, 3] */
  readonly contexts: Uint32Array;
  private readonly ngramFloats: Float32Array;
  private readonly contextFloats: Float32Array;

  constructor(levelStart: readonly number[], ngrams: Uint32Array, contexts: Uint32Array) {
    this.order = levelStart.length - 2;
    this.levelStart = levelStart;
    this.ngrams = ngrams;
    this.contexts = contexts;
    this.ngramFloats = new Float32Array(ngrams.buffer, ngrams.byteOffset, ngrams.length);
    this.contextFloats = new Float32Array(contexts.buffer, contexts.byteOffset, contexts.length);
  }

  /**
   * A trie still to be filled.
   * @param counts - n-grams of each length from 1 // [order]
   */
  static allocate(counts: readonly number[]): NgramTrie {
    const levelStart = [0, 1];
    for (const count of counts) levelStart.push(levelStart.at(-1)! + count);
    const contexts = levelStart.at(-2)!;
    const ngrams = new Uint32Array(levelStart.at(-1)! * ROW);
    return new NgramTrie(levelStart, ngrams, new Uint32Array((contexts + 1) * ROW));
  }

  /** Number of nodes M, the empty n-gram included. */
  get nodes(): number {
    return this.levelStart[this.order + 1]!;
  }

  /** Number of nodes C shorter than `order`: those that can have children. */
  get contextCount(): number {
    return this.levelStart[this.order]!;
  }

  word(node: number): number {
    return this.ngrams[node * ROW]!;
  }

  /** Natural log P(last word | the words before). */
  logProb(node: number): number {
    return this.ngramFloats[node * ROW + 1]!;
  }

  /** The state after the n-gram: the node itself if it says more than its suffix, else the longest suffix that does. */
  next(node: number): number {
    return this.ngrams[node * ROW + 2]!;
  }

  /** Children of context c are firstChild(c) … firstChild(c + 1) - 1. */
  firstChild(context: number): number {
    return this.contexts[context * ROW]!;
  }

  /** Natural log of the weight of the suffix's distribution, for words that are no children. */
  backoff(context: number): number {
    return this.contextFloats[context * ROW + 1]!;
  }

  /** The longest proper suffix that says something. */
  suffix(context: number): number {
    return this.contexts[context * ROW + 2]!;
  }

  /** Whether a history ending in `node` differs from its suffix: it has children or a weight of its own. */
  saysMore(node: number): boolean {
    if (node >= this.contextCount) return false;
    return this.firstChild(node + 1) > this.firstChild(node) || this.backoff(node) !== 0;
  }

  /** The child of `context` with `word`, or -1. */
  childOf(context: number, word: number): number {
    if (context === 0) return 1 + word;
    const { ngrams } = this;
    let low = this.firstChild(context);
    const end = this.firstChild(context + 1);
    // Distinct words in order: word w is at most the (w + 1)-th child.
    let high = Math.min(end, low + word + 1);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (ngrams[middle * ROW]! < word) low = middle + 1;
      else high = middle;
    }
    return low < end && ngrams[low * ROW] === word ? low : -1;
  }

  setNgram(node: number, word: number, logProb: number): void {
    this.ngrams[node * ROW] = word;
    this.ngramFloats[node * ROW + 1] = logProb;
  }

  setFirstChild(context: number, node: number): void {
    this.contexts[context * ROW] = node;
  }

  setBackoff(context: number, backoff: number): void {
    this.contextFloats[context * ROW + 1] = backoff;
  }

  /** Sets the state after a longest n-gram. */
  setNext(node: number, state: number): void {
    this.ngrams[node * ROW + 2] = state;
  }

  /** Sets the suffix of a context that has its children and weight, and with it the state after it. */
  setContextSuffix(context: number, suffix: number): void {
    this.contexts[context * ROW + 2] = suffix;
    this.setNext(context, this.saysMore(context) ? context : suffix);
  }

  /**
   * Sets where to go on after `node`, once its own children and weight and the states after all shorter nodes are set.
   * @param suffix - its longest proper suffix that is a node
   */
  setSuffix(node: number, suffix: number): void {
    const state = this.next(suffix);
    if (node < this.contextCount) this.setContextSuffix(node, state);
    else this.setNext(node, state);
  }

  /**
   * Sets all states of a trie that has its n-grams. A suffix that is no node gives way to the next shorter.
   * @param weigh - natural-log backoff weight of a context with children whose words, where they are no children, go on
   *   in state `suffix`; default: the weights are there
   */
  linkSuffixes(weigh?: (context: number, suffix: number) => number): void {
    const link = (node: number, suffix: number) => {
      const isContext = node < this.contextCount && this.firstChild(node + 1) > this.firstChild(node);
      if (weigh && isContext) this.setBackoff(node, weigh(node, this.next(suffix)));
      this.setSuffix(node, suffix);
    };
    for (let node = 1; node < this.levelStart[2]!; node++) link(node, 0);
    for (let node = 1; node < this.contextCount; node++) {
      const end = this.firstChild(node + 1);
      for (let child = this.firstChild(node); child < end; child++) {
        const word = this.word(child);
        let shorter = this.suffix(node);
        let found = this.childOf(shorter, word);
        while (found < 0) {
          shorter = this.suffix(shorter);
          found = this.childOf(shorter, word);
        }
        link(child, found);
      }
    }
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
