/** A forecast as rows: times as the table writes them, values, ends of the intervals; and the past as runs of regimes. */
import type { Forecast } from './auto.js';
import { formatStamp } from './calendar.js';
import type { TimeSeries } from './read-table.js';
import type { Regime, Regimes } from './regimes.js';

/** A point that is foretold; beside it `low80`, `high80`, `low95`, `high95` where the series is long enough to tell. */
export interface FuturePoint extends Record<string, string | number> {
  value: number;
}

/** The times of the next points. */
export function futureTimes({ stamps, lastStamp, calendar }: TimeSeries, horizon: number): string[] {
  return Array.from({ length: horizon }, (_, h) =>
    formatStamp(calendar.after(stamps.at(-1)!, h + 1), lastStamp),
  );
}

/** @param times - of the points, where they have any */
export function futurePoints(
  { values, intervals }: Pick<Forecast, 'values' | 'intervals'>,
  times?: readonly string[],
): FuturePoint[] {
  return Array.from(values, (value, h) => ({
    ...(times && { time: times[h]! }),
    value,
    ...Object.fromEntries(
      intervals.flatMap(({ level, low, high }) => [
        [`low${100 * level}`, low[h]!],
        [`high${100 * level}`, high[h]!],
      ]),
    ),
  }));
}

/** Regimes as clients see them: the calmest is number 1. */
export interface RegimeView {
  /** Whether means and spreads are those of relative steps. */
  relative: boolean;
  regimes: Regime[];
  /** The first and the last point of each run: their numbers from 0, or, of a table, their times. */
  runs: { regime: number; first: string | number; last: string | number }[];
}

export function regimeView(
  { relative, regimes, runs }: Regimes,
  table?: Pick<TimeSeries, 'stamps' | 'lastStamp' | 'calendar'>,
): RegimeView {
  const name = (at: number) =>
    table ? formatStamp(table.calendar.after(table.stamps[0]!, at), table.lastStamp) : at;
  return {
    ...{ relative, regimes },
    runs: runs.map(({ regime, from, to }) => ({
      ...{ regime: regime + 1, first: name(from), last: name(to - 1) },
    })),
  };
}
