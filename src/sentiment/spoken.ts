/** Opinions on what was heard: every reading of the recogniser has its say, as far as it is to be believed. */
import type { Opinion } from './opinion.js';
import type { SentimentScorer } from './scorer.js';

/** One reading of a clip, as recognisers give them. */
export interface Reading {
  text: string;
  /** Natural log of its probability among the readings; needs not add up to one. */
  logProbability: number;
}

/**
 * The opinion whose score is the mean of the readings' scores, weighted by their probabilities. A clip in which nothing
 * was heard is unsure.
 */
export function scoreReadings(scorer: SentimentScorer, readings: readonly Reading[]): Opinion {
  const most = Math.max(...readings.map(({ logProbability }) => logProbability));
  const weights = readings.map(({ logProbability }) => Math.exp(logProbability - most));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0)) return scorer.score([''])[0]!;
  // Recognisers write capitals only; to the scorer case does not matter.
  const opinions = scorer.score(readings.map(({ text }) => text));
  const score = opinions.reduce((sum, opinion, n) => sum + (weights[n]! / total) * opinion.score, 0);
  return scorer.opinionOf(Math.log(score) - Math.log1p(-score));
}
