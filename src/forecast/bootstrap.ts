/** How far the errors of a way of forecasting might lie off, had other series been drawn: the bootstrap, series by series. */
import { createRandom } from '../random.js';

/** Errors of one series; `mase` NaN where it has no scale. */
export interface SeriesErrors {
  smape: number;
  mase: number;
}

/** Lower and upper ends of 95 %. */
export interface ErrorIntervals {
  smape: [number, number];
  mase: [number, number];
  owa: [number, number];
}

const RESAMPLES = 1000;

/**
 * Percentile intervals of the means and of OWA when series are drawn with replacement, each with what the reference errs
 * by on it.
 * @param reference - Naive 2's errors, series by series
 */
export function errorIntervals(
  own: readonly SeriesErrors[],
  reference: readonly SeriesErrors[],
  seed = 1,
): ErrorIntervals {
  const random = createRandom(seed);
  const draws = { smape: new Float64Array(RESAMPLES), mase: new Float64Array(RESAMPLES), owa: new Float64Array(RESAMPLES) }; // biome-ignore format: one thought
  for (let b = 0; b < RESAMPLES; b++) {
    const drawn = own.map(() => random.int(own.length));
    const mine = meanErrors(drawn.map((s) => own[s]!));
    const naive = meanErrors(drawn.map((s) => reference[s]!));
    draws.smape[b] = mine.smape;
    draws.mase[b] = mine.mase;
    draws.owa[b] = (mine.smape / naive.smape + mine.mase / naive.mase) / 2;
  }
  const ends = (values: Float64Array): [number, number] => {
    const sorted = values.filter(Number.isFinite).sort();
    const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
    return [at(0.025), at(0.975)];
  };
  return { smape: ends(draws.smape), mase: ends(draws.mase), owa: ends(draws.owa) };
}

/** Series without a scale count in sMAPE alone. */
export function meanErrors(all: readonly SeriesErrors[]): SeriesErrors {
  const scaled = all.filter(({ mase }) => Number.isFinite(mase));
  const mean = (rows: readonly SeriesErrors[], key: keyof SeriesErrors) =>
    rows.reduce((sum, one) => sum + one[key], 0) / rows.length;
  return { smape: mean(all, 'smape'), mase: mean(scaled, 'mase') };
}
