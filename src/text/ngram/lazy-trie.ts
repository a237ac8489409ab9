/**
 * A trie whose links are found when they are first asked for: the state after an n-gram that is none itself, and the
 * suffix of a state. A recogniser asks for few of them, and to find all takes longer than to read the rest of a model.
 */
import { NgramTrie, ROW } from './trie.js';

/** Stands in a table where the link is not known yet. */
export const UNLINKED = 0xffffffff;

export class LazyTrie extends NgramTrie {
  /** @param nodeOfState - the n-gram that each state is. // [S] */
  constructor(
    levelStart: readonly number[],
    stateStart: readonly number[],
    ngrams: Uint32Array,
    states: Uint32Array,
    private readonly nodeOfState: Uint32Array,
  ) {
    super(levelStart, stateStart, ngrams, states);
  }

  override next(node: number): number {
    const at = node * ROW + 2;
    const known = this.ngrams[at]!;
    if (known !== UNLINKED) return known;
    const state = this.shorter(node);
    this.ngrams[at] = state;
    return state;
  }

  override suffix(state: number): number {
    const at = state * ROW + 2;
    const known = this.states[at]!;
    if (known !== UNLINKED) return known;
    const suffix = this.shorter(this.nodeOfState[state]!);
    this.states[at] = suffix;
    return suffix;
  }

  /** The state that the longest proper suffix of an n-gram comes to. */
  private shorter(node: number): number {
    let context = this.contextOf(node);
    const word = this.word(node);
    while (context !== 0) {
      context = this.suffix(context);
      const found = this.childOf(context, word);
      if (found >= 0) return this.next(found);
    }
    return 0;
  }

  /** The state whose child an n-gram is. */
  private contextOf(node: number): number {
    let low = 0;
    let high = this.stateCount - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.firstChild(middle) <= node) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
