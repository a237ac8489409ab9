/** Finds the parameters under which a smoothing errs least one step ahead, and the form that is worth its parameters. */
import { minimize } from './nelder-mead.js';
import { seasonalIndices } from './seasonality.js';
import { project, type SmoothingForm, type SmoothingParameters, smooth } from './smoothing.js';

/** A smoothing fitted to a series. */
export interface FittedSmoothing {
  form: SmoothingForm;
  parameters: SmoothingParameters;
  /** Akaike's criterion, corrected for short series: less is better. */
  aicc: number;
  forecast(horizon: number): Float64Array;
}

/** Tries for each parameter, and how many of a form that may not be worth more. */
const EVALUATIONS = 120;
const FIRST_EVALUATIONS = 30;
/** Forms that are fitted well in the end. */
const BEST_FORMS = 3;
/** Points of the beginning that the first level and trend are read from. */
const BEGINNING = 10;
/** Seasons of the beginning that the first indices are read from. */
const FIRST_SEASONS = 4;

/**
 * Fits one form. Indices of the first season are those of a classical decomposition of the beginning; level and trend
 * before the first point are fitted with the rest.
 */
export function fitSmoothing(
  values: Float64Array,
  form: SmoothingForm,
  season: number,
  evaluations = EVALUATIONS,
): FittedSmoothing {
  const indices = firstIndices(values, form, season);
  const start = firstLevel(values, form, indices);
  const unit = spread(values) || Math.abs(start.level) || 1;
  const read = (x: Float64Array): SmoothingParameters => {
    let at = 0;
    const alpha = between(0.0001, 0.9999, x[at++]!);
    const beta = form.trend === 'none' ? 0 : alpha * between(0.0001, 0.9999, x[at++]!);
    const gamma = form.season === 'none' ? 0 : (1 - alpha) * between(0.0001, 0.9999, x[at++]!);
    const phi = form.trend === 'damped' ? between(0.8, 0.98, x[at++]!) : 1;
    const level = start.level + unit * x[at++]!;
    return {
      ...{ alpha, beta, gamma, phi, level },
      trend: form.trend === 'none' ? 0 : start.trend + (unit / BEGINNING) * x[at++]!,
    };
  };
  const n = values.length;
  const cost = (x: Float64Array): number => {
    const { squares, logSizes } = smooth(values, form, read(x), indices);
    return n * Math.log(squares / n + Number.MIN_VALUE) + 2 * logSizes;
  };
  const zeros = [0.5, ...(form.trend === 'none' ? [] : [-2]), ...(form.season === 'none' ? [] : [-1])];
  const from = [...zeros, ...(form.trend === 'damped' ? [1] : []), ...(form.trend === 'none' ? [0] : [0, 0])];
  const { x, value } = minimize(cost, from, {
    step: 0.5,
    tolerance: 1e-7,
    evaluations: evaluations * from.length,
  });
  const parameters = read(x);
  const k = from.length + indices.length + 1;
  const aicc = value + 2 * k + (n > k + 1 ? (2 * k * (k + 1)) / (n - k - 1) : Infinity);
  const state = smooth(values, form, parameters, indices);
  return { form, parameters, aicc, forecast: (horizon) => project(state, form, parameters, horizon) };
}

/** The form of least AICc; a season is tried where at least two of them have passed. */
export function chooseSmoothing(values: Float64Array, season: number): FittedSmoothing {
  const positive = values.every((value) => value > 0);
  const seasons: SmoothingForm['season'][] =
    season > 1 && values.length >= 2 * season + 5 ? ['none', 'additive', 'multiplicative'] : ['none'];
  const trends = ['none', 'additive', 'damped'] as const;
  const errors = positive ? (['additive', 'multiplicative'] as const) : (['additive'] as const);
  const forms = seasons.flatMap((part) =>
    trends.flatMap((trend) => errors.map((error): SmoothingForm => ({ error, trend, season: part }))),
  );
  const sensible = forms.filter(
    // Relative to errors that do not grow, indices that multiply are unstable (Hyndman et al. 2008, ch. 15).
    (form) => form.season !== 'multiplicative' || form.error === 'multiplicative',
  );
  const best = sensible
    .map((form) => fitSmoothing(values, form, season, FIRST_EVALUATIONS))
    .sort((a, b) => a.aicc - b.aicc)
    .slice(0, BEST_FORMS);
  const fitted = best.map(({ form }) => fitSmoothing(values, form, season));
  return fitted.reduce((best, other) => (other.aicc < best.aicc ? other : best));
}

function firstIndices(values: Float64Array, form: SmoothingForm, season: number): Float64Array {
  if (form.season === 'none') return new Float64Array(0);
  return seasonalIndices(values.subarray(0, FIRST_SEASONS * season), season, form.season === 'additive');
}

/** Straight line through the first points without their season, one step before the first. */
function firstLevel(values: Float64Array, form: SmoothingForm, indices: Float64Array) {
  const n = Math.min(values.length, Math.max(BEGINNING, indices.length));
  const plain = Float64Array.from({ length: n }, (_, t) => {
    if (form.season === 'none') return values[t]!;
    const index = indices[t % indices.length]!;
    return form.season === 'additive' ? values[t]! - index : values[t]! / index;
  });
  const { intercept, slope } = line(plain);
  if (form.trend === 'none') return { level: intercept + (slope * (n - 1)) / 2, trend: 0 };
  return { level: intercept - slope, trend: slope };
}

/** Least squares of values over 0, 1, 2 … */
export function line(values: Float64Array): { intercept: number; slope: number } {
  const n = values.length;
  const middle = (n - 1) / 2;
  let mean = 0;
  let product = 0;
  let squares = 0;
  values.forEach((value, t) => {
    mean += value / n;
    product += (t - middle) * value;
    squares += (t - middle) ** 2;
  });
  const slope = squares > 0 ? product / squares : 0;
  return { intercept: mean - slope * middle, slope };
}

/** Standard deviation. */
function spread(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

/** Maps any number into (low, high). */
function between(low: number, high: number, x: number): number {
  return low + (high - low) / (1 + Math.exp(-x));
}
