/** Forecasts that need no fitting: what every other has to beat. */

import { mainSeason, type Task } from './method.js';
import { deseasonalize } from './seasonality.js';

/** The last value, again and again. */
export function naive({ history, horizon }: Task): Float64Array {
  return new Float64Array(horizon).fill(history.at(-1)!);
}

/** The last season, again and again. A history shorter than a season: {@link naive}. */
export function seasonalNaive(task: Task, season = mainSeason(task)): Float64Array {
  const { history, horizon } = task;
  const n = history.length;
  if (n < season) return naive(task);
  return Float64Array.from({ length: horizon }, (_, h) => history[n - season + (h % season)]!);
}

/** The line through the first and the last point. */
export function drift({ history, horizon }: Task): Float64Array {
  const n = history.length;
  const slope = n > 1 ? (history[n - 1]! - history[0]!) / (n - 1) : 0;
  return Float64Array.from({ length: horizon }, (_, h) => history[n - 1]! + slope * (h + 1));
}

/** M4's reference: {@link naive} on the series without its season, where there is one (see {@link deseasonalize}). */
export function naive2(task: Task): Float64Array {
  const { values, reseasonalize } = deseasonalize(task.history, mainSeason(task));
  return reseasonalize(naive({ ...task, history: values }));
}
