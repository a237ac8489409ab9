/** What ways of forecasting would have erred by from earlier origins, nothing after the origin being shown to them. */
import { type Method, mainSeason, type Task } from './methods/method.js';
import { mae, maseScale } from './metrics.js';

/** A row of the table that `auto` shows. */
export interface BacktestRow {
  name: string;
  /** Mean MASE over the origins; NaN where the history is too short to tell. */
  mase: number;
}

/** A row with what it is made from. */
export interface BacktestRun extends BacktestRow {
  method: Method;
  /** What came less what was foretold, for each origin. */
  misses: Float64Array[];
  /** Of MASE, by origin. */
  scales: number[];
}

/** Origins looked back to unless told. */
export const ORIGINS = 2;

/** One method has forecast from one origin, or not from it. */
export type OnForecast = () => void;

/**
 * Rolling-origin backtest: each method forecasts from origins `horizon`, 2 · `horizon`, … points before the end, having
 * seen nothing after the origin.
 * @returns MASE by method, the best first
 */
export function backtest(
  task: Task,
  methods: readonly Method[],
  origins = ORIGINS,
  onForecast: OnForecast = () => {},
): BacktestRun[] {
  const { history, horizon, seasons } = task;
  const runs = methods.map((method) => ({
    ...{ method, misses: [] as Float64Array[], scales: [] as number[] },
  }));
  for (let k = 1; k <= origins; k++) {
    const origin = history.length - k * horizon;
    if (origin < Math.max(4, Math.min(2 * mainSeason(task), history.length / 2))) break;
    const seen = history.slice(0, origin);
    const came = history.subarray(origin, origin + horizon);
    // A history without any change has no scale: then plain errors are compared.
    const scale = maseScale(seen, mainSeason(task)) || 1;
    for (const { method, misses, scales } of runs) {
      onForecast();
      if (origin < method.needs(seasons)) continue;
      const forecast = method.forecast({ history: seen, horizon, seasons });
      misses.push(forecast.map((value, h) => came[h]! - value));
      scales.push(scale);
    }
  }
  return ranked(runs.map((run) => ({ ...run, name: run.method.name, mase: meanScaled(run) })));
}

/** The best first, those that could not be tested last. */
export function ranked<T extends BacktestRow>(rows: readonly T[]): T[] {
  return rows.toSorted((a, b) => (Number.isNaN(a.mase) ? 1 : Number.isNaN(b.mase) ? -1 : a.mase - b.mase));
}

/** Of a method that forecasts the median of what others do: misses are as far from what came, and so is their median. */
export function runOfMedian(method: Method, members: readonly BacktestRun[]): BacktestRun {
  const { scales } = members[0]!;
  const misses = scales.map((_, k) => medianOf(members.map((run) => run.misses[k]!)));
  return { method, name: method.name, misses, scales, mase: meanScaled({ misses, scales }) };
}

/** Point by point; of an even number the mean of the middle two. */
export function medianOf(all: readonly Float64Array[]): Float64Array {
  const middle = all.length >> 1;
  return all[0]!.map((_, h) => {
    const sorted = Float64Array.from(all, (values) => values[h]!).sort();
    return all.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  });
}

function meanScaled({ misses, scales }: Pick<BacktestRun, 'misses' | 'scales'>): number {
  const zeros = new Float64Array(misses[0]?.length ?? 0);
  return misses.reduce((sum, errors, k) => sum + mae(zeros, errors) / scales[k]!, 0) / misses.length;
}
