/** The words a model is made for: how each is spoken, and the model's own lexicon file. */
import { DictionaryPronouncer } from './pronouncer.js';
import { shippedLexicon } from './shipped-lexicon.js';
import { type PronunciationSource, Vocabulary } from './vocabulary.js';

/** Pronunciations by the user's lexicon, else by the shipped dictionary and its guesses. */
export function pronunciationSource(lexicon: PronunciationSource | undefined): PronunciationSource {
  const dictionary = new DictionaryPronouncer(shippedLexicon());
  return {
    pronunciations(word) {
      const own = lexicon?.pronunciations(word) ?? [];
      return own.length > 0 ? own : dictionary.pronunciations(word);
    },
  };
}

/** A vocabulary as lines `WORD PH ON ES`. */
export function lexiconText({ words, pronunciations }: Vocabulary, phones: readonly string[]): string {
  const line = (word: number, ids: readonly number[]): string =>
    `${words[word]!} ${ids.map((id) => phones[id]!).join(' ')}\n`;
  return pronunciations.map(({ word, phones: ids }) => line(word, ids)).join('');
}

/** Lines `WORD PH ON ES` of all that is said, each word once; by the user's lexicon, as {@link pronunciationSource}. */
export function pronouncedWords(
  transcripts: readonly (readonly string[])[],
  phones: readonly string[],
  lexicon?: PronunciationSource,
): string {
  const words = new Vocabulary(phones, pronunciationSource(lexicon));
  for (const word of transcripts.flat()) words.add(word);
  return lexiconText(words, phones);
}
