/** A forecaster trained without the last points, what it gets right of them, and one trained on everything. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { evaluateForecasts, type ForecastEvaluation } from '../../../src/forecast/evaluate.js';
import { pairSeries } from '../../../src/forecast/read-m4.js';
import { conformalFactors } from '../../../src/forecast/recurrent/calibrate.js';
import { RecurrentForecaster } from '../../../src/forecast/recurrent/forecaster.js';
import { trainForecaster, writeForecaster } from '../../../src/forecast/recurrent/train-forecaster.js';
import type { RecipeContext } from '../recipe.js';
import { costOf, type GlobalModel, readHistories } from './global-models.js';
import type { ForecastPictures } from './pictures.js';

const LICENCE = 'MIT; M4 data are free to use, cite Makridakis et al. 2020';

/** Trains a forecaster that has not seen the last `cut` points of any series, unless a stage has before. */
export async function trainWithout(
  model: GlobalModel,
  cut: number,
  folder: string,
  { stateFolder, bar, log }: RecipeContext,
): Promise<void> {
  const stage = join(stateFolder, `${model.name}-without-${cut}`);
  if (existsSync(join(folder, 'model.json')) && existsSync(stage)) return;
  const histories = readHistories(model, cut);
  const { name, description, season } = model;
  await trainForecaster({
    about: {
      ...{ name, description, season, licence: LICENCE, command: 'npm run recipe -- forecast' },
      data: `M4 ${model.table.replace(/^.*\//, '')}, all ${histories.size} series${cut > 0 ? ` without their last ${cut} points` : ''}`,
    },
    settings: model.settings,
    series: [...histories.values()],
    cost: costOf(model, histories),
    seeds: model.seeds,
    folder,
    stateFolder: stage,
    onStep: bar.step,
    log,
  });
}

/**
 * Widens the intervals of the forecaster in `folder` to what the one in `calibration`, which has not seen the last
 * `cut` points, would have needed on the first of these.
 */
export async function calibrate(
  model: GlobalModel,
  folder: string,
  { calibration, cut }: { calibration: string; cut: number },
): Promise<number[]> {
  using judge = await RecurrentForecaster.open(calibration);
  judge.header.widen.fill(1);
  const { horizon, season } = model;
  const tests = windowsAfter(model, cut);
  const made = tests.map(({ history }) => judge.forecast({ history, horizon, seasons: [season] }));
  const widen = conformalFactors(
    made,
    tests.map(({ future }) => future),
  );
  using own = await RecurrentForecaster.open(folder);
  writeForecaster(folder, { ...own.header, widen });
  return widen;
}

/** Measures the forecaster in `folder`, alone or as `auto` makes use of it, on the points after the last `cut`. */
export async function measureAfter(
  model: GlobalModel,
  cut: number,
  folder: string,
  way: 'recurrent' | 'auto' = 'recurrent',
  pictures?: ForecastPictures,
): Promise<ForecastEvaluation> {
  using forecaster = await RecurrentForecaster.open(folder);
  // Awaited here: it is closed at the end of the block.
  return await evaluateForecasts(windowsAfter(model, cut), {
    ...{ horizon: model.horizon, season: model.scaleSeason, model: way },
    forecaster,
    ...(pictures && { onSeries: pictures.add }),
  });
}

export function windowsAfter(model: GlobalModel, cut: number) {
  return pairSeries(readHistories(model, cut - model.horizon), undefined, model.horizon);
}
