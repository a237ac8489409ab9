/** From utterance scores to the figures of a model card. */
import { InputError } from '../../errors.js';
import { type BootstrapOptions, bootstrapInterval } from './bootstrap.js';
import type { UtteranceScore } from './utterance-score.js';

/** Error rates of a recogniser on a set of utterances. Rates are fractions, not per cent. */
export interface SpeechEvaluation {
  /** Word error rate: (substitutions + insertions + deletions) / words. Can exceed 1. */
  wer: number;
  /** Character error rate, spaces between words counted as characters. */
  cer: number;
  /** Sentence error rate: the share of utterances with at least one error. */
  ser: number;
  utterances: number;
  /** Words of the references. */
  words: number;
  substitutions: number;
  insertions: number;
  deletions: number;
  /** 95 % bootstrap interval of `wer` over utterances. */
  ci95: [number, number];
  /** Seconds of recognition per second of audio. */
  realTimeFactor: number;
}

/** How long recognition took, and over how much audio. */
export interface RecognitionTiming {
  audioSeconds: number;
  recognitionSeconds: number;
}

/**
 * Sums scores up.
 *
 * @throws InputError `evaluation-no-words` when the references hold no word: there is nothing to divide by.
 */
export function summarizeScores(
  scores: readonly UtteranceScore[],
  { audioSeconds, recognitionSeconds }: RecognitionTiming,
  bootstrap: Omit<BootstrapOptions, 'level'> = {},
): SpeechEvaluation {
  const sum = (count: (score: UtteranceScore) => number) => scores.reduce((total, s) => total + count(s), 0);
  const words = sum((score) => score.words);
  if (words === 0) {
    throw new InputError({
      code: 'evaluation-no-words',
      found: `${scores.length} utterances without a single word`,
      expected: 'reference transcripts with words',
      remedy: 'Give a corpus whose transcripts say something.',
    });
  }
  const errors = scores.map((score) => score.errors);
  return {
    wer: sum((score) => score.errors) / words,
    cer: sum((score) => score.characterErrors) / sum((score) => score.characters),
    ser: sum((score) => (score.errors > 0 ? 1 : 0)) / scores.length,
    utterances: scores.length,
    words,
    substitutions: sum((score) => score.substitutions),
    insertions: sum((score) => score.insertions),
    deletions: sum((score) => score.deletions),
    ci95: bootstrapInterval(
      errors,
      scores.map((score) => score.words),
      bootstrap,
    ),
    realTimeFactor: audioSeconds > 0 ? recognitionSeconds / audioSeconds : 0,
  };
}
