/** `utterly forecast`: a csv file with a column of times → how it goes on. */
import type { Command } from 'commander';
import { InputError } from '../errors.js';
import type { Forecast } from '../forecast/auto.js';
import type { BacktestRow } from '../forecast/backtest.js';
import type { FuturePoint, RegimeView } from '../forecast/future.js';
import type { TimeSeries } from '../forecast/read-table.js';
import type { Regimes } from '../forecast/regimes.js';
import { EXIT_OK } from './failures.js';
import { methodOption } from './method-option.js';
import { integerFrom, outputOption } from './options.js';
import type { TrainingBar } from './progress.js';
import type { Surroundings } from './surroundings.js';

interface ForecastOptions {
  horizon: number;
  target: string[];
  past: string[];
  future: string[];
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
    .option(
      '--target <column>',
      'the column of numbers; default: the first. Give it again for several',
      more,
      [],
    )
    .option(
      '--past <column>',
      'a column of numbers that may tell about the target, known as far as it is. Give it again for several; read by lstm and gru, tried by auto',
      more,
      [],
    )
    .option(
      '--future <column>',
      'the same, known ahead: prices, holidays, plans. Rows after the last value of the target, with nothing there, are the future',
      more,
      [],
    )
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

/** Collects an option that may be given more than once. */
function more(value: string, before: string[]): string[] {
  return [...before, value];
}

async function forecast(file: string, options: ForecastOptions, surroundings: Surroundings): Promise<void> {
  const { stdout } = surroundings;
  const { target: targets, output } = options;
  if (targets.length > 1 && output === 'svg') throw onePicture(targets);
  const { readTimeSeries } = await import('../forecast/read-table.js');
  // All are read before the first is foretold: a fault in the last is told at once.
  const all = (targets.length > 0 ? targets : [undefined]).map((target) =>
    readTimeSeries(file, {
      ...(options.time !== undefined && { time: options.time }),
      ...(target !== undefined && { target }),
      ...(options.season !== undefined && { season: options.season }),
      ...{ past: options.past, future: options.future },
    }),
  );
  const made: SeriesForecast[] = [];
  for (const series of all) made.push(await forecastSeries(series, options, surroundings));
  if (output === 'json') {
    const objects = made.map(asJson);
    stdout.write(`${JSON.stringify(objects.length > 1 ? { series: objects } : objects[0])}\n`);
  } else if (output === 'csv') stdout.write(asCsv(made));
  else stdout.write(await asPicture(made[0]!));
}

interface SeriesForecast {
  series: TimeSeries;
  made: Forecast;
  points: FuturePoint[];
  regimes?: { runs: Regimes['runs']; view: RegimeView };
}

async function forecastSeries(
  series: TimeSeries,
  options: ForecastOptions,
  { stderr, modelsFolder }: Surroundings,
): Promise<SeriesForecast> {
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
  if (!options.regimes) return { series, made, points };
  const { findRegimes } = await import('../forecast/regimes.js');
  const found = findRegimes({ history: series.values, seasons: series.calendar.seasons });
  const view = regimeView(found, series);
  if (options.output !== 'json') stderr.write(regimeLines(view));
  return { series, made, points, regimes: { runs: found.runs, view } };
}

async function foretell(
  { values: history, calendar, covariates }: TimeSeries,
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
    const task = { history, horizon, seasons: calendar.seasons, ...(covariates && { covariates }) };
    if (pointsLookedAt(task) < history.length) {
      bar.log(`looking at the last ${pointsLookedAt(task)} points only`);
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

function asJson({ series: { target, calendar }, made, points, regimes }: SeriesForecast) {
  const { name: frequency, seasons } = calendar;
  const about = { target, frequency, seasons, models: made.chosen, forecast: points };
  return { ...about, ...(regimes && { regimes: regimes.view }) };
}

/** Of several series each row begins with the name of its own. */
function asCsv(all: readonly SeriesForecast[]): string {
  const quoted = (name: string) => (/[",\n]/u.test(name) ? `"${name.replaceAll('"', '""')}"` : name);
  const rows = all.flatMap(({ series, points }) =>
    points.map((point) => [...(all.length > 1 ? [quoted(series.target)] : []), ...Object.values(point)]),
  );
  const head = `${all.length > 1 ? 'series,' : ''}time,value,low80,high80,low95,high95`;
  return `${[head, ...rows.map((row) => row.join(','))].join('\n')}\n`;
}

async function asPicture({ series, made, regimes }: SeriesForecast): Promise<string> {
  const { drawForecast } = await import('../forecast/draw.js');
  const title = `${series.target}, ${made.chosen.join(' + ')}`;
  return drawForecast(series.values, made, title, regimes?.runs);
}

function onePicture(targets: readonly string[]): InputError {
  return new InputError({
    code: 'forecast-one-picture',
    found: `${targets.length} targets, ${targets.join(', ')}, for one picture`,
    expected: 'one --target with -o svg',
    remedy: 'Call once for each, or take -o csv or json.',
  });
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
