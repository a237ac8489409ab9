/** How far a forecast is from what came, as the organisers of M4 (Makridakis et al. 2020) and their successors measure. */

/** Symmetric mean absolute percentage error: mean of 200·|y − f| / (|y| + |f|); where both are zero, 0. */
export function smape(actual: ArrayLike<number>, forecast: ArrayLike<number>): number {
  return meanOver(actual, (y, i) => {
    const size = Math.abs(y) + Math.abs(forecast[i]!);
    return size === 0 ? 0 : (200 * Math.abs(y - forecast[i]!)) / size;
  });
}

/**
 * What a seasonal naive forecast of one season ahead errs by within the history: the unit of {@link mase}. NaN where
 * the history is no longer than a season.
 */
export function maseScale(history: ArrayLike<number>, season: number): number {
  let sum = 0;
  let count = 0;
  for (let t = season; t < history.length; t++) {
    const step = Math.abs(history[t]! - history[t - season]!);
    if (Number.isNaN(step)) continue;
    sum += step;
    count++;
  }
  return sum / count;
}

/** Mean absolute scaled error (Hyndman & Koehler 2006). NaN where the history gives no scale, or a scale of zero. */
export function mase(
  actual: ArrayLike<number>,
  forecast: ArrayLike<number>,
  history: ArrayLike<number>,
  season: number,
): number {
  const scale = maseScale(history, season);
  return scale > 0 ? mae(actual, forecast) / scale : Number.NaN;
}

/** Mean absolute error. */
export function mae(actual: ArrayLike<number>, forecast: ArrayLike<number>): number {
  return meanOver(actual, (y, i) => Math.abs(y - forecast[i]!));
}

/** Mean squared error. */
export function mse(actual: ArrayLike<number>, forecast: ArrayLike<number>): number {
  return meanOver(actual, (y, i) => (y - forecast[i]!) ** 2);
}

/** Pinball loss of the forecast of a quantile: its expectation is least at the quantile itself. */
export function pinball(actual: ArrayLike<number>, forecast: ArrayLike<number>, quantile: number): number {
  return meanOver(actual, (y, i) => {
    const above = y - forecast[i]!;
    return above >= 0 ? quantile * above : (quantile - 1) * above;
  });
}

/** Share of the points that lie within their interval, bounds included. */
export function coverage(actual: ArrayLike<number>, low: ArrayLike<number>, high: ArrayLike<number>): number {
  return meanOver(actual, (y, i) => (y >= low[i]! && y <= high[i]! ? 1 : 0));
}

/** Mean sMAPE and mean MASE over series. */
export interface MeanErrors {
  smape: number;
  mase: number;
}

/** Overall weighted average: the mean of both errors relative to those of the reference, M4's Naive 2. */
export function owa(errors: MeanErrors, reference: MeanErrors): number {
  return (errors.smape / reference.smape + errors.mase / reference.mase) / 2;
}

/** Mean over the points that are known. */
function meanOver(actual: ArrayLike<number>, error: (y: number, i: number) => number): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < actual.length; i++) {
    const y = actual[i]!;
    if (Number.isNaN(y)) continue;
    sum += error(y, i);
    count++;
  }
  return sum / count;
}
