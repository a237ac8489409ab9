/** What every way of forecasting one series is: a history goes in, the next points come out. */
import type { Covariates } from '../covariates.js';

/** A series to be continued. */
export interface Task {
  /** Evenly spaced, without gaps, oldest first. */
  history: Float64Array;
  /** Points wanted. */
  horizon: number;
  /** Lengths of the seasons in points, e.g. [24, 168]; the first is the one that errors are scaled by. [1]: none. */
  seasons: readonly number[];
  /** For networks that are trained on the series itself; no other method reads them. */
  covariates?: Covariates;
}

/** A named way of forecasting. */
export interface Method {
  name: string;
  /** Points of history it needs at least. */
  needs(seasons: readonly number[]): number;
  forecast(task: Task): Float64Array;
}

/** The season that errors are scaled by; 1 where there is none. */
export function mainSeason({ seasons }: Pick<Task, 'seasons'>): number {
  return seasons[0] ?? 1;
}
