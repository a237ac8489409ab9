/** The unit every speech corpus is read into, and the one place where transcripts are made alike. */

/** One clip and what is said in it. */
export interface Utterance {
  /** Unique within its corpus, e.g. `84-121550-0032`. */
  id: string;
  /** Absolute path of the sound file. */
  audio: string;
  /** What is said, as {@link normalizeTranscript} leaves it. */
  text: string;
  /** Who says it, where the corpus tells. */
  speaker?: string;
}

/** Marks that stand for no word: `<s>`, `</s>`, `<sil>`, `++breath++`, `[noise]`. */
const MARKS = /<[^<>\s]*>|\+\+[^+\s]*\+\+|\[[^[\]]*\]/gu;

/**
 * Maps a transcript to the words a recogniser can say: upper case, single spaces, typographic apostrophes made
 * straight, sentence and filler marks and all punctuation removed. An apostrophe stays only beside a letter
 * (`DON'T`, `'TIS`); a hyphen separates words. Idempotent.
 */
export function normalizeTranscript(text: string): string {
  return text
    .replace(MARKS, ' ')
    .replace(/[\u2018\u2019\u02bc\uff07`]/gu, "'")
    .toUpperCase()
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}']+/gu, ' ')
    .replace(/(?<![\p{L}\p{M}\p{N}])'+(?![\p{L}\p{M}\p{N}])/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
}
