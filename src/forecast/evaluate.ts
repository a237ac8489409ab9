/** A way of forecasting over many series whose futures are known: the figures of M4's organisers. */

import { InputError } from '../errors.js';
import type { StepProgress } from '../rnn/train/training-run.js';
import { type AutoOptions, autoForecast, type Forecast, forecastBy, lookedAt } from './auto.js';
import { type ErrorIntervals, errorIntervals, meanErrors, type SeriesErrors } from './bootstrap.js';
import { INTERVAL_LEVELS, type Interval } from './intervals.js';
import { CLASSICS } from './methods/classics.js';
import type { Method, Task } from './methods/method.js';
import { coverage, type MeanErrors, mase, owa, smape } from './metrics.js';
import type { RecurrentForecaster } from './recurrent/forecaster.js';

/** A history and what came after it. */
export interface TestSeries {
  id: string;
  history: Float64Array;
  future: Float64Array;
}

export interface ForecastEvaluation extends MeanErrors {
  /** Relative to Naive 2 on the same series. */
  owa: number;
  /** Series measured. */
  n: number;
  secondsPerSeries: number;
  /** Ends of 95 % of the bootstrap, series drawn with replacement. */
  ci95: ErrorIntervals;
  /** Share of the points that lay in the intervals of 80 % and 95 %; not of methods that give none here. */
  coverage?: { 80: number; 95: number };
}

export interface EvaluateForecastOptions {
  horizon: number;
  /** The season of the scale of MASE and of Naive 2. */
  season: number;
  /** A name of the classics, `arima`, `auto` or `recurrent`. */
  model: string;
  /** What `recurrent` means, and `auto` weighs where it suits the series. */
  forecaster?: RecurrentForecaster;
  /** One more is done; what was made of it, and what Naive 2 made of it. */
  onSeries?: (series: TestSeries, made: Made, naive: Float64Array) => void;
}

/** Forecasts every series and compares with what came. Series whose MASE has no scale count in sMAPE alone. */
export async function evaluateForecasts(
  series: readonly TestSeries[],
  { horizon, season, model, forecaster, onSeries }: EvaluateForecastOptions,
): Promise<ForecastEvaluation> {
  const way = await findWay(model, forecaster);
  const reference = CLASSICS.find(({ name }) => name === 'naive2')!;
  const own = new Errors(season);
  const naive = new Errors(season);
  const seasons = seasonsOf(season, series);
  const started = performance.now();
  for (const one of series) {
    const task: Task = { history: one.history, horizon, seasons };
    const made = await way(task);
    const simple = reference.forecast({ ...task, seasons: [season] });
    own.add(one, made.values, made.intervals);
    naive.add(one, simple);
    onSeries?.(one, made, simple);
    // Signals and bars get their turn.
    await new Promise(setImmediate);
  }
  const errors = own.means();
  const seconds = (performance.now() - started) / 1000;
  const [in80, in95] = own.coverages();
  return {
    ...errors,
    owa: owa(errors, naive.means()),
    ci95: errorIntervals(own.all, naive.all),
    n: series.length,
    ...(in80 !== undefined && in95 !== undefined && { coverage: { 80: in80, 95: in95 } }),
    secondsPerSeries: seconds / series.length,
  };
}

/**
 * Hours have a week too; a season of 1 says that there is none, but M4's tables scale weeks by 1, and name them W1, W2, …
 */
export function seasonsOf(season: number, series: readonly Pick<TestSeries, 'id'>[] = []): number[] {
  if (season === 24) return [24, 168];
  const weeks = series.length > 0 && series.every(({ id }) => /^W\d+$/u.test(id));
  return season === 1 && weeks ? [1, 52] : [season];
}

export type Made = Pick<Forecast, 'values' | 'intervals'>;

