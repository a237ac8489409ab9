/** One to five stars as an ordered outcome of the logit: the proportional-odds model (McCullagh 1980). */
import { sigmoid } from './combination.js';
import type { Stars } from './corpus/labelled-text.js';

/** P(at most k stars) = σ(bounds[k − 1] − slope · logit). */
export interface StarScale {
  slope: number;
  /** Ascending. // [4] */
  bounds: number[];
}

/** Probabilities of one to five stars. // [5] */
export function starProbabilities({ slope, bounds }: StarScale, logit: number): number[] {
  const atMost = [0, ...bounds.map((bound) => sigmoid(bound - slope * logit)), 1];
  return atMost.slice(1).map((p, k) => p - atMost[k]!);
}

/** The mean of the outcomes, rounded: what is least far off. */
export function expectedStars(scale: StarScale, logit: number): Stars {
  const mean = starProbabilities(scale, logit).reduce((sum, p, k) => sum + p * (k + 1), 0);
  return Math.round(mean) as Stars;
}
