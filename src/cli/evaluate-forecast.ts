/** `utterly evaluate forecast`: a way of forecasting on tables as M4 publishes them. */
import type { Command } from 'commander';
import type { ForecastEvaluation } from '../forecast/evaluate.js';
import { EXIT_OK } from './failures.js';
import { methodOption } from './method-option.js';
import { integerFrom, outputOption } from './options.js';
import type { Surroundings } from './surroundings.js';

interface EvaluateOptions {
  data: string;
  test?: string;
  horizon: number;
  season: number;
  model: string;
  output: 'txt' | 'json';
}

/** Adds the command to `evaluate`; its action returns the exit code through `finish`. */
export function addEvaluateForecast(
  evaluate: Command,
  surroundings: Surroundings,
  finish: (code: number) => void,
) {
  const command = evaluate
    .command('forecast')
    .summary('errors of forecasts of many series')
    .description(
      'sMAPE, MASE and OWA of forecasts of many series, in tables as the M4 competition publishes them.',
    )
    .requiredOption('-d, --data <file>', 'csv: a line of column names, then a series a row, its name first')
    .option(
      '--test <file>',
      'the same for what came after; default: the last points of each series are held out',
    )
    .requiredOption('--horizon <n>', 'points to foretell', integerFrom(1))
    .option('--season <n>', 'season that errors are scaled by; 1: none', integerFrom(1), 1)
    .addOption(methodOption())
    .addOption(outputOption(['txt', 'json'], 'txt: a line for people; json: the figures'))
    .action(async () => {
      const options = command.optsWithGlobals<EvaluateOptions>();
      const evaluation = await measure(options, surroundings);
      const written = options.output === 'json' ? JSON.stringify(evaluation) : sentence(evaluation);
      surroundings.stdout.write(`${written}\n`);
      finish(EXIT_OK);
    });
}

async function measure(
  options: EvaluateOptions,
  { stderr, modelsFolder }: Surroundings,
): Promise<ForecastEvaluation> {
  const [{ pairSeries, readM4Table }, ways, { openForecasterFor }, { startProgress }] = await Promise.all([
    import('../forecast/read-m4.js'),
    import('../forecast/evaluate.js'),
    import('../forecast/recurrent/shipped.js'),
    import('./progress.js'),
  ]);
  const { data, test, horizon, season, model } = options;
  const series = pairSeries(readM4Table(data), test === undefined ? undefined : readM4Table(test), horizon);
  const progress = startProgress(stderr, series.length, 'series');
  const usesModel = model === 'auto' || model === 'recurrent';
  const seasons = ways.seasonsOf(season, series);
  const forecaster = usesModel ? await openForecasterFor(modelsFolder, seasons) : undefined;
  try {
    return await ways.evaluateForecasts(series, {
      ...{ horizon, season, model },
      ...(forecaster && { forecaster }),
      onSeries: () => progress.advance(),
    });
  } finally {
    progress.stop();
    forecaster?.close();
  }
}

function sentence({ smape, mase, owa, ci95, n, coverage, secondsPerSeries }: ForecastEvaluation): string {
  const figures = `sMAPE ${smape.toFixed(3)}, MASE ${mase.toFixed(3)}, OWA ${owa.toFixed(3)} (95 %: ${ci95.owa.map((end) => end.toFixed(3)).join(' to ')})`;
  const within = coverage
    ? `; intervals of 80 % held ${(100 * coverage[80]).toFixed(1)} % of the points, of 95 % ${(100 * coverage[95]).toFixed(1)} %`
    : '';
  return `${figures} over ${n} series${within}; ${secondsPerSeries.toPrecision(2)} s a series`;
}
