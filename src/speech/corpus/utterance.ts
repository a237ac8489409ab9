/** The unit every speech corpus is read into, and the one place where transcripts are made alike. */
import { normalizeForLm } from '../../text/ngram/normalize.js';

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

/** A transcript without marks that stand for no word. */
export function withoutMarks(text: string): string {
  return text.replace(MARKS, ' ');
}

/**
 * Maps a transcript to the words a recogniser can say, single spaces between them: sentence and filler marks go, the
 * rest is spelled as the words of a language model are (`normalizeForLm`). Idempotent.
 */
export function normalizeTranscript(text: string): string {
  return normalizeForLm(withoutMarks(text)).join(' ');
}
