/** `utterly forecast`: a csv file with a column of times → how it goes on. */
import type { Command } from 'commander';
import type { Forecast } from '../forecast/auto.js';
import type { BacktestRow } from '../forecast/backtest.js';
import type { FuturePoint, RegimeView } from '../forecast/future.js';
import type { TimeSeries } from '../forecast/read-table.js';
import { EXIT_OK } from './failures.js';
import { methodOption } from './method-option.js';
import { integerFrom, outputOption } from './options.js';
import type { TrainingBar } from './progress.js';
import type { Surroundings } from './surroundings.js';

interface ForecastOptions {
  horizon: number;
  target?: string;
  time?: string;
  season?: number;
  regimes?: true;
  model: string;
  output: 'csv' | 'json' | 'svg';
}

/** The server foretells no more either; what lies further ahead is a guess. */
const MAX_HORIZON = 10_000;

/** Adds the command; its action returns the exit code through `finish`. */
export function addForecast(program: Command, surroundings: Surroundings, finish: (code: number) => void) {
  const command = program
    .command('forecast')
    .summary('foretell how a series of numbers goes on')
    .description('Foretells how a series of numbers goes on: a csv file whose first line names its columns.')
    .argument('<file>', 'csv; one column of times, evenly spaced, and one of numbers')
    .requiredOption('--horizon <n>', 'points to foretell, at most 10000', integerFrom(1, MAX_HORIZON))
    .option('--target <column>', 'the column of numbers; default: the first')
    .option('--time <column>', 'the column of times; default: the first that reads as times')
    .option(
      '--season <n>',
      'length of the season in points; default: by the spacing of the times',
      integerFrom(1),
    )
    .option(
      '--regimes',
      'tell also when the series was calm and when wild, by a hidden Markov model: in json, shaded in svg, a few lines beside csv',
    )
    .addOption(methodOption())
    .addOption(
      outputOption(
        ['csv', 'json', 'svg'],
        'csv: time, value, ends of the intervals; json: one object; svg: a picture',
      ),
    )
    .action(async (file: string) => {
      await forecast(file, command.optsWithGlobals<ForecastOptions>(), surroundings);
      finish(EXIT_OK);
    });
}

async function forecast(
  file: string,
  options: ForecastOptions,
  { stdout, stderr, modelsFolder }: Surroundings,
): Promise<void> {
  const { readTimeSeries } = await import('../forecast/read-table.js');
  const series = readTimeSeries(file, {
    ...(options.time !== undefined && { time: options.time }),
    ...(options.target !== undefined && { target: options.target }),
    ...(options.season !== undefined && { season: options.season }),
  });
  for (const note of series.notes) stderr.write(`${note}\n`);
  const { TrainingBar } = await import('./progress.js');
  const bar = new TrainingBar(stderr);
  const made = await foretell(series, options, modelsFolder, bar).finally(() => bar.stop());
  if (made.table.length > 1 && made.table.every(({ mase }) => Number.isNaN(mase))) {
    stderr.write(`too short to look back over it: by ${made.chosen.join(' + ')}\n`);
  } else if (made.table.length > 1) {
    stderr.write('backtest, mean absolute scaled error:\n');
    for (const row of made.table) stderr.write(`${tableLine(row, made.chosen)}\n`);
  }
  const { futurePoints, futureTimes, regimeView } = await import('../forecast/future.js');
  const points = futurePoints(made, futureTimes(series, options.horizon));
  const { values: history, calendar } = series;
  const found = options.regimes
    ? (await import('../forecast/regimes.js')).findRegimes({ history, seasons: calendar.seasons })
    : undefined;
  const view = found && regimeView(found, series);
  if (view && options.output !== 'json') stderr.write(regimeLines(view));
  if (options.output === 'svg') {
    const { drawForecast } = await import('../forecast/draw.js');
    stdout.write(drawForecast(history, made, `${series.target}, ${made.chosen.join(' + ')}`, found?.runs));
  } else if (options.output === 'json') {
    stdout.write(`${JSON.stringify({ ...asJson(series, made, points), ...(view && { regimes: view }) })}\n`);
  } else {
    stdout.write('time,value,low80,high80,low95,high95\n');
    for (const point of points) stdout.write(`${Object.values(point).join(',')}\n`);
  }
}

async function foretell(
  { values: history, calendar }: TimeSeries,
  { horizon, model }: ForecastOptions,
  modelsFolder: string,
  bar: TrainingBar,
): Promise<Forecast> {
  const [ways, { pointsLookedAt }, { openForecasterFor }] = await Promise.all([
    import('../forecast/evaluate.js'),
    import('../forecast/auto.js'),
    import('../forecast/recurrent/shipped.js'),
  ]);
  const usesModel = model === 'auto' || model === 'recurrent';
  const forecaster = usesModel ? await openForecasterFor(modelsFolder, calendar.seasons) : undefined;
  try {
    const task = { history, horizon, seasons: calendar.seasons };
    if (model === 'auto' && pointsLookedAt(task) < history.length) {
      bar.log(`auto looks at the last ${pointsLookedAt(task)} points`);
    }
    return await ways.foretell(task, model, {
      ...{ forecaster, onStep: bar.step, onProgress: bar.forecast },
    });
  } finally {
    forecaster?.close();
  }
}

function tableLine({ name, mase }: BacktestRow, chosen: readonly string[]): string {
  const error = Number.isNaN(mase) ? '-' : mase.toFixed(3);
  return `  ${name.padEnd(24)}${error.padStart(8)}${chosen.includes(name) ? '  chosen' : ''}`;
}

function asJson({ target, calendar }: TimeSeries, made: Forecast, points: readonly FuturePoint[]) {
  const { name: frequency, seasons } = calendar;
  return { target, frequency, seasons, models: made.chosen, forecast: points };
}

function regimeLines({ relative, regimes, runs }: RegimeView): string {
  const number = (value: number) => (relative ? `${(100 * value).toPrecision(3)} %` : value.toPrecision(3));
  const lines = regimes.map(({ mean, spread, share, lasts, next }, i) => {
    const often = `${(100 * share).toFixed(0)} % of the points, ${lasts.toFixed(0)} at a time`;
    return `regime ${i + 1}: steps of ${number(mean)} on the mean, spread ${number(spread)}; ${often}; the next point with ${(100 * next).toFixed(0)} %`;
  });
  const last = runs.at(-1);
  if (last) lines.push(`since ${last.first} it is in regime ${last.regime}`);
  return lines.length > 0 ? `${lines.join('\n')}\n` : 'no regimes: too few points, or no change\n';
}
