/** How words outside a model's own lexicon are spoken: looked up in the shipped dictionary, else guessed by its G2P. */
import type { ModelFiles } from '../model-files.js';
import { G2p, type Guess } from '../text/g2p/g2p.js';
import { Lexicon } from '../text/lexicon/lexicon.js';
import type { Pronouncer } from '../text/lexicon/parse-lexicon.js';

/** A guess that is less probable only invites confusion. */
const LEAST_PROBABILITY = 0.1;

/** At most `nbest` ways to say a word that no dictionary knows; at least one. */
export function likelyGuesses(g2p: G2p, word: string, nbest: number): Guess[] {
  return g2p
    .pronounce(word, { nbest })
    .filter(({ probability }, i) => i === 0 || probability >= LEAST_PROBABILITY);
}

/** Opens dictionary and G2P when first asked. */
export class DictionaryPronouncer implements Pronouncer {
  private dictionary: Lexicon | undefined;
  private readonly g2p: G2p;

  /** @param files - a lexicon such as `models/lexicon-en`. */
  constructor(private readonly files: ModelFiles) {
    this.g2p = G2p.load(files);
  }

  /** All ways to say a word, preferred first: the dictionary's, or the best guess. */
  pronunciations(word: string): readonly (readonly string[])[] {
    return this.pronounce(word, { nbest: Number.POSITIVE_INFINITY }).map(({ phones }) => phones);
  }

  /**
   * The dictionary's pronunciations, equally probable, or guesses, the improbable ones left out.
   * @throws InputError `g2p-…` for a word not in the dictionary that is not of letters
   */
  pronounce(
    word: string,
    { nbest = 1 }: { nbest?: number } = {},
  ): { phones: string[]; probability: number }[] {
    this.dictionary ??= Lexicon.open(this.files);
    const variants = this.dictionary.pronunciations(word);
    if (variants.length === 0) return likelyGuesses(this.g2p, word, Number.isFinite(nbest) ? nbest : 1);
    const probability = 1 / variants.length;
    return variants.slice(0, nbest).map((phones) => ({ phones: [...phones], probability }));
  }
}
