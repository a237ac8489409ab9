/**
 * Which triphone states share a senone: one binary decision tree per phone state, asking about the neighbours
 * (Young, Odell & Woodland 1994, "Tree-based state tying for high accuracy acoustic modelling").
 */
import type { PhoneContext, PhoneTopology } from '../../decode/phone-hmm.js';

/** A decision: does the left (or right) neighbour belong to a set of phones? Or the senone it ends in. */
export type TreeNode =
  | { senone: number }
  | { side: 'left' | 'right'; phones: number[]; yes: TreeNode; no: TreeNode };

/** The trees of every phone state, as saved in a model. */
export interface ContextTree {
  /** Phone that stands for silence; its neighbours are never asked about. */
  silence: number;
  /** Number of senones S. */
  senones: number;
  /** roots[phone][position] // [P][states of the phone] */
  roots: TreeNode[][];
}

/** One senone per phone state whatever its neighbours. */
export function monophoneTree(phoneCount: number, silence: number, statesPerPhone: number): ContextTree {
  const roots: TreeNode[][] = [];
  let senones = 0;
  for (let phone = 0; phone < phoneCount; phone++) {
    roots.push(Array.from({ length: statesPerPhone }, () => ({ senone: senones++ })));
  }
  return { silence, senones, roots };
}

/** The phone under whose roots each senone lies. // [S] */
export function phonesOfSenones({ roots, senones }: ContextTree): Int32Array {
  const phones = new Int32Array(senones);
  const visit = (node: TreeNode, phone: number): void => {
    if ('senone' in node) phones[node.senone] = phone;
    else for (const child of [node.yes, node.no]) visit(child, phone);
  };
  roots.forEach((positions, phone) => {
    for (const root of positions) visit(root, phone);
  });
  return phones;
}

/** Answers the decoder's question, which senones a triphone has, and remembers the answers. */
export class TreeContext implements PhoneContext {
  private readonly known = new Map<number, readonly number[]>();
  private readonly sets = new Map<TreeNode, Set<number>>();

  /** @param selfLogProb - natural-log probability of staying in each senone; unused in the chain topology. // [S] */
  constructor(
    readonly tree: ContextTree,
    readonly selfLogProb: Float32Array,
    readonly topology: PhoneTopology = 'left-to-right',
  ) {}

  get silence(): number {
    return this.tree.silence;
  }

  senones(left: number, phone: number, right: number): readonly number[] {
    const phones = this.tree.roots.length;
    const key = (left * phones + phone) * phones + right;
    let result = this.known.get(key);
    if (!result) {
      result = this.tree.roots[phone]!.map((root) => this.descend(root, left, right));
      this.known.set(key, result);
    }
    return result;
  }

  private descend(root: TreeNode, left: number, right: number): number {
    let node = root;
    while (!('senone' in node)) {
      let set = this.sets.get(node);
      if (!set) {
        set = new Set(node.phones);
        this.sets.set(node, set);
      }
      node = set.has(node.side === 'left' ? left : right) ? node.yes : node.no;
    }
    return node.senone;
  }
}
