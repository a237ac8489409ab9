/** Sequences of ids that begin alike share what they have in common: each shared beginning is one node. */

export class PieceTrie {
  /** By node; node 0 stands before everything. */
  readonly parent: number[] = [-1];
  readonly id: number[] = [-1];
  readonly depth: number[] = [0];
  /** Whether anything follows the node. */
  readonly goesOn: boolean[] = [false];
  private readonly children: Map<number, number>[] = [new Map()];

  get nodes(): number {
    return this.parent.length;
  }

  /** @returns the node after each id */
  add(ids: ArrayLike<number>): Int32Array {
    const path = new Int32Array(ids.length);
    let node = 0;
    for (let i = 0; i < ids.length; i++) {
      let next = this.children[node]!.get(ids[i]!);
      if (next === undefined) {
        next = this.nodes;
        this.children[node]!.set(ids[i]!, next);
        this.goesOn[node] = true;
        this.parent.push(node);
        this.id.push(ids[i]!);
        this.depth.push(this.depth[node]! + 1);
        this.goesOn.push(false);
        this.children.push(new Map());
      }
      path[i] = node = next;
    }
    return path;
  }

  /** Nodes by depth. */
  levels(): number[][] {
    const levels: number[][] = [];
    this.depth.forEach((depth, node) => {
      levels[depth] ??= [];
      levels[depth].push(node);
    });
    return levels;
  }
}
