/** Columns beside a series that may tell about it, and whether they reach as far as they must. */
import { InputError } from '../errors.js';

export interface Covariates {
  /** Known as far as the series is, at least. // [columns][n] */
  past: Float64Array[];
  /** Known ahead, like prices, holidays and planned offers. // [columns][n + horizon] */
  future: Float64Array[];
}

/** As they were known at an earlier point. */
export function covariatesAt({ past, future }: Covariates, origin: number, horizon: number): Covariates {
  return {
    past: past.map((column) => column.slice(0, origin)),
    future: future.map((column) => column.slice(0, origin + horizon)),
  };
}

/** Without the first points. */
export function covariatesFrom({ past, future }: Covariates, from: number): Covariates {
  return {
    past: past.map((column) => column.slice(from)),
    future: future.map((column) => column.slice(from)),
  };
}

/** @throws InputError `covariates-too-short` where they end before what is to be foretold does */
export function requireCovariates({ past, future }: Covariates, points: number, horizon: number): void {
  const ahead = Math.min(...future.map(({ length }) => length - points), Number.POSITIVE_INFINITY);
  if (ahead >= horizon && past.every(({ length }) => length >= points)) return;
  throw new InputError({
    code: 'covariates-too-short',
    found: `known-future columns that reach ${ahead} points beyond the series`,
    expected: `${horizon}, as many as are to be foretold`,
    remedy:
      'Add rows with these columns and nothing in the column that is foretold, or ask for fewer points, or call the columns --past.',
  });
}
