/** Forecasts kept up to date: beside frozen ones on series that change, and on series that do not. */
import { describe, expect, it } from 'vitest';
import { findMethod } from '../../../src/forecast/evaluate.js';
import type { Method } from '../../../src/forecast/methods/method.js';
import { ChangeDetector } from '../../../src/forecast/online/change-detector.js';
import { OnlineForecaster } from '../../../src/forecast/online/online-forecaster.js';
import { createRandom } from '../../../src/random.js';

const METHODS = await Promise.all(['seasonal-naive', 'ses', 'drift'].map(findMethod));

/** Mean error one step ahead, of the forecaster and of the mean of its methods. */
function errors(values: Float64Array, start: number, methods = METHODS) {
  const task = { history: values.slice(0, start), horizon: 1, seasons: [6] };
  const online = new OnlineForecaster(task, { methods, remember: 0.95 });
  let own = 0;
  let frozen = 0;
  for (let t = start; t < values.length; t++) {
    own += Math.abs(online.forecast()[0]! - values[t]!);
    const each = methods.map((method) => method.forecast({ ...task, history: values.slice(0, t) })[0]!);
    frozen += Math.abs(each.reduce((sum, one) => sum + one, 0) / methods.length - values[t]!);
    online.observe(values[t]!);
  }
  return { own, frozen, online };
}

describe('a forecaster kept up to date', () => {
  const random = createRandom(7);
  const season = [0, 9, 4, 7, 2, 8];
  /** A season that turns into a level with noise. */
  const changing = Float64Array.from(
    { length: 200 },
    (_, t) => (t < 100 ? 10 * season[t % 6]! : 300) + random.normal(),
  );

  it('errs less than the mean of its methods, before and after a change', () => {
    const { own, frozen } = errors(changing, 60);
    expect(own).toBeLessThan(0.6 * frozen);
  });

  it('notices the change when it comes, and gives the season up', () => {
    const { online } = errors(changing, 60);
    expect(online.changes).toHaveLength(1);
    expect(online.changes[0]).toBeGreaterThanOrEqual(100);
    expect(online.changes[0]).toBeLessThan(110);
    const [seasonal, level] = online.weights();
    expect(level).toBeGreaterThan(seasonal!);
  });

  it('looks at no point that has not arrived', () => {
    const seen: number[] = [];
    const spy: Method = {
      ...{ name: 'spy', needs: () => 1 },
      forecast: ({ history, horizon }) => {
        seen.push(history.length);
        return new Float64Array(horizon).fill(history.at(-1)!);
      },
    };
    const history = Float64Array.of(1, 2, 3);
    const online = new OnlineForecaster({ history, horizon: 2, seasons: [1] }, { methods: [spy] });
    expect([...online.forecast()]).toEqual([3, 3]);
    online.observe(9);
    expect([...online.forecast()]).toEqual([9, 9]);
    expect(seen).toEqual([3, 4]);
  });
});

describe('a detector of changes', () => {
  it('is silent where nothing changes, and soon says where something does', () => {
    let falseAlarms = 0;
    const delays: number[] = [];
    for (let seed = 1; seed <= 40; seed++) {
      const random = createRandom(seed);
      const detector = new ChangeDetector({ warmUp: 100 });
      for (let t = 0; t < 400; t++) if (detector.add(random.normal()) > 0) falseAlarms++;
      const another = new ChangeDetector({ warmUp: 100 });
      for (let t = 0; t < 100; t++) another.add(random.normal());
      let delay = 0;
      let ago = 0;
      while (ago === 0) {
        delay++;
        ago = another.add(2 + random.normal());
      }
      delays.push(delay);
      expect(ago).toBeLessThanOrEqual(delay + 5);
    }
    expect(falseAlarms).toBe(0);
    expect(delays.reduce((sum, delay) => sum + delay, 0) / delays.length).toBeLessThan(14);
  });

  it('takes one strange number for no change', () => {
    const random = createRandom(3);
    const detector = new ChangeDetector();
    for (let t = 0; t < 100; t++) expect(detector.add(t === 60 ? 1e6 : random.normal())).toBe(0);
  });
});
