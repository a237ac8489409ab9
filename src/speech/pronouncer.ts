/** How words outside a model's own lexicon are spoken: the shipped dictionary, opened when first asked. */
import { join } from 'node:path';
import { Lexicon } from '../text/lexicon/lexicon.js';
import { packageFolder } from './corpus/locations.js';

/** Looks words up and, for those not found, guesses. */
export class DictionaryPronouncer {
  private dictionary: Lexicon | undefined;

  /** @param folder - a lexicon folder such as `models/lexicon-en`. */
  constructor(private readonly folder = join(packageFolder(), 'models', 'lexicon-en')) {}

  /** All ways to say a word, preferred first; empty when nothing is known of it. */
  pronunciations(word: string): readonly (readonly string[])[] {
    this.dictionary ??= Lexicon.open(this.folder);
    return this.dictionary.pronunciations(word);
  }

  /** The same as guesses of equal probability, for words of the user's that stand without phones. */
  pronounce(
    word: string,
    { nbest = 1 }: { nbest?: number } = {},
  ): { phones: string[]; probability: number }[] {
    const variants = this.pronunciations(word);
    return variants
      .slice(0, nbest)
      .map((phones) => ({ phones: [...phones], probability: 1 / variants.length }));
  }
}
