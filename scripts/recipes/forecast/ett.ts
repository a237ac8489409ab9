/**
 * A recurrent network on ETTh1, all seven columns, 96 hours ahead, with the papers' split (Zhou et al. 2021): twelve months
 * to learn from, four for settings, four for the figure; columns in units of their spread in the first part.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { mae, mse } from '../../../src/forecast/metrics.js';
import { RecurrentForecaster } from '../../../src/forecast/recurrent/forecaster.js';
import { trainForecaster } from '../../../src/forecast/recurrent/train-forecaster.js';
import type { MemberSettings } from '../../../src/forecast/recurrent/train-member.js';
import { Kernels } from '../../../src/rnn/kernels/kernels.js';
import { corporaFolder } from '../../../src/speech/corpus/locations.js';
import type { RecipeContext } from '../recipe.js';

const MONTH = 30 * 24;
export const LEARNT = 12 * MONTH;
export const SETTINGS_END = 16 * MONTH;
export const END = 20 * MONTH;
const HORIZON = 96;
/** History that a forecast is given. */
export const READ = 40 * 24;
const SEEDS = [1, 2, 3];

/** Each column is learnt by itself, all by the same network. */
const SETTINGS: MemberSettings = {
  encoding: { kind: 'days', horizon: HORIZON },
  ...{ cell: 'lstm', units: 64, layers: 1, dropout: 0.3 },
  ...{ epochs: 6, perEpoch: 1600, batch: 32, peakRate: 0.002, weightDecay: 0.05, warmUp: 3 },
};

export interface EttErrors {
  mse: number;
  mae: number;
  windows: number;
}

/** Columns in units of their spread in what is learnt from, their mean there taken away. */
export function readEtt(): Float64Array[] {
  const text = readFileSync(join(corporaFolder(), 'series', 'ett', 'ETTh1.csv'), 'utf8');
  const rows = parse(text, { from: 2 }) as string[][];
  return rows[0]!.slice(1).map((_, c) => {
    const values = Float64Array.from(rows.slice(0, END), (row) => Number(row[c + 1]));
    const learnt = values.subarray(0, LEARNT);
    const mean = learnt.reduce((sum, value) => sum + value, 0) / LEARNT;
    const spread = Math.sqrt(learnt.reduce((sum, value) => sum + (value - mean) ** 2, 0) / LEARNT);
    return values.map((value) => (value - mean) / spread);
  });
}

/** Trains, unless a stage has; measures on the four months for settings, or on the last four. */
export async function ettErrors(
  { runFolder, stateFolder, bar, log, tune }: RecipeContext,
  settings = SETTINGS,
  name = 'ett',
): Promise<EttErrors> {
  const columns = readEtt();
  const folder = join(runFolder, name);
  const stage = join(stateFolder, name);
  if (!existsSync(join(folder, 'model.json')) || !existsSync(stage)) {
    await trainForecaster({
      about: { name, description: '', season: 24, data: 'ETTh1', licence: '', command: '' },
      ...{ settings, folder, stateFolder: stage, onStep: bar.step, log },
      series: columns.map((values) => values.slice(0, LEARNT)),
      // Errors count in the columns' spreads, which is what they are in already.
      cost: (frame) => frame.unit,
      seeds: tune ? SEEDS.slice(0, 1) : SEEDS,
    });
  }
  const kernels = await Kernels.load();
  using forecaster = await RecurrentForecaster.open(folder, kernels);
  const [from, to, stride] = tune ? [LEARNT, SETTINGS_END, 24] : [SETTINGS_END, END, 1];
  const errors: EttErrors = { mse: 0, mae: 0, windows: 0 };
  for (let origin = from; origin + HORIZON <= to; origin += stride) {
    for (const values of columns) {
      const task = { history: values.slice(origin - READ, origin), horizon: HORIZON, seasons: [24] };
      const made = forecaster.forecast(task).values;
      const came = values.subarray(origin, origin + HORIZON);
      errors.mse += mse(came, made) / columns.length;
      errors.mae += mae(came, made) / columns.length;
    }
    errors.windows++;
  }
  await kernels.close();
  return { mse: errors.mse / errors.windows, mae: errors.mae / errors.windows, windows: errors.windows };
}
