/** `auto` on the series of M3 and of the tourism competition, whose tests are public; nothing is tuned on them. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { evaluateForecasts, type ForecastEvaluation } from '../../../src/forecast/evaluate.js';
import { corporaFolder } from '../../../src/speech/corpus/locations.js';

const seriesSchema = z.array(
  z.object({
    ...{ id: z.string(), period: z.string(), freq: z.number(), h: z.number() },
    ...{ x: z.array(z.number()), xx: z.array(z.number()) },
  }),
);

type Figures = Pick<ForecastEvaluation, 'smape' | 'mase' | 'owa' | 'ci95' | 'n' | 'coverage'>;

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
      const figures = await kept(join(stateFolder, `${name}-${period}.json`), () => {
        log(`${name} ${period}, ${of.length} series`);
        const { freq, h } = of[0]!;
        const tests = of.map(({ id, x, xx }) => ({
          id,
          history: Float64Array.from(x),
          future: Float64Array.from(xx),
        }));
        return evaluateForecasts(tests, { horizon: h, season: freq, model: 'auto' });
      });
      all.push(figures);
      lines.push(line(`${name} ${period.toLowerCase()}`, figures));
    }
    const n = all.reduce((sum, one) => sum + one.n, 0);
    const mean = (key: 'smape' | 'mase') => all.reduce((sum, one) => sum + one[key] * one.n, 0) / n;
    lines.push(`${name}, all ${n}: sMAPE ${mean('smape').toFixed(2)}, MASE ${mean('mase').toFixed(3)}`);
  }
  return `auto\n${lines.join('\n')}\n`;
}

function line(name: string, { smape, mase, ci95, n, coverage }: Figures): string {
  const within = coverage
    ? `, ${(100 * coverage[80]).toFixed(1)} % in 80 %, ${(100 * coverage[95]).toFixed(1)} % in 95 %`
    : '';
  return `${name}: sMAPE ${smape.toFixed(2)} (95 %: ${ends(ci95.smape, 2)}), MASE ${mase.toFixed(3)} (${ends(ci95.mase, 3)}) over ${n}${within}`;
}

const ends = (both: [number, number], digits: number) => both.map((end) => end.toFixed(digits)).join(' to ');

async function kept(path: string, make: () => Promise<Figures>): Promise<Figures> {
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as Figures;
  const made = await make();
  writeFileSync(path, JSON.stringify(made));
  return made;
}
