/** Tables as the M4 organisers publish them: a series a row, its name first, padded with nothing at the end. */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { InputError } from '../errors.js';
import type { TestSeries } from './evaluate.js';

/** @throws InputError `series-not-found`, `series-unreadable`, `series-not-a-number` */
export function readM4Table(path: string): Map<string, Float64Array> {
  let rows: string[][];
  try {
    rows = parse(readFileSync(path, 'utf8'), { from: 2, relax_column_count: true, bom: true, trim: true });
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new InputError(
      {
        code: isMissing ? 'series-not-found' : 'series-unreadable',
        found: isMissing
          ? `no file ${path}`
          : `${path}: ${cause instanceof Error ? cause.message : 'no csv'}`,
        expected:
          'a table as M4 publishes it: a first line of column names, then a series a row, its name first',
        remedy: 'Correct the path, or fetch the file again.',
      },
      { cause },
    );
  }
  return new Map(rows.map(([id = '', ...cells]) => [id, numbers(id, cells, path)]));
}

function numbers(id: string, cells: readonly string[], path: string): Float64Array {
  const end = cells.findLastIndex((cell) => cell !== '') + 1;
  return Float64Array.from(cells.slice(0, end), (cell, i) => {
    const value = cell === '' ? Number.NaN : Number(cell);
    if (Number.isFinite(value)) return value;
    throw new InputError({
      code: 'series-not-a-number',
      found: `"${cell}" at point ${i + 1} of series ${id} in ${path}`,
      expected: 'numbers without gaps',
      remedy: 'Mend the row.',
    });
  });
}

/**
 * Puts histories and futures together. Without futures the last `horizon` points of each history are held out.
 * @throws InputError `series-mismatch`, `series-too-short`
 */
export function pairSeries(
  histories: ReadonlyMap<string, Float64Array>,
  futures: ReadonlyMap<string, Float64Array> | undefined,
  horizon: number,
): TestSeries[] {
  return [...histories].map(([id, history]) => {
    if (!futures) {
      if (history.length <= horizon + 1) throw short(id, history.length, horizon + 2);
      const cut = history.length - horizon;
      return { id, history: history.slice(0, cut), future: history.slice(cut) };
    }
    const future = futures.get(id);
    if (!future || future.length < horizon) {
      throw new InputError({
        code: 'series-mismatch',
        found: `${future ? `${future.length} points` : 'no row'} of series ${id} in the test table`,
        expected: `${horizon} points of every series of the training table`,
        remedy: 'Give the test table that belongs to the training table, and its horizon.',
      });
    }
    if (history.length < 2) throw short(id, history.length, 2);
    return { id, history, future: future.slice(0, horizon) };
  });
}

function short(id: string, points: number, needed: number): InputError {
  return new InputError({
    code: 'series-too-short',
    found: `${points} points of series ${id}`,
    expected: `at least ${needed}`,
    remedy: 'Leave the series out, or choose a shorter horizon.',
  });
}
