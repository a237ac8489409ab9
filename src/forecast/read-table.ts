/** A csv file with a time column → one evenly spaced series, and what was inferred on the way. */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { InputError } from '../errors.js';
import { type Calendar, inferCalendar, parseStamp } from './calendar.js';
import type { Covariates } from './covariates.js';
import { fillGaps, MOST_ROWS } from './fill-gaps.js';

export interface ReadSeriesOptions {
  /** Columns by name; guessed where not given. */
  time?: string;
  target?: string;
  /** Length of the season in points; by the spacing of the times unless given. */
  season?: number;
  /** Columns that may tell about the target: known up to now, and known ahead of it. */
  past?: readonly string[];
  future?: readonly string[];
}

export interface TimeSeries {
  target: string;
  values: Float64Array;
  stamps: number[];
  /** The last stamp as the file writes it. */
  lastStamp: string;
  calendar: Calendar;
  /** What was inferred or mended, for people. */
  notes: string[];
  /** Where any were asked for; the columns known ahead go on where the target ends. */
  covariates?: Covariates;
}

const MISSING = /^(?:|na|n\/a|nan|null|none|\?)$/iu;

/** {@link parseTimeSeries} of a file. @throws InputError `series-not-found` too */
export function readTimeSeries(path: string, options: ReadSeriesOptions = {}): TimeSeries {
  return parseTimeSeries(readText(path), path, options);
}

/**
 * Reads a series from csv. Rows may come in any order; values that are missing, and stamps that are, are filled in by
 * straight lines, and said. Where columns are known ahead, rows after the last value of the target are the future.
 * @param path - how messages call it
 * @throws InputError `series-unreadable`, `series-no-names`, `series-no-time`, `series-no-column`, `series-not-a-number`,
 * `series-duplicate-stamp`, `series-too-short`, `series-all-missing`, `series-too-sparse`,
 * `series-column-twice`
 */
export function parseTimeSeries(text: string, path: string, options: ReadSeriesOptions = {}): TimeSeries {
  const [names, ...rows] = parseRows(text, path);
  if (!names || rows.length === 0) throw tooShort(path, 0);
  const time =
    options.time ?? names.find((_, c) => rows.every((row) => !Number.isNaN(parseStamp(row[c] ?? ''))));
  if (time === undefined) {
    throw new InputError({
      code: 'series-no-time',
      found: `no column of times among ${names.join(', ')} in ${path}`,
      expected: 'a column like 2024-01, 2024-01-31 or 2024-01-31 12:00 in every row',
      remedy: 'Name the column by --time, or write its stamps like that.',
    });
  }
  if (options.time === undefined && !Number.isNaN(parseStamp(time))) throw noNames(names, path);
  const timeColumn = column(names, time, path);
  const { past = [], future = [] } = options;
  const beside = [...past, ...future];
  const target =
    options.target ??
    names.find((name, c) => c !== timeColumn && !beside.includes(name) && isNumeric(rows, c, name)) ??
    // A column of nothing but gaps is told about as such.
    names.find((_, c) => c !== timeColumn && rows.every((row) => MISSING.test(row[c] ?? ''))) ??
    '';
  const targetColumn = column(names, target, path);
  refuseTwice([time, target, ...beside], path);
  const columns = beside.map((name) => column(names, name, path));
  const points = rows.map((row, r) => ({
    text: row[timeColumn] ?? '',
    stamp: stampOf(row[timeColumn] ?? '', r, path),
    value: numberOf(row[targetColumn] ?? '', { row: r, column: target, path }),
    beside: columns.map((c, i) => numberOf(row[c] ?? '', { row: r, column: beside[i]!, path })),
  }));
  points.sort((a, b) => a.stamp - b.stamp);
  const twice = points.find(({ stamp }, i) => stamp === points[i - 1]?.stamp);
  if (twice) {
    throw new InputError({
      code: 'series-duplicate-stamp',
      found: `${twice.text} more than once in column ${time} of ${path}`,
      expected: 'each time once',
      remedy: 'Sum up or pick one row of each time; one series a file.',
    });
  }
  if (points.length < 2) throw tooShort(path, points.length);
  const calendar = inferCalendar(points.map(({ stamp }) => stamp));
  if (options.season !== undefined) calendar.seasons = [options.season];
  const known = points.slice(0, future.length > 0 ? lastKnown(points) + 1 : points.length);
  const notes = [
    `${known.length} points of ${target}, ${calendar.name}, ${seasonsInWords(calendar.seasons)}`,
  ];
  const values = fillGaps(known, calendar, path, notes);
  const columnOf = (name: string, i: number) => {
    const mended: string[] = [];
    const from = points.map((point) => ({ stamp: point.stamp, value: point.beside[i]! }));
    const filled = fillGaps(from, calendar, `column ${name} of ${path}`, mended);
    notes.push(...mended.map((note) => `${name}: ${note}`));
    return filled;
  };
  const all = beside.map(columnOf);
  return {
    ...{ target, values, stamps: known.map(({ stamp }) => stamp), lastStamp: known.at(-1)!.text },
    ...{ calendar, notes },
    ...(beside.length > 0 && {
      covariates: { past: all.slice(0, past.length), future: all.slice(past.length) },
    }),
  };
}

