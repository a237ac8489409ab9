/**
 * Where the nodes of a lexicon tree lie in a search network: one after the other, each with the units of its phone's
 * first state, then those of its second. First phones lie elsewhere, once for each context they are entered from.
 */
import type { LexiconTree } from './lexicon-tree.js';

/** Units for which one node is remembered, from which the search for others begins. A node has seven on average. */
const BLOCK = 16;

/** Units of the arcs into children and of the exits. */
export function arcUnits({ children, endStart }: LexiconTree, n: number): number {
  return children[n]! + (endStart[n + 1]! > endStart[n]! ? 1 : 0);
}

/** Units of a node: two states, the arc from the first to the second, and the ways on from either. */
export function phoneUnits(tree: LexiconTree, n: number): number {
  return 3 + 2 * arcUnits(tree, n);
}

export class TreeLayout {
  /** First node below the first phones. */
  readonly inner: number;
  /** First unit of each node from {@link inner} on. // [N] */
  readonly unit: Int32Array;
  /** Unit after the last. */
  readonly end: number;
  /** The node in which each block of units begins. */
  private readonly nodeOfBlock: Int32Array;

  /** @param from - the first unit of all */
  constructor(
    private readonly tree: LexiconTree,
    private readonly from: number,
  ) {
    const { nodes, children } = tree;
    this.inner = 1 + children[0]!;
    this.unit = new Int32Array(nodes);
    let unit = from;
    for (let n = this.inner; n < nodes; n++) {
      this.unit[n] = unit;
      unit += phoneUnits(tree, n);
    }
    this.end = unit;
    this.nodeOfBlock = new Int32Array(Math.ceil((unit - from) / BLOCK));
    let block = 0;
    for (let n = this.inner; n < nodes; n++) {
      const after = n + 1 < nodes ? this.unit[n + 1]! : unit;
      for (; from + block * BLOCK < after && block < this.nodeOfBlock.length; block++)
        this.nodeOfBlock[block] = n;
    }
  }

  /** The node that a unit belongs to; the unit must be one of this tree's. */
  nodeAt(unit: number): number {
    let n = this.nodeOfBlock[((unit - this.from) / BLOCK) | 0]!;
    while (n + 1 < this.tree.nodes && this.unit[n + 1]! <= unit) n++;
    return n;
  }
}
