/**
 * The first phones of words in a tree network. Their states depend on how the word before ended, so that they stand
 * there in as many copies as there are different states; all copies lead to the same second phones.
 */
import type { LexiconTree } from './lexicon-tree.js';
import type { SenonePairs } from './senone-pairs.js';
import { phoneUnits } from './tree-layout.js';

/** A node of a tree with its senones, and where it lies. */
export interface FirstPhone {
  tree: number;
  node: number;
  first: number;
  second: number;
  unit: number;
}

export class FirstPhones {
  /** Those to be entered after each phone. // [P][] */
  readonly after: FirstPhone[][];
  /** First unit. */
  from = 0;
  private end = 0;
  private readonly copies: FirstPhone[];

  constructor(
    private readonly trees: readonly LexiconTree[],
    senones: SenonePairs,
  ) {
    const known = new Map<number, FirstPhone>();
    const { count } = senones;
    this.after = Array.from({ length: senones.phones }, (_, left) =>
      trees.flatMap(({ firstChild, children, phone }, tree) =>
        Array.from({ length: children[0]! }, (_, i) => {
          const node = firstChild[0]! + i;
          const first = senones.first(left, phone[node]!);
          const second = senones.second(left, phone[node]!);
          // First phones are the nodes from 1 to at most 255.
          const key = ((tree * 256 + node) * count + first) * count + second;
          const copy = known.get(key) ?? { tree, node, first, second, unit: -1 };
          known.set(key, copy);
          return copy;
        }),
      ),
    );
    this.copies = [...known.values()];
  }

  /** Lays them out from unit `from` on; returns the unit after the last. */
  place(from: number): number {
    this.from = from;
    this.end = from;
    for (const copy of this.copies) {
      copy.unit = this.end;
      this.end += phoneUnits(this.trees[copy.tree]!, copy.node);
    }
    return this.end;
  }

  /** The one that a unit belongs to, if it is one of them. */
  at(unit: number): FirstPhone | undefined {
    if (unit < this.from || unit >= this.end) return undefined;
    const { copies } = this;
    let low = 0;
    let high = copies.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (copies[middle]!.unit <= unit) low = middle;
      else high = middle - 1;
    }
    return copies[low];
  }
}
