/** A series as a client sends it → how it goes on, and which ways were tried. */
import { InputError } from '../../errors.js';
import type { Forecast } from '../../forecast/auto.js';
import type { BacktestRow } from '../../forecast/backtest.js';
import { formatStamp } from '../../forecast/calendar.js';
import { findMethod, foretell } from '../../forecast/evaluate.js';
import {
  type FuturePoint,
  futurePoints,
  futureTimes,
  type RegimeView,
  regimeView,
} from '../../forecast/future.js';
import type { Task } from '../../forecast/methods/method.js';
import { parseTimeSeries, type TimeSeries } from '../../forecast/read-table.js';
import { openForecasterFor } from '../../forecast/recurrent/shipped.js';
import { findRegimes } from '../../forecast/regimes.js';

export interface ForecastJob {
  /** The text of a csv table, or the numbers, oldest first. */
  series: string | readonly number[];
  horizon: number;
  /** Length of the season in points. */
  season?: number | undefined;
  /** One of `SERVED_METHODS`. */
  method: string;
  /** Columns of the table. */
  time?: string | undefined;
  target?: string | undefined;
  /** Last points of the series to give back. */
  history?: number | undefined;
  /** Whether regimes are wanted too. */
  regimes?: boolean | undefined;
  /** Where the forecasters of the package are. */
  modelsFolder: string;
}

export interface ForecastResult {
  /** The methods the forecast is made of. */
  methods: string[];
  seasons: number[];
  points: FuturePoint[];
  /** The last points as they were read, gaps filled. */
  past: PastPoint[];
  backtest: BacktestRow[];
  regimes?: RegimeView;
  /** Of a table: its column, how far apart its rows are, what was inferred or mended. */
  table?: { target: string; frequency: string; notes: string[] };
}

/** A point that is known. */
interface PastPoint {
  time?: string;
  value: number;
}

/** @throws InputError `series-…`, `forecast-overflow` */
export async function forecast(job: ForecastJob): Promise<ForecastResult> {
  const { series, horizon, season, method, time, target, modelsFolder } = job;
  const options = {
    ...(time !== undefined && { time }),
    ...(target !== undefined && { target }),
    ...(season !== undefined && { season }),
  };
  const table = typeof series === 'string' ? parseTimeSeries(series, 'the table', options) : undefined;
  const history = table?.values ?? Float64Array.from(series as readonly number[]);
  const seasons = table?.calendar.seasons ?? [season ?? 1];
  const made = await make({ history, horizon, seasons }, method, modelsFolder);
  if (!made.values.every(Number.isFinite)) throw overflow();
  return {
    methods: made.chosen,
    seasons,
    points: futurePoints(made, table && futureTimes(table, horizon)),
    past: pastPoints(history, job.history ?? 0, table),
    backtest: made.table.map(({ name, mase }) => ({ name, mase })),
    ...(job.regimes === true && { regimes: regimeView(findRegimes({ history, seasons }), table) }),
    ...(table && {
      table: { target: table.target, frequency: table.calendar.name, notes: table.notes },
    }),
  };
}

function pastPoints(history: Float64Array, count: number, table?: TimeSeries): PastPoint[] {
  const from = Math.max(0, history.length - count);
  return Array.from(history.subarray(from), (value, n) => ({
    ...(table && { time: formatStamp(table.stamps[from + n]!, table.lastStamp) }),
    value,
  }));
}

async function make(task: Task, name: string, modelsFolder: string): Promise<Forecast> {
  if (name === 'auto' || name === 'recurrent') {
    const forecaster = await openForecasterFor(modelsFolder, task.seasons);
    try {
      return await foretell(task, name, { forecaster });
    } finally {
      forecaster?.close();
    }
  }
  const needed = (await findMethod(name)).needs(task.seasons);
  if (needed <= task.history.length) return foretell(task, name);
  throw new InputError({
    code: 'series-too-short',
    found: `${task.history.length} points`,
    expected: `at least ${needed} for ${name}`,
    remedy: 'Give a longer series, or leave the method to us.',
  });
}

function overflow(): InputError {
  return new InputError({
    code: 'forecast-overflow',
    found: 'a forecast that leaves the range of numbers',
    expected: 'a series whose values and differences are moderate',
    remedy: 'Scale the series down, or name another method.',
  });
}
