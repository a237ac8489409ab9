/** `utterly forecast` as a user calls it: several targets, columns beside them, and what is refused. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { World } from './fake-surroundings.js';

const world = new World();
let file: string;
beforeAll(() => {
  const day = (t: number) => new Date(Date.UTC(2024, 0, 1 + t)).toISOString().slice(0, 10);
  const rows = Array.from({ length: 70 }, (_, t) => {
    const offer = t % 5 === 0 ? 1 : 0;
    return [day(t), 50 + (t % 7) + 30 * offer, t % 3, offer, 'fine'];
  });
  const ahead = Array.from({ length: 4 }, (_, k) => [day(70 + k), '', '', k === 1 ? 1 : 0, '']);
  const lines = [['day', 'sold', '"a,b"', 'offer', 'sky'], ...rows, ...ahead];
  file = world.write('sales.csv', `${lines.map((line) => line.join(',')).join('\n')}\n`);
});
afterAll(() => world.remove());

const forecast = (...args: string[]) => world.run(['forecast', file, '--horizon', '4', ...args]);

it('foretells several columns, each named in its rows', async () => {
  const targets = ['--target', 'sold', '--target', 'a,b', '--model', 'naive'];
  const { code, stdout } = await forecast(...targets);
  const lines = stdout.trim().split('\n');
  expect([code, lines.length, lines[0]]).toEqual([0, 9, 'series,time,value,low80,high80,low95,high95']);
  expect([lines[1]!.slice(0, 15), lines[5]!.slice(0, 6)]).toEqual(['sold,2024-03-15', '"a,b",']);
  const json = JSON.parse((await forecast(...targets, '-o', 'json')).stdout);
  expect(json.series.map(({ target }: { target: string }) => target)).toEqual(['sold', 'a,b']);
});

it('reads what is known ahead from the rows after the last value', async () => {
  const { code, stdout, stderr } = await forecast(
    '--future',
    'offer',
    '--past',
    'a,b',
    '--model',
    'gru',
    '-o',
    'json',
  );
  expect([code, stderr.split('\n')[0]]).toEqual([0, '70 points of sold, daily, season of 7 points']);
  const { models, forecast: points } = JSON.parse(stdout);
  expect([models, points[0].time]).toEqual([['gru'], '2024-03-11']);
  // The second day has an offer, which is worth 30.
  expect(points[1].value).toBeGreaterThan(points[2].value + 10);
});

describe('is refused, and why:', () => {
  it.each([
    ['covariates-too-short', ['--future', 'offer', '--model', 'gru', '--horizon', '5']],
    ['forecast-no-covariates', ['--past', 'offer', '--model', 'theta']],
    ['series-column-twice', ['--past', 'offer', '--future', 'offer']],
    ['series-column-twice', ['--target', 'sold', '--past', 'sold']],
    ['series-no-column', ['--future', 'weather']],
    ['series-not-a-number', ['--past', 'sky', '--model', 'gru']],
    ['forecast-one-picture', ['--target', 'sold', '--target', 'a,b', '-o', 'svg']],
  ])('%s', async (error, args) => {
    const { code, stdout, stderr } = await forecast(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(error);
  });
});
