/** Where to draw the line between what a grammar allows and what it does not: as many right on either side as can be. */

/** One clip heard with a grammar. */
export interface RejectionTrial {
  /** Whether the grammar allows what was said. */
  inside: boolean;
  /** Whether what came closest was said. */
  right: boolean;
  misfit: number;
}

/**
 * The bound b at which the smaller of two shares is largest: of trials inside those with a right guess and a misfit of at
 * most b, and of trials outside those with a larger one. A wrong guess inside is lost at any bound, so where there are
 * many the bound is wider: whoever speaks as the grammar allows is to be heard as often as others are refused. The middle
 * between two misfits, to be as far from both as it can.
 *
 * @param trials - at least one inside with a right guess and one outside.
 */
export function bestBound(trials: readonly RejectionTrial[]): number {
  const sorted = trials.filter(({ misfit }) => misfit < Infinity).sort((a, b) => a.misfit - b.misfit);
  const insides = trials.filter(({ inside }) => inside).length;
  const outsides = trials.filter(({ inside }) => !inside).length;
  let accepted = 0;
  let rejected = outsides;
  let bound = sorted[0]?.misfit ?? 0;
  let best = -1;
  sorted.forEach(({ inside, right, misfit }, i) => {
    if (inside && right) accepted++;
    if (!inside) rejected--;
    const next = sorted[i + 1]?.misfit ?? misfit;
    if (next === misfit && i + 1 < sorted.length) return; // equal misfits fall on one side
    const worse = Math.min(accepted / insides, rejected / outsides);
    if (worse > best) {
      best = worse;
      bound = (misfit + next) / 2;
    }
  });
  return bound;
}
