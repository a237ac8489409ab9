/** A forecast as rows: times as the table writes them, values, ends of the intervals. */
import type { Forecast } from './auto.js';
import { formatStamp } from './calendar.js';
import type { TimeSeries } from './read-table.js';

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
