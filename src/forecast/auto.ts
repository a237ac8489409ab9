/**
 * Which way of forecasting suits a series? A recurrent network that knows such series, where it would have foretold the
 * recent past; else the median of seven classics of different kinds, which errs less on the mean than whichever was best
 * lately; of series with several seasons the best lately.
 */
import {
  type BacktestRow,
  type BacktestRun,
  backtest,
  medianOf,
  type OnForecast,
  ORIGINS,
  ranked,
  runOfMedian,
} from './backtest.js';
import { covariatesFrom } from './covariates.js';
import { type Interval, intervalsFromMisses } from './intervals.js';
import { CLASSICS } from './methods/classics.js';
import { type Method, mainSeason, type Task } from './methods/method.js';
import type { RecurrentForecaster } from './recurrent/forecaster.js';

export interface Forecast {
  values: Float64Array;
  /** Of 80 % and 95 %; none where the history is too short to tell. */
  intervals: Interval[];
  /** The methods the forecast is made of. */
  chosen: string[];
  /** What each method would have erred by, the best first. */
  table: BacktestRow[];
}

export interface AutoOptions {
  /** Taken where it suits the series, and would not have been much worse than the classics. */
  forecaster?: RecurrentForecaster | undefined;
  /** @param done - forecasts of single methods, of `total` */
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Members of the median, found by forward selection on the histories of half of M3's monthly series, and held against the
 * other half, the quarters, the years and the tourism competition's; no test part was looked at.
 */
const MEDIAN = [
  ...['theta-seasonal', 'theta-log', 'dynamic-theta', 'ets'],
  ...['holt-winters-damped', 'holt-winters-additive', 'seasonal-naive'],
];
/** Without a season the last value is one too low too often: a trend that fades stands in for the seasonal naive. */
const MEDIAN_UNSEASONAL = [...MEDIAN.filter((name) => name !== 'seasonal-naive'), 'damped'];
/** Of longer series only the last points are looked at; or the last seasons, where those are longer. */
const MOST_POINTS = 10_000;
const MOST_SEASONS = 4;
/** Points times season beyond which ETS takes longer than all others together, and is left out. */
const MOST_FOR_ETS = 12_000;
/** The best of the backtest are taken instead if their best would have erred by less than this part of the median's error. */
const CLEARLY_BETTER = 0.2;

/** Of the best, as many are averaged; steady ones are added that would not have erred by more than this times the best's error. */
const AVERAGED = 3;
const STEADY = ['theta', 'damped'];
const STEADY_WITHIN = 1.5;

/** An interval of 95 % needs as many. */
const ENOUGH_MISSES = 20;
/** A recurrent forecaster is trusted alone unless the best classic would have erred by less than this part of its error. */
const TRUSTED = 0.5;

/** Not tried on several seasons, nor beside the median. */
const SLOW_OR_ALIKE = ['ets', 'naive', 'theta-seasonal', 'theta-log', 'dynamic-theta'];

/** The classics that are tried on such a series. */
export function autoCandidates({ history, seasons }: Pick<Task, 'history' | 'seasons'>): readonly Method[] {
  const members = medianMembers({ history, seasons });
  return CLASSICS.filter(
    ({ name, needs }) =>
      needs(seasons) <= history.length &&
      (members.includes(name) || !(SLOW_OR_ALIKE.includes(name) || isLong(name, seasons))),
  );
}

/** Names; none for several seasons. */
function medianMembers({ history, seasons }: Pick<Task, 'history' | 'seasons'>): readonly string[] {
  if (seasons.length > 1) return [];
  const season = mainSeason({ seasons });
  const withEts = history.length * season <= MOST_FOR_ETS;
  return (season > 1 ? MEDIAN : MEDIAN_UNSEASONAL).filter((name) => name !== 'ets' || withEts);
}

/** Methods of a second season, of series that have but one. */
function isLong(name: string, seasons: readonly number[]): boolean {
  return seasons.length === 1 && /-long/u.test(name);
}

/** How many of the last points {@link autoForecast} looks at. */
export function pointsLookedAt({ history, horizon, seasons }: Task): number {
  return Math.min(history.length, Math.max(MOST_POINTS, 3 * horizon, MOST_SEASONS * Math.max(...seasons)));
}

/** The task with no more than {@link pointsLookedAt}. */
export function lookedAt(whole: Task): Task {
  const from = whole.history.length - pointsLookedAt(whole);
  if (from === 0) return whole;
  const { covariates } = whole;
  return {
    ...{ ...whole, history: whole.history.slice(from) },
    ...(covariates && { covariates: covariatesFrom(covariates, from) }),
  };
}

/** Tries the methods on the recent past, and forecasts by what that tells. */
export function autoForecast(whole: Task, { forecaster, onProgress }: AutoOptions = {}): Forecast {
  const task = lookedAt(whole);
  const recurrent = forecaster?.suits(task) ? forecaster : undefined;
  const classics = autoCandidates(task);
  const methods = [...classics, ...(recurrent ? [recurrent.method] : [])];
  let done = 0;
  // One more round each for the forecast itself and for its intervals.
  const total = methods.length * (ORIGINS + 2);
  const onForecast = () => onProgress?.(++done, total);
  const table = backtest(task, methods, ORIGINS, onForecast);
  const tested = table.filter(({ mase }) => Number.isFinite(mase));
  const own = table.find(({ method }) => method === recurrent?.method);
  if (recurrent && own && !(tested[0]!.mase < TRUSTED * own.mase)) {
    return { ...recurrent.forecast(task), chosen: [own.name], table };
  }
  const members = table.filter(({ name }) => medianMembers(task).includes(name));
  if (members.length === 0) return byBest(task, table, onForecast);
  const median = runOfMedian(medianMethod(members.map(({ method }) => method)), members);
  const rows = ranked([...table, median]);
  if (tested.length > 0 && tested[0]!.mase < CLEARLY_BETTER * median.mase)
    return byBest(task, rows, onForecast);
  const misses = enough(task, median.misses) ? median.misses : missesOf(task, median.method, onForecast);
  const values = median.method.forecast(task);
  const chosen = members.map(({ name }) => name);
  return { values, intervals: intervalsFromMisses(values, misses), chosen, table: rows };
}

function medianMethod(members: readonly Method[]): Method {
  return {
    name: 'median',
    needs: (seasons) => Math.max(...members.map((method) => method.needs(seasons))),
    forecast: (task) => medianOf(members.map((method) => method.forecast(task))),
  };
}

/** The mean of the best, and of steady ones. */
function byBest(task: Task, table: BacktestRun[], onForecast: OnForecast): Forecast {
  const chosen = pick(table.filter(({ name }) => name !== 'median'));
  const mean: Method = {
    name: 'mean',
    needs: () => Math.max(...chosen.map(({ method }) => method.needs(task.seasons))),
    forecast: (some) => {
      const each = new Map(chosen.map(({ method }) => [method, method.forecast(some)]));
      return meanOf(chosen.map(({ method }) => each.get(method)!));
    },
  };
  const values = mean.forecast(task);
  const intervals = intervalsFromMisses(values, missesOf(task, mean, onForecast));
  return { values, intervals, chosen: [...new Set(chosen.map(({ name }) => name))], table };
}

/** What is averaged; a method that stands there twice counts twice. // the best first */
function pick(table: readonly BacktestRun[]): BacktestRun[] {
  const tested = table.filter(({ mase }) => Number.isFinite(mase));
  const steady = table.filter(({ name }) => STEADY.includes(name));
  if (tested.length > 0) {
    const within = steady.filter(({ mase }) => mase <= STEADY_WITHIN * tested[0]!.mase);
    return [...tested.slice(0, AVERAGED), ...within];
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

function enough({ horizon }: Task, misses: readonly Float64Array[]): boolean {
  return misses.length * horizon >= ENOUGH_MISSES;
}

/** What a method would have missed by, from as many origins as give enough misses to count. */
function missesOf(task: Task, method: Method, onForecast?: OnForecast): Float64Array[] {
  const origins = Math.max(ORIGINS, Math.ceil(ENOUGH_MISSES / task.horizon));
  return backtest(task, [method], origins, onForecast)[0]!.misses;
}

function meanOf(all: readonly Float64Array[]): Float64Array {
  return all[0]!.map((_, h) => all.reduce((sum, values) => sum + values[h]!, 0) / all.length);
}