/** @returns how `auto`, `recurrent`, `arima` or one of the classics forecasts; `auto` and `recurrent` with intervals */
async function findWay(
  name: string,
  forecaster: RecurrentForecaster | undefined,
): Promise<(task: Task) => Made | Promise<Made>> {
  if (name === 'auto') return (task) => autoForecast(task, { forecaster });
  if (isOwnNetwork(name)) return (task) => foretell(task, name);
  if (name === 'recurrent') {
    const trained = wanted(forecaster);
    return (task) => trained.forecast(trained.require(task));
  }
  const method = await findMethod(name);
  return (task) => ({ values: method.forecast(task), intervals: [] });
}

export interface ForetellOptions extends AutoOptions {
  /** A step of the training of `lstm` or `gru`. */
  onStep?: (progress: StepProgress) => void;
}

/** A forecast with intervals and what was tried for it; of very long series by the last points, see `lookedAt`. `model` is one of {@link METHOD_NAMES}. */
export async function foretell(
  whole: Task,
  model: string,
  { forecaster, onStep, onProgress }: ForetellOptions = {},
): Promise<Forecast> {
  const task = lookedAt(whole);
  if (task.covariates && !(model === 'auto' || isOwnNetwork(model))) throw readsNone(model);
  if (model === 'auto') {
    if (!task.covariates) return autoForecast(task, { forecaster, onProgress });
    const { autoWithCovariates } = await import('./auto-covariates.js');
    return autoWithCovariates(task, { forecaster, onProgress });
  }
  if (isOwnNetwork(model)) {
    const { forecastByOwnNetwork } = await import('./recurrent/own-network.js');
    const made = await forecastByOwnNetwork(task, { cell: model, ...(onStep && { onStep }) });
    return { ...made, chosen: [model], table: [] };
  }
  if (model !== 'recurrent') return forecastBy(await findMethod(model), task);
  const trained = wanted(forecaster);
  return { ...trained.forecast(trained.require(task)), chosen: [model], table: [] };
}

/** Networks that are trained on the series itself. */
function isOwnNetwork(model: string): model is 'lstm' | 'gru' {
  return model === 'lstm' || model === 'gru';
}

/** @returns `arima` or one of the classics; undefined where there is no such method */
export async function findMethod(name: string): Promise<Method> {
  if (name === 'arima') return (await import('./methods/arima.js')).loadArima();
  return CLASSICS.find((method) => method.name === name)!;
}

/** Names that {@link foretell} knows. */
export const METHOD_NAMES: readonly string[] = [
  ...['auto', 'recurrent', 'lstm', 'gru', 'arima'],
  ...CLASSICS.map(({ name }) => name),
];

function readsNone(model: string): InputError {
  return new InputError({
    code: 'forecast-no-covariates',
    found: `covariates for ${model}, which reads none`,
    expected: '--model lstm or gru, which learn from them, or auto, which tries a gru',
    remedy: 'Take one of these, or leave --past and --future away.',
  });
}

function wanted(forecaster: RecurrentForecaster | undefined): RecurrentForecaster {
  if (forecaster) return forecaster;
  throw new InputError({
    code: 'forecast-no-model',
    found: 'no recurrent forecaster for such series',
    expected: 'an hourly series (season 24) or a weekly one (season 52), and a model for it in the package',
    remedy: 'Take --model auto, or one of the other methods.',
  });
}

class Errors {
  readonly all: SeriesErrors[] = [];

  /** Sums over the series with intervals, level by level. */
  private readonly within = INTERVAL_LEVELS.map(() => ({ share: 0, series: 0 }));

  constructor(private readonly season: number) {}

  add({ history, future }: TestSeries, forecast: Float64Array, intervals: readonly Interval[] = []): void {
    intervals.forEach(({ low, high }, i) => {
      this.within[i]!.share += coverage(future, low, high);
      this.within[i]!.series++;
    });
    this.all.push({
      smape: smape(future, forecast),
      mase: mase(future, forecast, history, this.season),
    });
  }

  /** Of each level; undefined where there were no intervals. */
  coverages(): (number | undefined)[] {
    return this.within.map(({ share, series }) => (series > 0 ? share / series : undefined));
  }

  means(): MeanErrors {
    return meanErrors(this.all);
  }
}
