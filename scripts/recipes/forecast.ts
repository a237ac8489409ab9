/** Forecasts. M4's tables → models/forecast-hourly and forecast-weekly, in stages that are kept, and what they get right. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluateForecasts, type ForecastEvaluation } from '../../src/forecast/evaluate.js';
import { airlineTable } from './forecast/airline.js';
import { forecasterCard, type WindowTable, windowTable } from './forecast/card.js';
import { competitionTable } from './forecast/competitions.js';
import { driftLine } from './forecast/drift.js';
import { ettErrors } from './forecast/ett.js';
import { type GlobalModel, HOURLY, WEEKLY } from './forecast/global-models.js';
import { kept } from './forecast/kept.js';
import { ForecastPictures } from './forecast/pictures.js';
import { calibrate, measureAfter, trainWithout, windowsAfter } from './forecast/stages.js';
import { modelFolder, type RecipeContext } from './recipe.js';

/** Shown beside the networks; `auto` without them is the best the classics can do. */
const BASELINES = ['auto', 'theta', 'seasonal-naive', 'naive2'];

export async function forecast(context: RecipeContext): Promise<string> {
  const parts: string[] = [];
  for (const model of [HOURLY, WEEKLY]) parts.push(await globalModel(model, context));
  const { mse, mae, windows } = await ettErrors(context);
  const part = context.tune ? 'the months for settings' : 'the last four months';
  parts.push(
    `ETTh1, 96 hours, ${part}: MSE ${mse.toFixed(4)}, MAE ${mae.toFixed(4)} over ${windows} windows\n`,
  );
  parts.push(await driftLine(context));
  if (!context.tune) {
    parts.push(await airlineTable(), await competitionTable(context.stateFolder, context.log));
  }
  return parts.join('\n');
}

/**
 * Three trainings with the same settings: without the last two horizons, to measure on the first of these while settings
 * are looked for; without the last horizon, for the figure; on everything, for the package.
 */
async function globalModel(model: GlobalModel, context: RecipeContext): Promise<string> {
  const { horizon, name } = model;
  const { runFolder, tune } = context;
  const early = join(runFolder, `${name}-early`);
  await trainWithout(model, 2 * horizon, early, context);
  const earlyTable = { recurrent: await measureAfter(model, 2 * horizon, early) };
  const found = `${name}, the ${horizon} points before the last ${horizon}\n${windowTable(earlyTable)}`;
  if (tune) return found;
  const held = join(runFolder, `${name}-held-out`);
  await trainWithout(model, horizon, held, context);
  await calibrate(model, held, { calibration: early, cut: 2 * horizon });
  const pictures = new ForecastPictures(model.scaleSeason);
  const heldTable = {
    recurrent: await measureAfter(model, horizon, held, 'recurrent', pictures),
    ...(await slowRows(model, held, context)),
  };
  pictures.write(runFolder, name);
  const shipped = modelFolder(context, name);
  await trainWithout(model, 0, shipped, context);
  await calibrate(model, shipped, { calibration: held, cut: horizon });
  writeFileSync(join(shipped, 'CARD.md'), forecasterCard(model, earlyTable, heldTable));
  return `${found}\n${name}, the last ${horizon} points\n${windowTable(heldTable)}`;
}

/** The classics on the last points; they take minutes, and are kept row by row. */
async function slowRows(
  model: GlobalModel,
  held: string,
  { stateFolder, log }: RecipeContext,
): Promise<WindowTable> {
  const { name, horizon, scaleSeason: season } = model;
  const row = (way: string, make: () => Promise<ForecastEvaluation>) => {
    return kept(join(stateFolder, `${name}-${way}.json`), ['ci95'], () => {
      log(`${name}: ${way}`);
      return make();
    });
  };
  const table: Record<string, ForecastEvaluation> = {
    auto: await row('auto', () => measureAfter(model, horizon, held, 'auto')),
  };
  for (const way of BASELINES) {
    const called = way === 'auto' ? 'classics' : way;
    table[called] = await row(called, () => {
      return evaluateForecasts(windowsAfter(model, horizon), { horizon, season, model: way });
    });
  }
  return table;
}
