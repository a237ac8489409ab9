/**
 * Is there a season, and what is the series without it? The test and the classical decomposition of the M4 organisers'
 * benchmarks (Makridakis et al. 2020), after R's acf and decompose.
 */

/** A series whose season was taken away. */
export interface Deseasonalized {
  values: Float64Array;
  /** Gives the season back to a forecast that follows on `values`. */
  reseasonalize(forecast: Float64Array): Float64Array;
}

/** z of a one-sided test at 5 %. */
const CRITICAL = 1.645;

/**
 * Whether the autocorrelation at lag `season` is above what chance gives. At least three seasons are needed; like
 * R, the test looks no further than 10·log10(n) lags.
 */
export function isSeasonal(values: Float64Array, season: number): boolean {
  const n = values.length;
  if (season < 2 || n < 3 * season || season > 10 * Math.log10(n)) return false;
  const acf = autocorrelations(values, season);
  let squares = 0;
  for (let lag = 1; lag < season; lag++) squares += acf[lag]! ** 2;
  return Math.abs(acf[season]!) > CRITICAL * Math.sqrt((1 + 2 * squares) / n);
}

/** Autocorrelations at lags 0 … lags; NaN of a constant series. */
export function autocorrelations(values: Float64Array, lags: number): Float64Array {
  const n = values.length;
  let mean = 0;
  for (const value of values) mean += value / n;
  const acf = new Float64Array(lags + 1);
  for (let lag = 0; lag <= lags; lag++) {
    for (let t = lag; t < n; t++) acf[lag]! += (values[t]! - mean) * (values[t - lag]! - mean);
  }
  return acf.map((sum) => sum / acf[0]!);
}

export interface DeseasonalizeOptions {
  /** Take it away without asking whether there is one. */
  untested?: boolean;
  /** Subtract it in any case: of logarithms, whose sign means nothing. */
  additive?: boolean;
}

/**
 * Takes the season away where {@link isSeasonal} finds one: divides by multiplicative indices, or, of a series that is
 * not positive, subtracts additive ones.
 */
export function deseasonalize(
  values: Float64Array,
  season: number,
  { untested = false, additive = values.some((value) => value <= 0) }: DeseasonalizeOptions = {},
): Deseasonalized {
  const seasonal = untested ? season > 1 && values.length >= 3 * season : isSeasonal(values, season);
  if (!seasonal) return { values, reseasonalize: (forecast) => forecast };
  const indices = seasonalIndices(values, season, additive);
  const n = values.length;
  const index = (t: number) => indices[t % season]!;
  return {
    values: values.map((value, t) => (additive ? value - index(t) : value / index(t))),
    reseasonalize: (forecast) =>
      forecast.map((value, h) => (additive ? value + index(n + h) : value * index(n + h))),
  };
}

/** Classical decomposition: mean distance from a centred moving average in each phase; their mean is 0, or 1. */
export function seasonalIndices(values: Float64Array, season: number, additive: boolean): Float64Array {
  const trend = centredAverage(values, season);
  const sums = new Float64Array(season);
  const counts = new Float64Array(season);
  trend.forEach((level, t) => {
    if (Number.isNaN(level)) return;
    sums[t % season]! += additive ? values[t]! - level : values[t]! / level;
    counts[t % season]!++;
  });
  const indices = sums.map((sum, phase) => sum / counts[phase]!);
  const mean = indices.reduce((sum, index) => sum + index, 0) / season;
  return indices.map((index) => (additive ? index - mean : index / mean));
}

/** Moving average over one season, centred; NaN at both ends. */
export function centredAverage(values: Float64Array, season: number): Float64Array {
  const n = values.length;
  const half = Math.floor(season / 2);
  const averages = new Float64Array(n).fill(Number.NaN);
  for (let t = half; t + half < n; t++) {
    let sum = 0;
    for (let i = t - half; i <= t + half; i++) sum += values[i]!;
    // An even season has no middle: both ends count half.
    if (season % 2 === 0) sum -= (values[t - half]! + values[t + half]!) / 2;
    averages[t] = sum / season;
  }
  return averages;
}
