/** What the scorer says about a text. */
import type { Stars } from './corpus/labelled-text.js';

export type Verdict = 'positive' | 'negative' | 'unsure';

/** A part of the text and what it adds. */
export interface TokenContribution {
  /** As written. */
  token: string;
  /** To the log odds of positive: below zero it speaks against. */
  contribution: number;
}

/** The score of a text as read so far. */
export interface TrajectoryPoint {
  /** How many tokens have been read; always the end of a sentence, or of the text. */
  tokens: number;
  score: number;
}

/** Why. */
export interface OpinionExplanation {
  tokens: TokenContribution[];
  trajectory: TrajectoryPoint[];
}

export interface Opinion {
  label: Verdict;
  /** Calibrated probability that the text is positive. */
  score: number;
  /** What a reader of the text would give, one to five. */
  stars: Stars;
}
