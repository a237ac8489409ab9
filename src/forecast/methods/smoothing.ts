/**
 * Exponential smoothing in its innovations form (Hyndman, Koehler, Ord & Snyder 2008): a level, a trend that may fade
 * out and a season, each of which learns from the one-step error of what it was part of. The file knows how a series
 * runs through given parameters; ./fit-smoothing.ts finds them.
 */

/** Which parts a smoothing has. */
export interface SmoothingForm {
  /** Whether errors grow with the series; only for positive series. */
  error: 'additive' | 'multiplicative';
  trend: 'none' | 'additive' | 'damped';
  season: 'none' | 'additive' | 'multiplicative';
}

/** Numbers of a smoothing; what its form lacks is left alone. */
export interface SmoothingParameters {
  /** Shares of an error that go into level, trend and season. */
  alpha: number;
  beta: number;
  gamma: number;
  /** Share of the trend that is left after a step. */
  phi: number;
  /** Level and trend before the first point. */
  level: number;
  trend: number;
}

/** Where a series has arrived. */
export interface SmoothingState {
  level: number;
  trend: number;
  /** Indices by phase, the next point's phase being `next`. */
  season: Float64Array;
  next: number;
  /** Sum of squared errors, of their own size or relative to what was expected. */
  squares: number;
  /** Sum of the logarithms of what was expected; 0 where errors are additive. */
  logSizes: number;
}

/** A sum of squares that ends an unstable or impossible run early. */
const IMPOSSIBLE = Number.POSITIVE_INFINITY;

/** Runs a series through a smoothing. `season` holds the first indices by phase, and is not changed. */
export function smooth(
  values: Float64Array,
  form: SmoothingForm,
  parameters: SmoothingParameters,
  season: Float64Array,
): SmoothingState {
  const { alpha, beta, gamma } = parameters;
  const phi = fading(form, parameters);
  const indices = season.slice();
  const m = indices.length;
  const additive = form.season === 'additive';
  const multiplicative = form.season === 'multiplicative';
  const relative = form.error === 'multiplicative';
  let { level, trend } = parameters;
  let squares = 0;
  let logSizes = 0;
  let phase = 0;
  for (let t = 0; t < values.length; t++) {
    const base = level + phi * trend;
    const index = m > 0 ? indices[phase]! : 0;
    const expected = multiplicative ? base * index : additive ? base + index : base;
    const error = values[t]! - expected;
    if (relative) {
      if (!(expected > 0))
        return { level, trend, season: indices, next: 0, squares: IMPOSSIBLE, logSizes: 0 };
      squares += (error / expected) ** 2;
      logSizes += Math.log(expected);
    } else squares += error * error;
    const ofLevel = multiplicative ? error / index : error;
    level = base + alpha * ofLevel;
    trend = phi * trend + beta * ofLevel;
    if (additive) indices[phase] = index + gamma * error;
    else if (multiplicative) indices[phase] = index + (gamma * error) / base;
    if (++phase >= m) phase = 0;
  }
  return { level, trend, season: indices, next: phase, squares, logSizes };
}

/** The next `horizon` points from where a series has arrived. */
export function project(
  state: SmoothingState,
  form: SmoothingForm,
  parameters: SmoothingParameters,
  horizon: number,
): Float64Array {
  const phi = fading(form, parameters);
  const { level, trend, season, next } = state;
  let reach = 0;
  let share = phi;
  return Float64Array.from({ length: horizon }, (_, h) => {
    reach += share;
    share *= phi;
    const base = level + reach * trend;
    const index = season[(next + h) % season.length] ?? 0;
    if (form.season === 'multiplicative') return base * index;
    return form.season === 'additive' ? base + index : base;
  });
}

/** Share of the trend that goes on; without a trend none does. */
function fading({ trend }: SmoothingForm, { phi }: SmoothingParameters): number {
  if (trend === 'none') return 0;
  return trend === 'damped' ? phi : 1;
}
