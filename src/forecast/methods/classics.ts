/** The classics by the names that users give them. */
import { chooseSmoothing, fitSmoothing, line } from './fit-smoothing.js';
import { type Method, mainSeason, type Task } from './method.js';
import { drift, naive, naive2, seasonalNaive } from './naive.js';
import { deseasonalize } from './seasonality.js';
import type { SmoothingForm } from './smoothing.js';

/** A smoothing without season, on the series without its season, as M4's benchmarks do it. */
function plainSmoothing(trend: SmoothingForm['trend']): (task: Task) => Float64Array {
  return ({ history, horizon, seasons }) => {
    const { values, reseasonalize } = deseasonalize(history, mainSeason({ seasons }));
    const form = { error: 'additive', trend, season: 'none' } as const;
    return reseasonalize(fitSmoothing(values, form, 1).forecast(horizon));
  };
}

/** Holt–Winters, its trend fading out or not. */
function holtWinters(trend: SmoothingForm['trend'], part: 'additive' | 'multiplicative') {
  return (task: Task): Float64Array => {
    const { history, horizon } = task;
    const season = mainSeason(task);
    const seasonal = season > 1 && history.length >= 2 * season + 5;
    const growing = part === 'multiplicative' && history.every((value) => value > 0);
    const form: SmoothingForm = {
      error: growing ? 'multiplicative' : 'additive',
      trend,
      season: seasonal ? (growing ? 'multiplicative' : 'additive') : 'none',
    };
    return fitSmoothing(history, form, season).forecast(horizon);
  };
}

/** The smoothing of least AICc. */
function ets(task: Task): Float64Array {
  return chooseSmoothing(task.history, mainSeason(task)).forecast(task.horizon);
}

/**
 * Theta (Assimakopoulos & Nikolopoulos 2000), winner of M3: the mean of a straight line and of a smoothing of the series
 * with its curvature doubled, both without the season.
 */
export function theta({ history, horizon, seasons }: Task, untested = false): Float64Array {
  const { values, reseasonalize } = deseasonalize(history, mainSeason({ seasons }), untested);
  const n = values.length;
  const { intercept, slope } = line(values);
  const doubled = values.map((value, t) => 2 * value - (intercept + slope * t));
  const form = { error: 'additive', trend: 'none', season: 'none' } as const;
  const smoothed = fitSmoothing(doubled, form, 1).forecast(horizon);
  return reseasonalize(smoothed.map((value, h) => (value + intercept + slope * (n + h)) / 2));
}

/** The longest season that the history holds `times` times, where there are several; else undefined. */
function longSeason({ history, seasons }: Task, times: number): number | undefined {
  return seasons.slice(1).findLast((season) => times * season <= history.length);
}

/** {@link theta}, the longest of several seasons taken away instead of the first: hours of the week, not of the day. */
function thetaLongSeason(task: Task): Float64Array {
  const season = longSeason(task, 3);
  return theta(season === undefined ? task : { ...task, seasons: [season] }, true);
}

const one = () => 1;
const four = () => 4;

/** All that need no more than this package. */
export const CLASSICS: readonly Method[] = [
  { name: 'naive', needs: one, forecast: naive },
  { name: 'seasonal-naive', needs: one, forecast: (task) => seasonalNaive(task) },
  { name: 'naive2', needs: one, forecast: naive2 },
  { name: 'drift', needs: one, forecast: drift },
  { name: 'ses', needs: four, forecast: plainSmoothing('none') },
  { name: 'holt', needs: four, forecast: plainSmoothing('additive') },
  { name: 'damped', needs: four, forecast: plainSmoothing('damped') },
  { name: 'holt-winters', needs: four, forecast: holtWinters('additive', 'multiplicative') },
  { name: 'holt-winters-additive', needs: four, forecast: holtWinters('additive', 'additive') },
  { name: 'holt-winters-damped', needs: four, forecast: holtWinters('damped', 'multiplicative') },
  { name: 'ets', needs: four, forecast: ets },
  { name: 'theta', needs: four, forecast: (task) => theta(task) },
  {
    name: 'seasonal-naive-long',
    needs: one,
    forecast: (task) => seasonalNaive(task, longSeason(task, 1) ?? mainSeason(task)),
  },
  { name: 'theta-long-season', needs: four, forecast: thetaLongSeason },
];
