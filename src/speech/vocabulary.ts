/** The words a recogniser can hear and how each is said, in the phones of its acoustic model. */
import type { Pronunciation } from '../decode/pronunciation-tree.js';
import { InputError } from '../errors.js';
import { wordInCapitals } from '../text/lexicon/word.js';

/** Where pronunciations come from; see `Lexicon`. */
export interface PronunciationSource {
  /** All ways to say a word, preferred first; empty when the word is unknown. */
  pronunciations(word: string): readonly (readonly string[])[];
}

/** Words by number, with their pronunciations as phone ids. */
export class Vocabulary {
  readonly words: string[] = [];
  readonly pronunciations: Pronunciation[] = [];
  private readonly byWord = new Map<string, Pronunciation[]>();
  private readonly phoneIds: Map<string, number>;

  /** @param phones - phone names of the acoustic model, by id. */
  constructor(
    phones: readonly string[],
    private readonly source: PronunciationSource,
  ) {
    this.phoneIds = new Map(phones.map((phone, id) => [phone, id]));
  }

  /**
   * Adds a word unless it is there. A word's pronunciations are equally likely.
   * @throws InputError `word-unknown` when nothing says how it is spoken, `phone-not-in-model`
   */
  add(word: string): readonly Pronunciation[] {
    const key = wordInCapitals(word);
    const known = this.byWord.get(key);
    if (known) return known;
    const variants = this.source.pronunciations(key);
    if (variants.length === 0) {
      throw new InputError({
        code: 'word-unknown',
        found: `"${word}", of which no pronunciation is known`,
        expected: 'words of the dictionary',
        remedy: 'Give its pronunciation in a --vocabulary file, e.g. `UTTERLY AH T ER L IY`.',
      });
    }
    const number = this.words.length;
    const entries = variants.map((phones, variant) => ({
      word: number,
      variant,
      phones: phones.map((phone) => this.phoneId(phone, word)),
      logProb: -Math.log(variants.length),
    }));
    this.words.push(key);
    this.pronunciations.push(...entries);
    this.byWord.set(key, entries);
    return entries;
  }

  private phoneId(phone: string, word: string): number {
    const id = this.phoneIds.get(phone);
    if (id !== undefined) return id;
    throw new InputError({
      code: 'phone-not-in-model',
      found: `phone ${phone} in "${word}"`,
      expected: `the phones this model was trained on: ${[...this.phoneIds.keys()].join(' ')}`,
      remedy:
        'Use a model trained on more speech, or describe the word with similar phones in a --vocabulary file.',
    });
  }
}
