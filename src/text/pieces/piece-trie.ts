/** Sequences of ids that begin alike share what they have in common: each shared beginning is one node. */

export class PieceTrie {
  /** By node; node 0 stands before everything. */
  readonly parent: number[] = [-1];
  readonly id: number[] = [-1];
  private readonly children: Map<number, number>[] = [new Map()];

  get nodes(): number {
    return this.parent.length;
  }

  /** The node after `id` behind a node, a new one if there was none. */
  child(node: number, id: number): number {
    const known = this.children[node]!.get(id);
    if (known !== undefined) return known;
    const next = this.nodes;
    this.children[node]!.set(id, next);
    this.parent.push(node);
    this.id.push(id);
    this.children.push(new Map());
    return next;
  }
}