/** The last point with a value; the last of all where none has, which is told about elsewhere. */
function lastKnown(points: readonly { value: number }[]): number {
  const at = points.findLastIndex(({ value }) => !Number.isNaN(value));
  return at < 0 ? points.length - 1 : at;
}

function refuseTwice(names: readonly string[], path: string): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return;
  throw new InputError({
    code: 'series-column-twice',
    found: `column "${twice}" of ${path} in two parts`,
    expected: 'each column as the time, a target, a past or a future one, once',
    remedy: 'Name it once.',
  });
}

function seasonsInWords(seasons: readonly number[]): string {
  if (seasons[0] === 1) return 'no season';
  const points = `${seasons.join(' and ')} points`;
  return seasons.length === 1 ? `season of ${points}` : `seasons of ${points}`;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const error = { code: 'series-not-found', found: `no readable file ${path}`, expected: 'a csv file' };
    throw new InputError({ ...error, remedy: 'Correct the path.' }, { cause });
  }
}

function parseRows(text: string, path: string): string[][] {
  try {
    const delimiter =
      [',', ';', '\t'].find((mark) => text.slice(0, text.indexOf('\n')).includes(mark)) ?? ',';
    return parse(text, { delimiter, bom: true, trim: true, skip_empty_lines: true, to: MOST_ROWS });
  } catch (cause) {
    throw new InputError(
      {
        code: 'series-unreadable',
        found: `${path}: ${cause instanceof Error ? cause.message : 'no csv'}`,
        expected: 'csv, a first line that names the columns, as many fields in every row',
        remedy: 'Mend that row.',
      },
      { cause },
    );
  }
}

function column(names: readonly string[], name: string, path: string): number {
  const at = names.indexOf(name);
  if (at >= 0) return at;
  throw new InputError({
    code: 'series-no-column',
    found: name === '' ? `no column of numbers in ${path}` : `no column "${name}" in ${path}`,
    expected: `one of ${names.join(', ')}`,
    remedy: 'Name one of these columns.',
  });
}

function isNumeric(rows: readonly string[][], c: number, name: string): boolean {
  // A column without a name, or named like a row number, counts rows.
  if (/^(?:|no|id|index)$/iu.test(name)) return false;
  const known = rows.map((row) => row[c] ?? '').filter((text) => !MISSING.test(text));
  return known.length > 0 && known.filter((text) => Number.isFinite(Number(text))).length > known.length / 2;
}

function stampOf(text: string, row: number, path: string): number {
  const stamp = parseStamp(text);
  if (!Number.isNaN(stamp)) return stamp;
  throw new InputError({
    code: 'series-no-time',
    found: `"${text}" in row ${row + 2} of ${path}`,
    expected: 'a time like 2024-01, 2024-01-31 or 2024-01-31 12:00',
    remedy: 'Mend the row, or name another column by --time.',
  });
}

function numberOf(text: string, at: { row: number; column: string; path: string }): number {
  if (MISSING.test(text)) return Number.NaN;
  const value = Number(text);
  if (Number.isFinite(value)) return value;
  throw new InputError({
    code: 'series-not-a-number',
    found: `"${text}" in row ${at.row + 2}, column ${at.column} of ${at.path}`,
    expected: 'a number, or nothing where it is missing',
    remedy: 'Mend the row, or name another column.',
  });
}

function noNames(found: readonly string[], path: string): InputError {
  return new InputError({
    code: 'series-no-names',
    found: `a point, ${found.join(', ')}, in the first line of ${path}`,
    expected: 'the names of the columns there',
    remedy: 'Begin the file with a line like "time,value".',
  });
}

function tooShort(path: string, points: number): InputError {
  return new InputError({
    code: 'series-too-short',
    found: `${points} points in ${path}`,
    expected: 'at least 2',
    remedy: 'A future needs a past: give a longer series.',
  });
}
