/** How much a phrase is for or against, from −1 to 1, and what that makes of a label. */

/** Steepness of the odds: 0.5, as "good" has, becomes 88 in 100 that a text is positive. */
const STEEPNESS = 4;

/** −1 for one star, 0 for three, 1 for five. */
export function valenceOfStars(stars: number): number {
  return (stars - 3) / 2;
}

/** Probability that a text of such valence is positive. */
export function chanceOfPositive(valence: number): number {
  return 1 / (1 + Math.exp(-STEEPNESS * valence));
}

/** What is left of a valence under a negator: "not bad" is less than good, "not good" is nearly bad. */
export function negated(valence: number): number {
  return valence > 0 ? -0.25 - 0.45 * valence : 0.2 - 0.35 * valence;
}

export function clampValence(valence: number): number {
  return Math.min(1, Math.max(-1, valence));
}
