/** Which way of forecasting suits a series? The one that would have foretold its recent past best. */
import { type Interval, intervalsFromMisses } from './intervals.js';
import { CLASSICS } from './methods/classics.js';
import { type Method, mainSeason, type Task } from './methods/method.js';
import { mae, maseScale } from './metrics.js';
import type { RecurrentForecaster } from './recurrent/forecaster.js';

/** A row of the table that `auto` shows. */
export interface BacktestRow {
  name: string;
  /** Mean MASE over the origins; NaN where the history is too short to tell. */
  mase: number;
}

/** A row with what it is made from. */
interface BacktestRun extends BacktestRow {
  method: Method;
  /** What came less what was foretold, for each origin. */
  misses: Float64Array[];
}

export interface Forecast {
  values: Float64Array;
  /** Of 80 % and 95 %; none where the history is too short to tell. */
  intervals: Interval[];
  /** The methods the forecast is the mean of. */
  chosen: string[];
  /** What each method would have erred by, the best first. */
  table: BacktestRow[];
}

/** Origins looked back to, and how many of the best are averaged. */
const ORIGINS = 2;
const AVERAGED = 3;
/**
 * Two origins show much of chance: to the best are added those that do well on the mean of many series, unless they would
 * have erred by more than this times the error of the best. One that is both counts twice. Found on the last points of the
 * histories of M3 and of the tourism competition.
 */
const STEADY = ['theta', 'damped'];
const STEADY_WITHIN = 1.5;
/** An interval of 95 % needs as many. */
const ENOUGH_MISSES = 20;
/** A recurrent forecaster is trusted alone unless the best classic would have erred by less than this part of its error. */
const TRUSTED = 0.5;

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
): BacktestRun[] {
  const { history, horizon, seasons } = task;
  const runs = methods.map((method) => ({ method, sum: 0, misses: [] as Float64Array[] }));
  for (let k = 1; k <= origins; k++) {
    const origin = history.length - k * horizon;
    if (origin < Math.max(4, Math.min(2 * mainSeason(task), history.length / 2))) break;
    const seen = history.slice(0, origin);
    const came = history.subarray(origin, origin + horizon);
    // A history without any change has no scale: then plain errors are compared.
    const scale = maseScale(seen, mainSeason(task)) || 1;
    for (const run of runs) {
      if (origin < run.method.needs(seasons)) continue;
      const forecast = run.method.forecast({ history: seen, horizon, seasons });
      run.sum += mae(came, forecast) / scale;
      run.misses.push(forecast.map((value, h) => came[h]! - value));
    }
  }
  return runs
    .map(({ method, sum, misses }) => ({
      ...{ name: method.name, method, misses },
      mase: misses.length > 0 ? sum / misses.length : Number.NaN,
    }))
    .sort((a, b) => (Number.isNaN(a.mase) ? 1 : Number.isNaN(b.mase) ? -1 : a.mase - b.mase));
}

/**
 * The mean of the forecasts of the methods that did best in the {@link backtest}, and of steady ones; of the recurrent forecaster alone
 * where that suits the series and was about as good as the best of them.
 */
export function autoForecast(task: Task, forecaster?: RecurrentForecaster): Forecast {
  const recurrent = forecaster?.suits(task) ? forecaster : undefined;
  const methods = [...AUTO_CANDIDATES, ...(recurrent ? [recurrent.method] : [])];
  const usable = methods.filter(({ needs }) => needs(task.seasons) <= task.history.length);
  const table = backtest(task, usable);
  const tested = table.filter(({ mase }) => Number.isFinite(mase));
  const own = table.find(({ method }) => method === recurrent?.method);
  if (recurrent && own && !(tested[0]!.mase < TRUSTED * own.mase)) {
    return { ...recurrent.forecast(task), chosen: [own.name], table };
  }
  const chosen = pick(tested.length > 0 ? tested : table);
  const mean: Method = {
    name: 'mean',
    needs: () => Math.max(...chosen.map(({ method }) => method.needs(task.seasons))),
    forecast: (some) => {
      const each = new Map(chosen.map(({ method }) => [method, method.forecast(some)]));
      return meanOf(chosen.map(({ method }) => each.get(method)!));
    },
  };
  return { ...forecastBy(mean, task), chosen: [...new Set(chosen.map(({ name }) => name))], table };
}

/** What is averaged; a method that stands there twice counts twice. // the best first */
function pick(table: readonly BacktestRun[]): BacktestRun[] {
  const best = table[0]!.mase;
  const steady = table.filter(({ name }) => STEADY.includes(name));
  if (Number.isFinite(best)) {
    return [...table.slice(0, AVERAGED), ...steady.filter(({ mase }) => mase <= STEADY_WITHIN * best)];
  }
  // Too short to look back: what does well elsewhere, or what needs no fitting.
  return steady.length > 0 ? steady : table.filter(({ name }) => name === 'naive2');
}

/** The forecast of one method, its intervals by what it would have missed before. */
export function forecastBy(method: Method, task: Task): Forecast {
  const values = method.forecast(task);
  const intervals = intervalsFromMisses(values, missesOf(task, method));
  return { values, intervals, chosen: [method.name], table: [] };
}

/** What a method would have missed by, from as many origins as give enough misses to count. */
function missesOf(task: Task, method: Method): Float64Array[] {
  const origins = Math.max(ORIGINS, Math.ceil(ENOUGH_MISSES / task.horizon));
  return backtest(task, [method], origins)[0]!.misses;
}

function meanOf(all: readonly Float64Array[]): Float64Array {
  return all[0]!.map((_, h) => all.reduce((sum, values) => sum + values[h]!, 0) / all.length);
}
