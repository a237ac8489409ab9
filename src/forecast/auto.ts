/** Which way of forecasting suits a series? The one that would have foretold its recent past best. */

import { CLASSICS } from './methods/classics.js';
import { type Method, mainSeason, type Task } from './methods/method.js';
import { mae, maseScale } from './metrics.js';

/** A row of the table that `auto` shows. */
export interface BacktestRow {
  name: string;
  /** Mean MASE over the origins; NaN where the history is too short to tell. */
  mase: number;
}

export interface AutoForecast {
  values: Float64Array;
  /** The methods the forecast is the mean of. */
  chosen: string[];
  table: BacktestRow[];
}

/** Origins looked back to, and how many of the best are averaged. */
const ORIGINS = 2;
const AVERAGED = 3;

/** Methods that are tried on every series. ETS is not among them: it takes longer than all others together. */
export const AUTO_CANDIDATES: readonly Method[] = CLASSICS.filter(
  ({ name }) => name !== 'ets' && name !== 'naive',
);

/**
 * Rolling-origin backtest: each method forecasts from origins `horizon`, 2 · `horizon`, … points before the end, having
 * seen nothing after the origin.
 * @returns MASE by method, the best first
 */
export function backtest(
  task: Task,
  methods: readonly Method[] = AUTO_CANDIDATES,
  origins = ORIGINS,
): BacktestRow[] {
  const { history, horizon, seasons } = task;
  const sums = methods.map(({ name }) => ({ name, sum: 0, count: 0 }));
  for (let k = 1; k <= origins; k++) {
    const origin = history.length - k * horizon;
    if (origin < Math.max(4, Math.min(2 * mainSeason(task), history.length / 2))) break;
    const seen = history.slice(0, origin);
    const came = history.subarray(origin, origin + horizon);
    // A history without any change has no scale: then plain errors are compared.
    const scale = maseScale(seen, mainSeason(task)) || 1;
    methods.forEach((method, m) => {
      if (origin < method.needs(seasons)) return;
      const forecast = method.forecast({ history: seen, horizon, seasons });
      sums[m]!.sum += mae(came, forecast) / scale;
      sums[m]!.count++;
    });
  }
  return sums
    .map(({ name, sum, count }) => ({ name, mase: count > 0 ? sum / count : Number.NaN }))
    .sort((a, b) => (Number.isNaN(a.mase) ? 1 : Number.isNaN(b.mase) ? -1 : a.mase - b.mase));
}

/** The mean of the forecasts of the methods that did best in the {@link backtest}. */
export function autoForecast(task: Task): AutoForecast {
  const usable = AUTO_CANDIDATES.filter(({ needs }) => needs(task.seasons) <= task.history.length);
  const table = backtest(task, usable);
  const tested = table.filter(({ mase }) => Number.isFinite(mase));
  // Too short to look back: what needs no proof.
  const chosen = tested.length > 0 ? tested.slice(0, AVERAGED).map(({ name }) => name) : ['naive2'];
  const values = new Float64Array(task.horizon);
  for (const name of chosen) {
    const forecast = CLASSICS.find((method) => method.name === name)!.forecast(task);
    forecast.forEach((value, h) => {
      values[h]! += value / chosen.length;
    });
  }
  return { values, chosen, table };
}
