/** `auto` on the series of M3 and of the tourism competition, whose tests are public; nothing is tuned on them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { errorIntervals, meanErrors, type SeriesErrors } from '../../../src/forecast/bootstrap.js';
import { evaluateForecasts, type ForecastEvaluation } from '../../../src/forecast/evaluate.js';
import { mase, smape } from '../../../src/forecast/metrics.js';
import { corporaFolder } from '../../../src/speech/corpus/locations.js';
import { kept } from './kept.js';

const seriesSchema = z.array(
  z.object({
    ...{ id: z.string(), period: z.string(), freq: z.number(), h: z.number() },
    ...{ x: z.array(z.number()), xx: z.array(z.number()) },
  }),
);

interface Figures extends Pick<ForecastEvaluation, 'smape' | 'mase' | 'ci95' | 'n' | 'coverage'> {
  /** Series by series, those of `auto` and of Naive 2. */
  errors: { own: SeriesErrors[]; naive: SeriesErrors[] };
}

/** A table of both, where their files are there: `series/m3.json` and `tourism.json`, records `{id, period, freq, h, x, xx}`. */
export async function competitionTable(stateFolder: string, log: (line: string) => void): Promise<string> {
  const lines: string[] = [];
  for (const name of ['m3', 'tourism']) {
    const path = join(corporaFolder(), 'series', `${name}.json`);
    if (!existsSync(path)) {
      log(`no ${path}, left out`);
      continue;
    }
    const series = seriesSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    const all: Figures[] = [];
    for (const period of [...new Set(series.map((one) => one.period))]) {
      const of = series.filter((one) => one.period === period);
      const figures = await kept(join(stateFolder, `${name}-${period}.json`), ['ci95', 'errors'], () => {
        log(`${name} ${period}, ${of.length} series`);
        return measurePeriod(of);
      });
      all.push(figures);
      lines.push(line(`${name} ${period.toLowerCase()}`, figures));
    }
    const [own, naive] = (['own', 'naive'] as const).map((of) => all.flatMap(({ errors }) => errors[of]));
    const whole = { ...meanErrors(own!), ci95: errorIntervals(own!, naive!), n: own!.length };
    lines.push(line(`${name}, all`, whole));
  }
  return `auto\n${lines.join('\n')}\n`;
}

async function measurePeriod(of: z.infer<typeof seriesSchema>): Promise<Figures> {
  const { freq: season, h: horizon } = of[0]!;
  const tests = of.map(({ id, x, xx }) => ({
    id,
    history: Float64Array.from(x),
    future: Float64Array.from(xx),
  }));
  const errors: Figures['errors'] = { own: [], naive: [] };
  const figures = await evaluateForecasts(tests, {
    ...{ horizon, season, model: 'auto' },
    onSeries: ({ history, future }, { values }, simple) => {
      const errorsOf = (made: Float64Array): SeriesErrors => ({
        smape: smape(future, made),
        mase: mase(future, made, history, season),
      });
      errors.own.push(errorsOf(values));
      errors.naive.push(errorsOf(simple));
    },
  });
  return { ...figures, errors };
}

function line(name: string, figures: Omit<Figures, 'errors'>): string {
  const { smape, mase, ci95, n, coverage } = figures;
  const within = coverage
    ? `, ${(100 * coverage[80]).toFixed(1)} % in 80 %, ${(100 * coverage[95]).toFixed(1)} % in 95 %`
    : '';
  return `${name}: sMAPE ${smape.toFixed(2)} (95 %: ${ends(ci95.smape, 2)}), MASE ${mase.toFixed(3)} (${ends(ci95.mase, 3)}) over ${n}${within}`;
}

const ends = (both: [number, number], digits: number) => both.map((end) => end.toFixed(digits)).join(' to ');
