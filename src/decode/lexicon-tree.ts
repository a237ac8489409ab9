/**
 * The pronunciations of a large vocabulary as one prefix tree in typed arrays. The children of a node lie together,
 * each followed, after its siblings, by what lies below it: what is searched together is near in memory.
 */
import type { Pronunciation } from './pronunciation-tree.js';

/** Most variants of a word, most words: what {@link encodeLexiconTree} has bits for. */
const MAX_VARIANTS = 8;
const MAX_WORDS = 1 << 18;

/** Node 0 is the root, which carries no phone. Children have larger numbers than their parents. */
export interface LexiconTree {
  /** Number of nodes N. */
  readonly nodes: number;
  /** Phone that leads to each node. // [N] */
  readonly phone: Uint8Array;
  /** Phone of the node before; unused where that is the root. // [N] */
  readonly left: Uint8Array;
  /** The children of node n are firstChild[n] … firstChild[n] + children[n] - 1. // [N] */
  readonly firstChild: Int32Array;
  readonly children: Uint8Array; // [N]
  /** The pronunciations complete at node n are endStart[n] … endStart[n + 1] - 1. // [N + 1] */
  readonly endStart: Int32Array;
  /** Word and variant of each pronunciation. // [E] */
  readonly endWord: Int32Array;
  readonly endVariant: Uint8Array;
}

/** @param pronunciations - in any order; their log probabilities are not kept: all variants of a word are as likely. */
export function buildLexiconTree(pronunciations: readonly Pronunciation[]): LexiconTree {
  const sorted = [...pronunciations].sort((a, b) => comparePhones(a.phones, b.phones));
  const total = 1 + countNodes(sorted);
  const tree = allocate(total, sorted.length);
  const { phone, left, firstChild, children, endStart, endWord, endVariant } = tree;
  // A node with the run of pronunciations below it, all alike in their first `depth` phones.
  const stack = [{ node: 0, from: 0, to: sorted.length, depth: 0 }];
  let next = 1;
  let ends = 0;
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { node, from, to, depth } = top;
    firstChild[node] = next;
    const below: typeof stack = [];
    let i = from;
    while (i < to && sorted[i]!.phones.length === depth) i++;
    while (i < to) {
      const p = sorted[i]!.phones[depth]!;
      const start = i;
      endStart[next] = ends;
      phone[next] = p;
      left[next] = phone[node]!;
      for (; i < to && sorted[i]!.phones[depth] === p; i++) {
        if (sorted[i]!.phones.length > depth + 1) continue;
        endWord[ends] = sorted[i]!.word;
        endVariant[ends++] = sorted[i]!.variant;
      }
      below.push({ node: next++, from: start, to: i, depth: depth + 1 });
    }
    children[node] = below.length;
    stack.push(...below.reverse());
  }
  endStart[total] = ends;
  return tree;
}

/**
 * The tree as bytes, little-endian: u32 nodes, u32 pronunciations; one byte a node from node 1, `phone | hasWords << 6 |
 * isLastChild << 7`; three bytes a pronunciation, `word | variant << 18 | isLastOfNode << 21 | nodeIsLeaf << 22`.
 */
export function encodeLexiconTree(tree: LexiconTree): Uint8Array {
  const { nodes, phone, firstChild, children, endStart, endWord, endVariant } = tree;
  const bytes = new Uint8Array(8 + nodes - 1 + 3 * endWord.length);
  new DataView(bytes.buffer).setUint32(0, nodes, true);
  new DataView(bytes.buffer).setUint32(4, endWord.length, true);
  const last = new Uint8Array(nodes);
  for (let n = 0; n < nodes; n++) if (children[n]! > 0) last[firstChild[n]! + children[n]! - 1] = 1;
  let at = 8 + nodes - 1;
  for (let n = 1; n < nodes; n++) {
    const hasWords = endStart[n + 1]! > endStart[n]!;
    if (!hasWords && children[n] === 0) throw new Error(`node ${n} leads nowhere`);
    bytes[7 + n] = phone[n]! | (hasWords ? 64 : 0) | (last[n]! << 7);
    for (let e = endStart[n]!; e < endStart[n + 1]!; e++) {
      if (endWord[e]! >= MAX_WORDS || endVariant[e]! >= MAX_VARIANTS)
        throw new Error('too many words or variants');
      const isLast = e === endStart[n + 1]! - 1 ? 1 << 21 : 0;
      const code = endWord[e]! | (endVariant[e]! << 18) | isLast | (children[n] === 0 ? 1 << 22 : 0);
      bytes[at++] = code & 255;
      bytes[at++] = (code >> 8) & 255;
      bytes[at++] = code >> 16;
    }
  }
  return bytes;
}

/** The inverse of {@link encodeLexiconTree}. */
export function decodeLexiconTree(bytes: Uint8Array): LexiconTree {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const nodes = view.getUint32(0, true);
  const tree = allocate(nodes, view.getUint32(4, true));
  const { phone, left, firstChild, children, endStart, endWord, endVariant } = tree;
  const isLeaf = new Uint8Array(nodes);
  const stack = new Int32Array(nodes);
  stack[0] = 0;
  let depth = nodes > 1 ? 1 : 0;
  let at = 8 + nodes - 1;
  let ends = 0;
  let next = 1;
  while (depth > 0) {
    const node = stack[--depth]!;
    const first = next;
    firstChild[node] = first;
    for (let last = false; !last; next++) {
      const byte = bytes[7 + next]!;
      last = byte >= 128;
      phone[next] = byte & 63;
      left[next] = phone[node]!;
      endStart[next] = ends;
      for (let more = (byte & 64) !== 0; more; at += 3) {
        const code = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
        endWord[ends] = code & (MAX_WORDS - 1);
        endVariant[ends++] = (code >> 18) & 7;
        isLeaf[next] = code >> 22;
        more = (code & (1 << 21)) === 0;
      }
    }
    children[node] = next - first;
    for (let child = next - 1; child >= first; child--) if (!isLeaf[child]) stack[depth++] = child;
  }
  endStart[nodes] = ends;
  return tree;
}

function allocate(nodes: number, ends: number): LexiconTree {
  return {
    nodes,
    phone: new Uint8Array(nodes),
    left: new Uint8Array(nodes),
    firstChild: new Int32Array(nodes),
    children: new Uint8Array(nodes),
    endStart: new Int32Array(nodes + 1),
    endWord: new Int32Array(ends),
    endVariant: new Uint8Array(ends),
  };
}

function comparePhones(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}

/** Distinct prefixes of the sorted pronunciations. */
function countNodes(sorted: readonly Pronunciation[]): number {
  let count = 0;
  let before: readonly number[] = [];
  for (const { phones } of sorted) {
    let shared = 0;
    while (shared < before.length && before[shared] === phones[shared]) shared++;
    count += phones.length - shared;
    before = phones;
  }
  return count;
}
