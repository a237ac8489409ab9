/** A way of forecasting over many series whose futures are known: the figures of M4's organisers. */
import { type AutoForecast, autoForecast } from './auto.js';
import { CLASSICS } from './methods/classics.js';
import type { Method, Task } from './methods/method.js';
import { type MeanErrors, mase, owa, smape } from './metrics.js';

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
}

export interface EvaluateForecastOptions {
  horizon: number;
  /** The season of the scale of MASE and of Naive 2. */
  season: number;
  /** A name of the classics, `arima`, or `auto`. */
  model: string;
  onSeries?: () => void;
}

/** Forecasts every series and compares with what came. Series whose MASE has no scale count in sMAPE alone. */
export async function evaluateForecasts(
  series: readonly TestSeries[],
  { horizon, season, model, onSeries }: EvaluateForecastOptions,
): Promise<ForecastEvaluation> {
  const method = await findMethod(model);
  const reference = CLASSICS.find(({ name }) => name === 'naive2')!;
  const own = new Errors(season);
  const naive = new Errors(season);
  const started = performance.now();
  for (const one of series) {
    const task: Task = { history: one.history, horizon, seasons: seasonsOf(season) };
    own.add(one, method.forecast(task));
    naive.add(one, reference.forecast(task));
    onSeries?.();
    // Signals and bars get their turn.
    await new Promise(setImmediate);
  }
  const errors = own.means();
  const seconds = (performance.now() - started) / 1000;
  return {
    ...errors,
    owa: owa(errors, naive.means()),
    n: series.length,
    secondsPerSeries: seconds / series.length,
  };
}

/** Hours have a week too; a season of 1 says that there is none. */
export function seasonsOf(season: number): number[] {
  return season === 24 ? [24, 168] : [season];
}

/** @returns `auto`, `arima` or one of the classics; undefined where there is no such method */
export async function findMethod(name: string): Promise<Method> {
  if (name === 'auto') return { name, needs: () => 1, forecast: (task) => automatic(task).values };
  if (name === 'arima') return (await import('./methods/arima.js')).loadArima();
  return CLASSICS.find((method) => method.name === name)!;
}

/** Names that {@link findMethod} knows. */
export const METHOD_NAMES: readonly string[] = ['auto', 'arima', ...CLASSICS.map(({ name }) => name)];

function automatic(task: Task): AutoForecast {
  return autoForecast(task);
}

class Errors {
  private readonly smapes: number[] = [];
  private readonly mases: number[] = [];

  constructor(private readonly season: number) {}

  add({ history, future }: TestSeries, forecast: Float64Array): void {
    this.smapes.push(smape(future, forecast));
    const scaled = mase(future, forecast, history, this.season);
    if (Number.isFinite(scaled)) this.mases.push(scaled);
  }

  means(): MeanErrors {
    return { smape: mean(this.smapes), mase: mean(this.mases) };
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
