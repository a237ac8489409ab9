/** Series over HTTP: what closed forms say of them, what a table tells, what is refused. */
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { autoForecast } from '../../src/forecast/auto.js';
import type { RunningServer } from '../../src/server/serve.js';
import { startTestServer } from './test-server.js';

let server: RunningServer;
beforeAll(async () => {
  server = await startTestServer({ models: ['speech-digits'] });
});
afterAll(() => server.close());

const post = (body: unknown) =>
  request(server.url)
    .post('/v1/forecast')
    .set('Content-Type', 'application/json')
    .send(typeof body === 'string' ? body : JSON.stringify(body));

const weeks = Array.from({ length: 60 }, (_, i) => 10 + [0, 1, 2, 3, 5, 8, 4][i % 7]!);
const month = (i: number) => `${2000 + Math.floor(i / 12)}-${String(1 + (i % 12)).padStart(2, '0')}`;
const table = (rows: number, value: (i: number) => number | string) =>
  `month,sales\n${Array.from({ length: rows }, (_, i) => `${month(i)},${value(i)}`).join('\n')}\n`;

/** A point of which a method that has never missed is sure. */
const sure = (value: number) => ({ value, low80: value, high80: value, low95: value, high95: value });

describe('POST /v1/forecast', () => {
  it('repeats a season, and goes on with a line', async () => {
    const season = await post({ series: weeks, horizon: 9, season: 7, method: 'seasonal-naive' });
    expect(season.status).toBe(200);
    expect(season.body).toEqual({
      object: 'forecast',
      seasons: [7],
      methods: ['seasonal-naive'],
      backtest: [],
      forecast: weeks
        .slice(53, 60)
        .concat(weeks.slice(53, 55))

        .map(sure),
    });
    const line = await post({ series: [1, 3, 5, 7, 9], horizon: 3, method: 'drift' });
    expect(line.body.forecast).toMatchObject([{ value: 11 }, { value: 13 }, { value: 15 }]);
  });

  it('tells regimes where they are wanted', async () => {
    const body = { series: table(60, (i) => (i < 30 ? 100 : 100 + 40 * ((i * i) % 5))), horizon: 2, method: 'drift', regimes: true }; // biome-ignore format: one thought
    const { regimes } = (await post(body)).body;
    expect(regimes.regimes).toHaveLength(2);
    expect(regimes.runs[0]).toEqual({ regime: 1, first: '2000-01', last: expect.any(String) });
    expect(regimes.runs.at(-1)).toMatchObject({ regime: 2, last: '2004-12' });
  });

  it('chooses as the forecaster in this process does', async () => {
    const { body } = await post({ series: weeks, horizon: 5, season: 7 });
    const here = autoForecast({ history: Float64Array.from(weeks), horizon: 5, seasons: [7] });
    expect(body.methods).toEqual(here.chosen);
    expect(body.forecast.map(({ value }: { value: number }) => value)).toEqual([...here.values]);
    expect(body.backtest.map(({ method }: { method: string }) => method)).toEqual(
      here.table.map(({ name }) => name),
    );
    here.intervals.forEach(({ level, low, high }) => {
      const ends = [low[4], high[4]].map((end) => expect.closeTo(end!, 9));
      expect([body.forecast[4][`low${100 * level}`], body.forecast[4][`high${100 * level}`]]).toEqual(ends);
    });
    expect(here.intervals.length).toBe(2);
    const short = await post({ series: [4, 5], horizon: 2 });
    expect(short.status).toBe(200);
    expect(short.body.backtest[0].mase).toBe(null);
  });

  it('takes the recurrent forecaster of the package for hours of many weeks', async () => {
    const hours = (i: number) => 100 + 10 * Math.sin((2 * Math.PI * i) / 24) + (i % 168 < 120 ? 20 : 0);
    const series = Array.from({ length: 1000 }, (_, i) => hours(i));
    const { body } = await post({ series, horizon: 24, season: 24, method: 'recurrent' });
    expect(body.methods).toEqual(['recurrent']);
    body.forecast.forEach(({ value, low95, high95 }: Record<string, number>, h: number) => {
      expect(Math.abs(value! - hours(1000 + h))).toBeLessThan(10);
      expect(low95).toBeLessThanOrEqual(value!);
      expect(high95).toBeGreaterThanOrEqual(value!);
    });
    const other = await post({ series: weeks, horizon: 3, season: 7, method: 'recurrent' });
    expect([other.status, JSON.parse(other.text).code]).toEqual([400, 'forecast-no-model']);
  });

  it('reads a table with its times and says what it mended', async () => {
    const series = table(40, (i) => (i === 7 ? '' : 100 + 2 * i));
    const { body } = await post({ series, horizon: 2, method: 'drift', history: 2 });
    expect(body.history).toEqual([
      { time: '2003-03', value: 176 },
      { time: '2003-04', value: 178 },
    ]);
    expect(body).toMatchObject({ target: 'sales', frequency: 'monthly', seasons: [12], methods: ['drift'] });
    expect(body.forecast).toMatchObject([
      { time: '2003-05', value: expect.closeTo(180, 6) },
      { time: '2003-06', value: expect.closeTo(182, 6) },
    ]);
    expect(body.notes.join()).toContain('1 missing points filled in');
  });

  it.each<[string, unknown, string]>([
    ['no horizon', { series: weeks }, 'request-invalid'],
    ['no points wanted', { series: weeks, horizon: 0 }, 'request-invalid'],
    ['too many points wanted', { series: weeks, horizon: 1e6 }, 'request-invalid'],
    ['texts for numbers', { series: ['1', '2'], horizon: 1 }, 'request-invalid'],
    ['null for a number', { series: [1, null], horizon: 1 }, 'request-invalid'],
    ['no series', { series: [], horizon: 1 }, 'request-invalid'],
    ['an unknown method', { series: weeks, horizon: 1, method: 'oracle' }, 'request-invalid'],
    ['an unknown field', { series: weeks, horizon: 1, seasons: 7 }, 'request-invalid'],
    ['too short a series for a method', { series: [1, 2], horizon: 1, method: 'holt' }, 'series-too-short'],
    ['a table without times', { series: 'a,b\n1,2\n3,4\n', horizon: 1 }, 'series-no-time'],
    ['a table of words', { series: table(5, () => 'many'), horizon: 1 }, 'series-no-column'],
    ['an unknown column', { series: table(5, Number), horizon: 1, target: 'cost' }, 'series-no-column'],
    ['half a quote', { series: 'a,b\n"2000-01,3\n', horizon: 1 }, 'series-unreadable'],
    [
      'eight thousand years of minutes',
      {
        series: 'at,n\n2000-01-01 00:00,1\n2000-01-01 00:01,2\n2000-01-01 00:02,3\n9999-01-01 00:00,4\n',
        horizon: 1,
      },
      'series-too-sparse',
    ],
    [
      'numbers beyond numbers',
      { series: [-1e308, 1e308, -1e308, 1e308], horizon: 3, method: 'drift' },
      'forecast-overflow',
    ],
    ['half a body', '{"series":[1,2', 'request-entity-parse-failed'],
  ])('refuses %s', async (_, body, code) => {
    const answer = await post(body);
    expect([answer.status, JSON.parse(answer.text).code]).toEqual([400, code]);
    expect(server.parts.pool.load).toBe(0);
  });
});
