import { describe, expect, it } from 'vitest';
import { FORECAST_MODELS } from '../../src/cli/method-option.js';
import { autoForecast } from '../../src/forecast/auto.js';
import { backtest } from '../../src/forecast/backtest.js';
import { evaluateForecasts, findMethod, METHOD_NAMES } from '../../src/forecast/evaluate.js';
import { CLASSICS } from '../../src/forecast/methods/classics.js';
import type { Method } from '../../src/forecast/methods/method.js';
import { createRandom } from '../../src/random.js';

const wave = (n: number) =>
  Float64Array.from({ length: n }, (_, t) => 100 + t + 20 * Math.sin((2 * Math.PI * t) / 12));

describe('a backtest', () => {
  it('shows no method anything after the origin', () => {
    const seen: number[][] = [];
    const spy: Method = {
      name: 'spy',
      needs: () => 1,
      forecast: ({ history, horizon }) => {
        seen.push([...history]);
        // A view into the whole series would have the future behind its end.
        expect(history.buffer.byteLength).toBe(history.byteLength);
        return new Float64Array(horizon);
      },
    };
    const history = wave(60);
    backtest({ history, horizon: 6, seasons: [12] }, [spy], 2);
    expect(seen).toEqual([[...history.slice(0, 54)], [...history.slice(0, 48)]]);
  });

  it('does not change when the future does', () => {
    const history = wave(60);
    const changed = history.map((value, t) => (t >= 54 ? -value : value));
    for (const method of CLASSICS) {
      const forecast = (values: Float64Array) =>
        method.forecast({ history: values.slice(0, 54), horizon: 6, seasons: [12] });
      expect(forecast(changed), method.name).toEqual(forecast(history));
    }
  });

  it('finds the season', () => {
    const { table, values } = autoForecast({ history: wave(96), horizon: 12, seasons: [12] });
    expect(table[0]!.mase).toBeLessThan(0.2);
    const truth = wave(108).subarray(96);
    values.forEach((value, h) => {
      expect(Math.abs(value - truth[h]!)).toBeLessThan(8);
    });
  });
});

describe('every method', () => {
  const random = createRandom(3);
  const cases: Record<string, Float64Array> = {
    constant: new Float64Array(40).fill(7),
    zeros: new Float64Array(40),
    negative: wave(40).map((value) => value - 150),
    noise: Float64Array.from({ length: 40 }, () => random.next()),
    short: Float64Array.of(1, 2, 3, 4),
    large: wave(40).map((value) => value * 1e12),
  };
  it.each(Object.keys(cases))('gives numbers: %s', (name) => {
    const history = cases[name]!;
    for (const { name: method, forecast } of [...CLASSICS, { name: 'auto', forecast: autoForecastOf }]) {
      const values = forecast({ history, horizon: 5, seasons: [12] });
      expect(values.length, method).toBe(5);
      expect([...values].every(Number.isFinite), method).toBe(true);
      if (name === 'constant') for (const value of values) expect(value, method).toBeCloseTo(7, 4);
    }
  });

  it.each([4, 7, 12, 24])('follows a season of %i points where it knows seasons', (season) => {
    const clean = Float64Array.from({ length: 10 * season }, (_, t) => 50 + 9 * Math.sin((2 * Math.PI * t) / season)); // biome-ignore format: one thought
    const [history, future] = [clean.slice(0, 9 * season), clean.subarray(9 * season)];
    for (const { name, forecast } of CLASSICS.filter((one) => /holt-winters|ets/u.test(one.name))) {
      const values = forecast({ history, horizon: season, seasons: [season] });
      values.forEach((value, h) => {
        expect(Math.abs(value - future[h]!), name).toBeLessThan(1);
      });
    }
  });

  it('has the name that the command line knows', async () => {
    expect([...FORECAST_MODELS].sort()).toEqual([...METHOD_NAMES].sort());
    const learnt = ['auto', 'recurrent', 'lstm', 'gru'];
    for (const name of METHOD_NAMES.filter((one) => !learnt.includes(one))) {
      expect((await findMethod(name)).name).toBe(name);
    }
  });
});

function autoForecastOf(task: Parameters<typeof autoForecast>[0]): Float64Array {
  return autoForecast(task).values;
}

describe('an evaluation', () => {
  it('gives Naive 2 an OWA of one', async () => {
    const whole = wave(72);
    const series = [{ id: 'a', history: whole.slice(0, 60), future: whole.slice(60) }];
    const options = { horizon: 12, season: 12 };
    const reference = await evaluateForecasts(series, { ...options, model: 'naive2' });
    expect(reference.owa).toBe(1);
    expect(
      (await evaluateForecasts(series, { ...options, model: 'holt-winters-additive' })).owa,
    ).toBeLessThan(0.5);
  });
});
