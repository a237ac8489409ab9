/**
 * Theta (Assimakopoulos & Nikolopoulos 2000), winner of M3: the mean of a straight line and of a smoothing of the series with
 * its curvature doubled, both without the season. And what was made of it since.
 */
import { runDynamicTheta } from './dynamic-theta.js';
import { fitSmoothing, line } from './fit-smoothing.js';
import { mainSeason, type Task } from './method.js';
import { type DeseasonalizeOptions, deseasonalize } from './seasonality.js';

/** @param options - how the season is taken away; by default where a test finds one, as M4's benchmark does */
export function theta({ history, horizon, seasons }: Task, options: DeseasonalizeOptions = {}): Float64Array {
  const { values, reseasonalize } = deseasonalize(history, mainSeason({ seasons }), options);
  const n = values.length;
  const { intercept, slope } = line(values);
  const doubled = values.map((value, t) => 2 * value - (intercept + slope * t));
  const form = { error: 'additive', trend: 'none', season: 'none' } as const;
  const smoothed = fitSmoothing(doubled, form, 1).forecast(horizon);
  return reseasonalize(smoothed.map((value, h) => (value + intercept + slope * (n + h)) / 2));
}

/** {@link theta} of the logarithms of a series that is positive, else of the series itself; its season is not asked for. */
export function thetaOfLogarithms(task: Task): Float64Array {
  if (task.history.some((value) => value <= 0)) return theta(task, { untested: true });
  const logarithms = { ...task, history: task.history.map(Math.log) };
  return theta(logarithms, { untested: true, additive: true }).map(Math.exp);
}

/** {@link runDynamicTheta} on the series without its season, which is not asked for. */
export function dynamicTheta({ history, horizon, seasons }: Task): Float64Array {
  const { values, reseasonalize } = deseasonalize(history, mainSeason({ seasons }), { untested: true });
  return reseasonalize(runDynamicTheta(values, horizon));
}
