/** Intervals that hold as often as they say: split conformal calibration (Vovk et al. 2005; Romano et al. 2019). */
import { conformalQuantile } from '../conformal.js';
import type { QuantileForecast } from './forecaster.js';
import { LEVELS, MEDIAN } from './quantile-recipe.js';

/**
 * What quantiles have to be moved away from the median by, each pair of them alike, so that their interval would have
 * held what came as often as it should.
 * @param made - forecasts by networks that had not seen what came, without widening
 * @returns one factor a level
 */
export function conformalFactors(made: readonly QuantileForecast[], came: readonly Float64Array[]): number[] {
  return LEVELS.map((level, q) => {
    if (q === MEDIAN) return 1;
    const low = Math.min(q, LEVELS.length - 1 - q);
    const high = LEVELS.length - 1 - low;
    const reaches = made.flatMap(({ quantiles }, s) =>
      [...came[s]!].map((value, h) => {
        const median = quantiles[MEDIAN]![h]!;
        const end = quantiles[value < median ? low : high]![h]!;
        // An interval of no width is never wide enough, unless nothing was missed.
        return value === median ? 0 : Math.abs((value - median) / (end - median));
      }),
    );
    return conformalQuantile(reaches, 1 - 2 * Math.min(level, 1 - level));
  });
}
