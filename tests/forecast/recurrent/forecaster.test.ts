/** From series to a forecaster in a folder, and back: it learns, keeps its quantiles in order, and says what it is not for. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { autoForecast } from '../../../src/forecast/auto.js';
import { evaluateForecasts } from '../../../src/forecast/evaluate.js';
import { RecurrentForecaster } from '../../../src/forecast/recurrent/forecaster.js';
import { openForecasterFor } from '../../../src/forecast/recurrent/shipped.js';
import {
  type TrainForecasterOptions,
  trainForecaster,
} from '../../../src/forecast/recurrent/train-forecaster.js';
import { owaCost } from '../../../src/forecast/recurrent/windows.js';
import { createRandom } from '../../../src/random.js';

const HORIZON = 6;
const folder = mkdtempSync(join(tmpdir(), 'utterly-forecaster-'));

/** A jump up is followed by a slow way back: what no classic knows. Season 8. */
function sawtooth(seed: number, n: number): Float64Array {
  const random = createRandom(seed);
  let state = 0;
  return Float64Array.from({ length: n }, (_, t) => {
    state = random.next() < 0.12 && state < 1 ? 10 : Math.max(0, state - 1.5);
    return 40 + 3 * Math.sin((2 * Math.PI * t) / 8) + state + 0.1 * random.normal();
  });
}

const options: TrainForecasterOptions = {
  about: { name: 'forecast-test', description: '', season: 8, data: '', licence: '', command: '' },
  settings: {
    encoding: { kind: 'points', season: 8, horizon: HORIZON, context: 20 },
    ...{ cell: 'lstm', units: 16, layers: 1, dropout: 0 },
    ...{ epochs: 4, perEpoch: 640, batch: 32, peakRate: 0.01, weightDecay: 0, warmUp: 3 },
  },
  series: Array.from({ length: 12 }, (_, s) => sawtooth(s, 200)),
  cost: owaCost(new Array(12).fill(1), { smape: 1, mase: 1 }),
  seeds: [1, 2],
  folder: join(folder, 'forecast-test'),
  stateFolder: join(folder, 'state'),
};

let forecaster: RecurrentForecaster;
beforeAll(async () => {
  expect(await trainForecaster(options)).toBe(true);
  forecaster = (await openForecasterFor(folder, [3, 8]))!;
});
afterAll(() => {
  forecaster.close();
  rmSync(folder, { recursive: true });
});

const tests = Array.from({ length: 40 }, (_, s) => {
  const whole = sawtooth(100 + s, 126);
  return { id: `S${s}`, history: whole.slice(0, 120), future: whole.slice(120) };
});

describe('a recurrent forecaster', () => {
  it('foretells series it has not seen better than the classics do', async () => {
    const measure = (model: string) =>
      evaluateForecasts(tests, { horizon: HORIZON, season: 8, model, forecaster });
    const own = await measure('recurrent');
    expect(own.mase).toBeLessThan(0.85 * (await measure('holt-winters-additive')).mase);
    expect(own.coverage![80]).toBeGreaterThan(0.6);
    expect(own.coverage![95]).toBeGreaterThan(own.coverage![80]);
  });

  it('keeps its quantiles in order, its forecast in their middle', () => {
    for (const { history } of tests) {
      const { values, quantiles } = forecaster.forecast({ history, horizon: 4, seasons: [8] });
      expect(values).toEqual(quantiles[2]);
      for (let q = 1; q < quantiles.length; q++) {
        quantiles[q]!.forEach((value, h) => {
          expect(value).toBeGreaterThanOrEqual(quantiles[q - 1]![h]!);
        });
      }
    }
  });

  it('is trusted by auto where it did well, and left out of what it does not know', () => {
    const [{ history }] = tests as [(typeof tests)[0]];
    const chosen = tests.map((one) =>
      autoForecast({ history: one.history, horizon: HORIZON, seasons: [8] }, { forecaster }).chosen.join(),
    );
    expect(chosen.filter((names) => names === 'recurrent').length).toBeGreaterThan(20);
    for (const task of [
      { history, horizon: HORIZON + 1, seasons: [8] },
      { history, horizon: HORIZON, seasons: [12] },
      { history: history.slice(0, 7), horizon: HORIZON, seasons: [8] },
    ]) {
      expect(forecaster.suits(task)).toBe(false);
      expect(autoForecast(task, { forecaster }).chosen).not.toContain('recurrent');
      expect(() => forecaster.require(task)).toThrow(
        expect.objectContaining({ code: 'forecast-model-unsuited' }),
      );
    }
  });

  it('goes on from where it was stopped, to the same networks', async () => {
    const stop = new AbortController();
    const again = { ...options, folder: join(folder, 'again'), stateFolder: join(folder, 'again-state') };
    let steps = 0;
    const onStep = () => {
      if (++steps === 25) stop.abort();
    };
    expect(await trainForecaster({ ...again, signal: stop.signal, onStep })).toBe(false);
    expect(await trainForecaster(again)).toBe(true);
    using other = await RecurrentForecaster.open(again.folder);
    const task = { history: tests[0]!.history, horizon: HORIZON, seasons: [8] };
    expect(other.forecast(task)).toEqual(forecaster.forecast(task));
  });

  it('does nothing once closed', async () => {
    const other = await RecurrentForecaster.open(options.folder);
    other.close();
    expect(() => other.forecast({ history: tests[0]!.history, horizon: 2, seasons: [8] })).toThrow('closed');
  });
});
