/** A trie being made: its n-grams are set first, then what follows from them. */
import { NgramTrie, ROW } from './trie.js';

/** Until {@link finished} every node shorter than the order is numbered as a state, by its own number. */
export class NgramTrieBuilder extends NgramTrie {
  /** @param counts - n-grams of each length from 1 // [order] */
  constructor(counts: readonly number[]) {
    const levelStart = [0, 1];
    for (const count of counts) levelStart.push(levelStart.at(-1)! + count);
    const [states, nodes] = [levelStart.at(-2)!, levelStart.at(-1)!];
    super(
      levelStart,
      levelStart.slice(0, -1),
      new Uint32Array(nodes * ROW),
      new Uint32Array((states + 1) * ROW),
    );
  }

  setNgram(node: number, word: number, logProb: number): void {
    this.ngrams[node * ROW] = word;
    this.ngramFloats[node * ROW + 1] = logProb;
  }

  /** In order of contexts, and at last for the number after the last context of a length. */
  setFirstChild(context: number, node: number): void {
    this.states[context * ROW] = node;
  }

  setBackoff(context: number, backoff: number): void {
    this.stateFloats[context * ROW + 1] = backoff;
  }

  /**
   * Sets where to go on after `node`, once its own children and weight and the suffixes of all shorter nodes are set.
   * @param suffix - its longest proper suffix that is a node
   */
  setSuffix(node: number, suffix: number): void {
    const state = this.next(suffix);
    this.ngrams[node * ROW + 2] = this.saysMore(node) ? node : state;
    if (node < this.stateCount) this.states[node * ROW + 2] = state;
  }

  /**
   * Finds all suffixes. Where a suffix is no node the next shorter is taken.
   * @param weigh - natural-log backoff weight of a context with children whose words, where they are no children, go on
   *   in state `suffix`; default: the weights are set
   */
  linkSuffixes(weigh?: (context: number, suffix: number) => number): void {
    const link = (node: number, suffix: number) => {
      if (weigh && this.hasChildren(node)) this.setBackoff(node, weigh(node, this.next(suffix)));
      this.setSuffix(node, suffix);
    };
    for (let node = 1; node < this.levelStart[2]!; node++) link(node, 0);
    for (let node = 1; node < this.stateCount; node++) {
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

  /** The trie with states numbered anew, without those that say no more than their suffix. The builder is spent. */
  finished(): NgramTrie {
    const { ngrams, states, levelStart } = this;
    const numbers = new Uint32Array(this.stateCount);
    const stateStart = [0];
    let count = 0;
    for (let n = 0; n < this.order; n++) {
      for (let node = levelStart[n]!; node < levelStart[n + 1]!; node++) {
        if (node > 0 && !this.saysMore(node)) continue;
        numbers[node] = count;
        states.copyWithin(count * ROW, node * ROW, (node + 1) * ROW); // never ahead of node
        count++;
      }
      stateStart.push(count);
    }
    for (let s = 0; s < count; s++) states[s * ROW + 2] = numbers[states[s * ROW + 2]!]!;
    for (let node = 0; node < this.nodeCount; node++)
      ngrams[node * ROW + 2] = numbers[ngrams[node * ROW + 2]!]!;
    states[count * ROW] = this.nodeCount;
    states.fill(0, count * ROW + 1, (count + 1) * ROW);
    return new NgramTrie(levelStart, stateStart, ngrams, states.slice(0, (count + 1) * ROW));
  }

  private hasChildren(node: number): boolean {
    return node < this.stateCount && this.firstChild(node + 1) > this.firstChild(node);
  }

  /** Whether a history ending in `node` differs from its suffix. */
  private saysMore(node: number): boolean {
    return this.hasChildren(node) || (node < this.stateCount && this.backoff(node) !== 0);
  }
}
