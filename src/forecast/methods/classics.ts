/** The classics by the names that users give them. */
import { chooseSmoothing, fitSmoothing } from './fit-smoothing.js';
import { type Method, mainSeason, type Task } from './method.js';
import { drift, naive, naive2, seasonalNaive } from './naive.js';
import { deseasonalize } from './seasonality.js';
import type { SmoothingForm } from './smoothing.js';
import { dynamicTheta, theta, thetaOfLogarithms } from './theta.js';

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

/** The longest season that the history holds `times` times, where there are several; else undefined. */
function longSeason({ history, seasons }: Task, times: number): number | undefined {
  return seasons.slice(1).findLast((season) => times * season <= history.length);
}

/** {@link theta}, the longest of several seasons taken away instead of the first: hours of the week, not of the day. */
function thetaLongSeason(task: Task): Float64Array {
  const season = longSeason(task, 3);
  return theta(season === undefined ? task : { ...task, seasons: [season] }, { untested: true });
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
  { name: 'theta-seasonal', needs: four, forecast: (task) => theta(task, { untested: true }) },
  { name: 'theta-log', needs: four, forecast: thetaOfLogarithms },
  { name: 'dynamic-theta', needs: four, forecast: dynamicTheta },
  {
    name: 'seasonal-naive-long',
    needs: one,
    forecast: (task) => seasonalNaive(task, longSeason(task, 1) ?? mainSeason(task)),
  },
  { name: 'theta-long-season', needs: four, forecast: thetaLongSeason },
];
