/** Covariates: seen as far as they are known and no farther, of no measure, and of use. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mae } from '../../../src/forecast/metrics.js';
import { withCovariates } from '../../../src/forecast/recurrent/covariate-encoding.js';
import { dayEncoding } from '../../../src/forecast/recurrent/day-encoding.js';
import { encodeWindow } from '../../../src/forecast/recurrent/encoding.js';
import { forecastByOwnNetwork } from '../../../src/forecast/recurrent/own-network.js';
import { pointEncoding } from '../../../src/forecast/recurrent/point-encoding.js';
import { createRandom } from '../../../src/random.js';

const noise = (seed: number, length: number) => {
  const random = createRandom(seed);
  return Float64Array.from({ length }, () => random.normal());
};

it.each([
  [
    'points',
    withCovariates(pointEncoding({ season: 12, horizon: 6, context: 12 }), {
      past: 1,
      future: 1,
      season: 12,
    }),
  ],
  ['days', withCovariates(dayEncoding(48), { past: 1, future: 1, season: 168 })],
])('by %s nothing is seen but what is known', (_, encoding) => {
  const n = 400;
  const { horizon, least } = encoding;
  const values = noise(1, n);
  const [past, future] = [noise(2, n), noise(3, n + horizon)];
  const numbers = (own: Float64Array, back: Float64Array, ahead: Float64Array, origin: number) => {
    const prepared = encoding.prepare(own, { past: [back], future: [ahead] });
    const { input, basis } = encodeWindow(encoding, prepared, origin, 3);
    return [...input, ...basis].join();
  };
  fc.assert(
    fc.property(fc.integer({ min: least, max: n }), (origin) => {
      const spoilt = (from: number) => (value: number, t: number) => (t >= from ? 9 - 7 * value : value);
      const told = numbers(values, past, future, origin);
      const blind = [values, past].map((column) => column.map(spoilt(origin)));
      expect(numbers(blind[0]!, blind[1]!, future.map(spoilt(origin + horizon)), origin) === told).toBe(true);
      // The last point that is known ahead does tell.
      expect(numbers(values, past, future.map(spoilt(origin + horizon - 1)), origin) === told).toBe(false);
      // By powers of two, so that nothing is rounded otherwise.
      const doubled = [past, future].map((column) => column.map((value) => 4 * value));
      expect(numbers(values, doubled[0]!, doubled[1]!, origin) === told).toBe(true);
    }),
    { numRuns: 6 },
  );
});

it('a column known ahead takes away most of the error that it explains', async () => {
  const [n, horizon] = [160, 10];
  const offers = noise(5, n + horizon).map((value) => (value > 0.5 ? 1 : 0));
  const random = noise(6, n + horizon);
  const whole = offers.map((offer, t) => 40 + 25 * offer + random[t]!);
  const task = { history: whole.slice(0, n), horizon, seasons: [1] };
  const came = whole.subarray(n);
  const options = { cell: 'gru', networks: 1, seed: 1 } as const;
  const plain = await forecastByOwnNetwork(task, options);
  const told = await forecastByOwnNetwork({ ...task, covariates: { past: [], future: [offers] } }, options);
  expect(mae(came, told.values)).toBeLessThan(0.4 * mae(came, plain.values));
});

it('a column that ends too early is refused', async () => {
  const [history, horizon] = [noise(7, 100), 5];
  const covariates = { past: [], future: [noise(8, 104)] };
  const made = forecastByOwnNetwork({ history, horizon, seasons: [1], covariates }, { cell: 'gru' });
  await expect(made).rejects.toMatchObject({ code: 'covariates-too-short' });
});
