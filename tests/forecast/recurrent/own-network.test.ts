/** A network trained on one series: it follows a season and a trend, the same each time, and wants enough to learn from. */
import { expect, it } from 'vitest';
import { forecastByOwnNetwork } from '../../../src/forecast/recurrent/own-network.js';

const growing = Float64Array.from(
  { length: 108 },
  (_, t) => Math.exp(4 + t / 80) * (1 + 0.2 * Math.sin((2 * Math.PI * t) / 12)),
);

it('foretells growth and season of a series, and the same when asked again', async () => {
  const task = { history: growing.slice(0, 96), horizon: 12, seasons: [12] };
  const options = { cell: 'gru', networks: 1, seed: 4 } as const;
  const { values, intervals } = await forecastByOwnNetwork(task, options);
  const misses = [...values].map((value, h) => Math.abs(value / growing[96 + h]! - 1));
  expect(misses.reduce((sum, miss) => sum + miss, 0) / 12).toBeLessThan(0.06);
  expect(intervals.map(({ level }) => level)).toEqual([0.8, 0.95]);
  // Nothing after the history can be seen: it is not there. The same seed, the same forecast.
  expect((await forecastByOwnNetwork(task, options)).values).toEqual(values);
});

it('refuses a series that is too short to learn from', async () => {
  const task = { history: growing.slice(0, 45), horizon: 12, seasons: [12] };
  const made = forecastByOwnNetwork(task, { cell: 'lstm' });
  await expect(made).rejects.toMatchObject({ code: 'series-too-short' });
});
