/** Pronunciations that begin alike share their beginning: the prefix tree of a lexicon. */

/** One way to say a word. */
export interface Pronunciation {
  /** Index into the network's words. */
  word: number;
  /** Which of the word's pronunciations this is. */
  variant: number;
  /** Phone ids, at least one. */
  phones: readonly number[];
  /** Natural-log probability of this variant given the word. */
  logProb: number;
}

/** A node of the prefix tree: the phone that leads to it, what may follow, and the pronunciations complete here. */
export interface PronunciationNode {
  phone: number;
  children: Map<number, PronunciationNode>;
  ends: Pronunciation[];
}

/** @returns the root, which carries no phone. */
export function buildPronunciationTree(pronunciations: readonly Pronunciation[]): PronunciationNode {
  const root: PronunciationNode = { phone: -1, children: new Map(), ends: [] };
  for (const pronunciation of pronunciations) {
    let node = root;
    for (const phone of pronunciation.phones) {
      let child = node.children.get(phone);
      if (!child) {
        child = { phone, children: new Map(), ends: [] };
        node.children.set(phone, child);
      }
      node = child;
    }
    node.ends.push(pronunciation);
  }
  return root;
}
