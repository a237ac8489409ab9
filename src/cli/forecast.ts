/** `utterly forecast`: a csv file with a column of times → how it goes on. */
import type { Command } from 'commander';
import type { BacktestRow } from '../forecast/auto.js';
import type { TimeSeries } from '../forecast/read-table.js';
import { EXIT_OK } from './failures.js';
import { methodOption } from './method-option.js';
import { integerFrom, outputOption } from './options.js';
import type { Surroundings } from './surroundings.js';

interface ForecastOptions {
  horizon: number;
  target?: string;
  time?: string;
  season?: number;
  model: string;
  output: 'csv' | 'json' | 'svg';
}

interface Forecast {
  values: Float64Array;
  /** What made it: one method, or those that were averaged. */
  models: string[];
}

/** Adds the command; its action returns the exit code through `finish`. */
export function addForecast(program: Command, surroundings: Surroundings, finish: (code: number) => void) {
  const command = program
    .command('forecast')
    .summary('foretell how a series of numbers goes on')
    .description('Foretells how a series of numbers goes on: a csv file whose first line names its columns.')
    .argument('<file>', 'csv; one column of times, evenly spaced, and one of numbers')
    .requiredOption('--horizon <n>', 'points to foretell', integerFrom(1))
    .option('--target <column>', 'the column of numbers; default: the first')
    .option('--time <column>', 'the column of times; default: the first that reads as times')
    .option(
      '--season <n>',
      'length of the season in points; default: by the spacing of the times',
      integerFrom(1),
    )
    .addOption(methodOption())
    .addOption(outputOption(['csv', 'json', 'svg'], 'csv: time and value; json: one object; svg: a picture'))
    .action(async (file: string) => {
      await forecast(file, command.optsWithGlobals<ForecastOptions>(), surroundings);
      finish(EXIT_OK);
    });
}

async function forecast(
  file: string,
  options: ForecastOptions,
  { stdout, stderr }: Surroundings,
): Promise<void> {
  const { readTimeSeries } = await import('../forecast/read-table.js');
  const series = readTimeSeries(file, {
    ...(options.time !== undefined && { time: options.time }),
    ...(options.target !== undefined && { target: options.target }),
  });
  if (options.season !== undefined) series.calendar.seasons = [options.season];
  for (const note of series.notes) stderr.write(`${note}\n`);
  const made = await foretell(series, options, (row) => stderr.write(`${row}\n`));
  const times = await futureTimes(series, options.horizon);
  if (options.output === 'svg') {
    const { drawForecast } = await import('../forecast/draw.js');
    stdout.write(drawForecast(series.values, made.values, `${series.target}, ${made.models.join(' + ')}`));
  } else if (options.output === 'json') stdout.write(`${JSON.stringify(asJson(series, made, times))}\n`);
  else {
    stdout.write('time,value\n');
    made.values.forEach((value, h) => void stdout.write(`${times[h]!},${value}\n`));
  }
}

async function foretell(
  { values: history, calendar }: TimeSeries,
  { horizon, model }: ForecastOptions,
  say: (line: string) => void,
): Promise<Forecast> {
  const task = { history, horizon, seasons: calendar.seasons };
  if (model === 'auto') {
    const { autoForecast } = await import('../forecast/auto.js');
    const { values, chosen, table } = autoForecast(task);
    say('backtest, mean absolute scaled error:');
    for (const row of table) say(tableLine(row, chosen));
    return { values, models: chosen };
  }
  const { findMethod } = await import('../forecast/evaluate.js');
  return { values: (await findMethod(model)).forecast(task), models: [model] };
}

function tableLine({ name, mase }: BacktestRow, chosen: readonly string[]): string {
  const error = Number.isNaN(mase) ? '-' : mase.toFixed(3);
  return `  ${name.padEnd(24)}${error.padStart(8)}${chosen.includes(name) ? '  chosen' : ''}`;
}

async function futureTimes({ stamps, lastStamp, calendar }: TimeSeries, horizon: number): Promise<string[]> {
  const { formatStamp } = await import('../forecast/calendar.js');
  return Array.from({ length: horizon }, (_, h) =>
    formatStamp(calendar.after(stamps.at(-1)!, h + 1), lastStamp),
  );
}

function asJson({ target, calendar }: TimeSeries, { values, models }: Forecast, times: readonly string[]) {
  const points = times.map((time, h) => ({ time, value: values[h]! }));
  return { target, frequency: calendar.name, seasons: calendar.seasons, models, forecast: points };
}
