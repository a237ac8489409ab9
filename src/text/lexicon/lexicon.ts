/** Words ↔ pronunciations, wherever they come from: the shipped dictionary, a text file, the user's own words. */

import { type ModelFiles, requireFile } from '../../model-files.js';
import { CompiledLexicon } from './compiled-lexicon.js';
import { addVariant, type ParseLexiconOptions, parseLexicon } from './parse-lexicon.js';
import { stripStress } from './phones.js';
import { normalizeWord } from './word.js';

/** File inside a lexicon directory that holds the compiled dictionary. */
export const DICTIONARY_FILE = 'dictionary.bin';

/** One origin of pronunciations; words are normalised on both sides of it. */
interface Source {
  pronunciations(word: string): readonly (readonly string[])[];
  words(): Iterable<string>;
}

/** A read-only dictionary. Words are looked up as {@link normalizeWord} spells them. */
export class Lexicon {
  readonly #sources: readonly Source[];

  private constructor(sources: readonly Source[]) {
    this.#sources = sources;
  }

  /**
   * Reads lines `word PH ON ES` (CMU and AN4 style). See {@link parseLexicon} for the format and the errors.
   *
   * @param name - what to call the text in errors, usually its file name
   */
  static fromText(text: string, name: string, options?: ParseLexiconOptions): Lexicon {
    const entries = parseLexicon(text, name, options);
    return new Lexicon([{ pronunciations: (word) => entries.get(word) ?? [], words: () => entries.keys() }]);
  }

  /**
   * Opens the dictionary of a lexicon such as `models/lexicon-en`.
   *
   * @param options.stripStress - drop the stress digits of the vowels. Default true.
   * @throws InputError `model-damaged`
   */
  static open(files: ModelFiles, options?: { stripStress?: boolean }): Lexicon {
    return Lexicon.fromBytes(requireFile(files, DICTIONARY_FILE), options);
  }

  /** The same from the bytes of a compiled dictionary. */
  static fromBytes(bytes: Uint8Array, options: { stripStress?: boolean } = {}): Lexicon {
    const compiled = new CompiledLexicon(bytes);
    const strip = options.stripStress ?? true;
    return new Lexicon([
      {
        pronunciations(word) {
          const stressed = compiled.pronunciations(word);
          return strip ? withoutStress(stressed) : stressed;
        },
        *words() {
          for (const [word] of compiled.entries()) yield word;
        },
      },
    ]);
  }

  /**
   * One lexicon over several. A word known to more than one has all their pronunciations, those of the earlier
   * lexicon first: give the user's words before the dictionary.
   */
  static merge(...lexicons: readonly Lexicon[]): Lexicon {
    return new Lexicon(lexicons.flatMap((lexicon) => lexicon.#sources));
  }

  /** All ways to say a word, the preferred first; an empty list when the word is unknown. // [variant][phone] */
  pronunciations(word: string): readonly string[][] {
    const key = normalizeWord(word);
    const all: string[][] = [];
    for (const source of this.#sources) {
      for (const phones of source.pronunciations(key)) addVariant(all, [...phones]);
    }
    return all;
  }

  /** Every word once, normalised: source by source, each in its own order. */
  *words(): Generator<string> {
    const [first, ...rest] = this.#sources;
    if (rest.length === 0) {
      if (first) yield* first.words();
      return;
    }
    const seen = new Set<string>();
    for (const source of this.#sources) {
      for (const word of source.words()) {
        if (!seen.has(word)) yield word;
        seen.add(word);
      }
    }
  }
}

function withoutStress(variants: readonly string[][]): string[][] {
  const bare: string[][] = [];
  for (const phones of variants) addVariant(bare, phones.map(stripStress));
  return bare;
}
