/** What went wrong in one utterance: its alignment, counted in words and in characters. */
import { normalizeTranscript } from '../corpus/utterance.js';
import { type AlignedPair, alignTokens, editDistance } from './edit-alignment.js';

/** What was said beside what was heard. */
export interface RecognizedUtterance {
  id: string;
  speaker?: string;
  /** What was said. */
  reference: string;
  /** What was heard; empty when recognition failed. */
  hypothesis: string;
}

/** Error counts of one utterance. */
export interface UtteranceScore extends RecognizedUtterance {
  /** Word alignment of the two texts. */
  pairs: AlignedPair[];
  /** Words of the reference. */
  words: number;
  substitutions: number;
  insertions: number;
  deletions: number;
  /** Substitutions, insertions and deletions together. */
  errors: number;
  /** Characters of the reference, the single spaces between words included. */
  characters: number;
  characterErrors: number;
}

/** Compares the two texts after {@link normalizeTranscript}. */
export function scoreUtterance(utterance: RecognizedUtterance): UtteranceScore {
  const reference = normalizeTranscript(utterance.reference);
  const hypothesis = normalizeTranscript(utterance.hypothesis);
  const referenceWords = splitWords(reference);
  const pairs = alignTokens(referenceWords, splitWords(hypothesis));
  let substitutions = 0;
  let insertions = 0;
  let deletions = 0;
  for (const pair of pairs) {
    if (pair.reference === undefined) insertions++;
    else if (pair.hypothesis === undefined) deletions++;
    else if (pair.reference !== pair.hypothesis) substitutions++;
  }
  const characters = [...reference];
  return {
    ...utterance,
    reference,
    hypothesis,
    pairs,
    words: referenceWords.length,
    substitutions,
    insertions,
    deletions,
    errors: substitutions + insertions + deletions,
    characters: characters.length,
    characterErrors: editDistance(characters, [...hypothesis]),
  };
}

function splitWords(text: string): string[] {
  return text === '' ? [] : text.split(' ');
}
