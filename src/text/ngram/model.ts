/** An n-gram language model: its words and its trie. Walking it is the business of {@link NgramWalker}. */
import { arpaText } from './arpa-text.js';
import type { NgramTrie } from './trie.js';
import type { NgramVocabulary } from './vocabulary.js';

export class NgramModel {
  constructor(
    readonly vocabulary: NgramVocabulary,
    readonly trie: NgramTrie,
  ) {}

  /** Length of the longest n-grams. */
  get order(): number {
    return this.trie.order;
  }

  /** Number of n-grams of each length from 1. // [order] */
  get counts(): number[] {
    const { levelStart } = this.trie;
    return levelStart.slice(2).map((end, i) => end - levelStart[i + 1]!);
  }

  /** The model as one ARPA text; a model above some ten million n-grams needs `writeArpa`. */
  toArpa(): string {
    return [...arpaText(this.vocabulary, this.trie)].join('');
  }
}
