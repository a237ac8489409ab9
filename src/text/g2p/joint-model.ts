/**
 * The joint n-gram model: words spelled in graphones, p(letters, phones) by modified Kneser–Ney (Bisani & Ney 2008,
 * "Joint-sequence models for grapheme-to-phoneme conversion"). Graphone g is word 3 + g of the n-gram model.
 */

import { encodeCorpus } from '../ngram/corpus.js';
import { countNgrams } from '../ngram/count.js';
import { estimateKneserNey } from '../ngram/kneser-ney.js';
import { NgramModel } from '../ngram/model.js';
import { NgramVocabulary, RESERVED_WORDS } from '../ngram/vocabulary.js';
import { LETTER_CODES, letterCode, parseGraphone } from './graphone.js';

export interface JointModelOptions {
  /** Length of the longest n-grams. */
  order: number;
  /** n-grams seen less often are dropped, per order from 1; the last number holds for longer ones too. */
  minCounts: readonly number[];
}

/** An n-gram model and what its words mean. */
export class JointModel {
  /** The phones of each n-gram word; empty for the reserved ones. // [V] */
  readonly spoken: readonly string[];
  /** The n-gram words that spell a letter code. // [LETTER_CODES][] */
  readonly spelling: readonly (readonly number[])[];

  constructor(readonly ngrams: NgramModel) {
    const spoken: string[] = RESERVED_WORDS.map(() => '');
    const spelling: number[][] = Array.from({ length: LETTER_CODES }, () => []);
    for (let id = RESERVED_WORDS.length; id < ngrams.vocabulary.size; id++) {
      const graphone = parseGraphone(ngrams.vocabulary.word(id));
      spoken.push(graphone.spoken);
      spelling[letterCode(graphone.letters, 0, graphone.letters.length)]!.push(id);
    }
    this.spoken = spoken;
    this.spelling = spelling;
  }

  /**
   * @param sequences - aligned entries, as names of graphones
   * @param graphones - all names, which fixes their numbers
   */
  static train(
    sequences: Iterable<readonly string[]>,
    graphones: readonly string[],
    { order, minCounts }: JointModelOptions,
  ): JointModel {
    const { tokens, words } = encodeCorpus(sequences, { vocabulary: graphones, closedVocabulary: true });
    const levels = countNgrams(tokens, words.length, order);
    const { trie } = estimateKneserNey(levels, {
      minCounts: levels.map((_, i) => minCounts[i] ?? minCounts.at(-1)!),
      lowerOrders: 'continuation',
      closedVocabulary: true,
    });
    return new JointModel(new NgramModel(NgramVocabulary.fromWords(words), trie));
  }
}
