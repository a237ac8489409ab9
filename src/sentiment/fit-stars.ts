/** Fits the star scale on texts whose stars are known. */
import type { Stars } from './corpus/labelled-text.js';
import { fitLogistic } from './logistic-regression.js';
import type { StarScale } from './stars.js';

/** What a text of known stars got from the scorer. */
export interface StarExample {
  logit: number;
  stars: Stars;
  /** How much it counts; 1 unless told. */
  weight?: number;
}

const BOUNDS = [1, 2, 3, 4] as const;
/** A scale for corpora without stars: about what film reviews give. */
export const DEFAULT_STARS: StarScale = { slope: 0.8, bounds: [-2.2, -0.9, 0.9, 2.2] };

/**
 * The four questions "at most k stars?" asked of every text, answered by one logistic regression with a common slope.
 * Without a text of each polarity, {@link DEFAULT_STARS}.
 */
export function fitStars(examples: readonly StarExample[]): StarScale {
  const rows = examples.flatMap(({ logit, stars, weight = 1 }) =>
    BOUNDS.map((bound) => ({
      inputs: [...BOUNDS.map((other) => Number(other === bound)), -logit],
      label: (stars <= bound ? 1 : 0) as 0 | 1,
      weight,
    })),
  );
  const weights = fitLogistic(rows, [...BOUNDS.map(() => 1e-3), 1e-3]);
  const slope = weights[4]!;
  if (examples.length === 0 || slope <= 0) return DEFAULT_STARS;
  return { slope, bounds: weights.slice(0, 4).sort((a, b) => a - b) };
}
