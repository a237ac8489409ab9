import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import { formatStamp, inferCalendar, parseStamp } from '../../src/forecast/calendar.js';
import { pairSeries, readM4Table } from '../../src/forecast/read-m4.js';
import { readTimeSeries } from '../../src/forecast/read-table.js';

const folder = mkdtempSync(join(tmpdir(), 'series-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string): string {
  const path = join(folder, 'series.csv');
  writeFileSync(path, text);
  return path;
}

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).code;
  }
  return 'none';
}

describe('a table with times', () => {
  it('is read in the order of its times, with what was inferred', () => {
    const { values, calendar, target } = readTimeSeries(
      file('sold,Month\n3,1949-03\n1,1949-01\n2,1949-02\n'),
    );
    expect([[...values], calendar.name, calendar.seasons, target]).toEqual([
      [1, 2, 3],
      'monthly',
      [12],
      'sold',
    ]);
  });

  it('has names in its first line, and the season that is asked for', () => {
    expect(codeOf(() => readTimeSeries(file('1949-01,112\n1949-02,118\n1949-03,132\n')))).toBe(
      'series-no-names',
    );
    const { calendar, notes } = readTimeSeries(file('t,v\n1949-01,3\n1949-02,1\n1949-03,2\n'), { season: 3 });
    expect([calendar.seasons, notes]).toEqual([[3], ['3 points of v, monthly, season of 3 points']]);
  });

  it('has its gaps filled by straight lines', () => {
    const path = file('time;v\n2024-01-01;1\n2024-01-02;\n2024-01-03;3\n2024-01-06;6\n2024-01-07;7\n');
    const { values, notes } = readTimeSeries(path);
    expect([...values]).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(notes.at(-1)).toMatch(/^3 missing points filled in/u);
  });

  it.each([
    ['series-no-time', 'a,b\n1,2\n3,4\n5.5,6\n'],
    ['series-duplicate-stamp', 't,v\n2024-01-01,1\n2024-01-01,2\n2024-01-02,2\n'],
    ['series-not-a-number', 't,v\n2024-01-01,1\n2024-01-02,12 pounds\n2024-01-03,4\n2024-01-04,4\n'],
    ['series-too-short', 't,v\n2024-01-01,1\n'],
    ['series-too-short', 't,v\n'],
    ['series-too-short', ''],
    ['series-unreadable', 't,v\n2024-01-01,1\n2024-01-02\n'],
    ['series-no-column', 't,v\n2024-01-01,a\n2024-01-02,b\n'],
  ])('%s', (code, text) => {
    expect(codeOf(() => readTimeSeries(file(text)))).toBe(code);
  });

  it('says where nothing is', () => {
    expect(codeOf(() => readTimeSeries(join(folder, 'none.csv')))).toBe('series-not-found');
    const empty = file('t,v\n2024-01-01,\n2024-01-02,NA\n');
    expect(codeOf(() => readTimeSeries(empty, { target: 'v' }))).toBe('series-all-missing');
    expect(codeOf(() => readTimeSeries(empty, { target: 'w' }))).toBe('series-no-column');
  });

  it('says what is irregular, and what all is missing', () => {
    const rows = ['2020-01-01,1', '2020-01-02,2', '2020-01-03,3', '2020-01-04 12:00,4', '2020-01-05 12:00,5'];
    const { notes, values } = readTimeSeries(file(`day,sold\n${rows.join('\n')}\n`));
    expect([...values].length).toBeLessThanOrEqual(6);
    expect(notes.join()).toContain('irregular: 1 of 4 distances');
    expect(codeOf(() => readTimeSeries(file('day,sold\n2020-01,\n2020-02,NA\n')))).toBe('series-all-missing');
  });
});

describe('a calendar', () => {
  it('knows months of all lengths and hours', () => {
    const stamps = ['2024-01-31', '2024-02-29', '2024-03-31'].map(parseStamp);
    const monthly = inferCalendar(stamps);
    expect(formatStamp(monthly.after(stamps[2]!, 11), '2024-01-31')).toBe('2025-02-28');
    const hourly = inferCalendar(
      ['2024-01-01 00:00', '2024-01-01 01:00', '2024-01-01T02:00Z'].map(parseStamp),
    );
    expect([hourly.name, hourly.seasons]).toEqual(['hourly', [24, 168]]);
  });

  it('takes no date that there is not', () => {
    expect([parseStamp('2024-02-31'), parseStamp('12'), parseStamp('')]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
    expect(parseStamp('2024-01-01 00:00+01:00')).toBe(Date.UTC(2023, 11, 31, 23));
  });
});

describe('a table of M4', () => {
  it('pairs histories and futures, or holds the end out', () => {
    const table = readM4Table(file('"V1","V2","V3","V4","V5"\n"H1","1","2","3","4"\n"H2","5","6","7",\n'));
    expect([...table.get('H2')!]).toEqual([5, 6, 7]);
    const [first] = pairSeries(table, undefined, 1);
    expect([[...first!.history], [...first!.future]]).toEqual([[1, 2, 3], [4]]);
    const futures = new Map([['H1', Float64Array.of(5)]]);
    expect(codeOf(() => pairSeries(table, futures, 1))).toBe('series-mismatch');
    expect(codeOf(() => pairSeries(table, undefined, 3))).toBe('series-too-short');
    expect(codeOf(() => readM4Table(file('V1,V2\nH1,x\n')))).toBe('series-not-a-number');
  });
});
