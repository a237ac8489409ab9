/** A network of a series' own beside the classics, over five seeds: the last 24 months of the airline passengers. */
import { join } from 'node:path';
import { findMethod } from '../../../src/forecast/evaluate.js';
import { mase } from '../../../src/forecast/metrics.js';
import { readTimeSeries } from '../../../src/forecast/read-table.js';
import { forecastByOwnNetwork } from '../../../src/forecast/recurrent/own-network.js';
import { corporaFolder } from '../../../src/speech/corpus/locations.js';

const HELD_OUT = 24;
const SEEDS = [1, 2, 3, 4, 5];
const CLASSICS = ['holt-winters', 'holt-winters-damped', 'theta', 'arima', 'seasonal-naive'];

/** MASE by method, a line each; one network a seed. */
export async function airlineTable(): Promise<string> {
  const { values } = readTimeSeries(join(corporaFolder(), 'series', 'classic', 'airline-passengers.csv'));
  const history = values.slice(0, -HELD_OUT);
  const task = { history, horizon: HELD_OUT, seasons: [12] };
  const error = (forecast: Float64Array) => mase(values.subarray(-HELD_OUT), forecast, history, 12);
  const lines = [`airline passengers, MASE of the last ${HELD_OUT} months`];
  for (const name of CLASSICS)
    lines.push(`${name} ${error((await findMethod(name)).forecast(task)).toFixed(3)}`);
  for (const cell of ['lstm', 'gru'] as const) {
    const errors: number[] = [];
    for (const seed of SEEDS) {
      errors.push(error((await forecastByOwnNetwork(task, { cell, networks: 1, seed })).values));
    }
    const mean = errors.reduce((sum, one) => sum + one, 0) / errors.length;
    const each = errors.map((one) => one.toFixed(3)).join(' ');
    lines.push(`${cell} ${mean.toFixed(3)} on the mean of seeds ${SEEDS.join(' ')}: ${each}`);
  }
  return `${lines.join('\n')}\n`;
}
