/** Pictures of a forecaster on the points held out: a fan, what it missed by, and its skill over Naive 2, point by point. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as Plot from '@observablehq/plot';
import { drawForecast } from '../../../src/forecast/draw.js';
import type { Made, TestSeries } from '../../../src/forecast/evaluate.js';
import { maseScale } from '../../../src/forecast/metrics.js';
import { plotSvg } from '../../report/curves.js';

/** Collects what an evaluation makes; {@link write} draws it. */
export class ForecastPictures {
  private first: { series: TestSeries; made: Made } | undefined;
  /** Sums over the series of errors in the scale of MASE. // [horizon] */
  private readonly sums: { own: number; naive: number; signed: number }[] = [];
  private count = 0;

  constructor(private readonly season: number) {}

  /** For `onSeries` of `evaluateForecasts`. */
  readonly add = (series: TestSeries, made: Made, naive: Float64Array): void => {
    this.first ??= { series, made };
    const scale = maseScale(series.history, this.season);
    if (!(scale > 0)) return;
    this.count++;
    series.future.forEach((value, h) => {
      this.sums[h] ??= { own: 0, naive: 0, signed: 0 };
      const sum = this.sums[h];
      sum.own += Math.abs(value - made.values[h]!) / scale;
      sum.naive += Math.abs(value - naive[h]!) / scale;
      sum.signed += (value - made.values[h]!) / scale;
    });
  };

  /** `NAME-fan.svg`, `NAME-residuals.svg` and `NAME-skill.svg`. */
  write(folder: string, name: string): void {
    if (!this.first) return;
    const { series, made } = this.first;
    const picture = drawForecast(series.history, made, `${name}, series ${series.id}`);
    writeFileSync(join(folder, `${name}-fan.svg`), picture);
    const rows = this.sums.flatMap(({ own, naive, signed }, h) => [
      { ahead: h + 1, of: 'mean error', value: signed / this.count, skill: 1 - own / naive },
      { ahead: h + 1, of: 'mean absolute error', value: own / this.count, skill: 1 - own / naive },
    ]);
    const size = { width: 640, height: 320, grid: true, x: { label: 'points ahead' } };
    const residuals = plotSvg({
      ...{ title: `Residuals of ${name}, in the scale of MASE`, ...size, y: { label: 'scaled' } },
      color: { legend: true },
      marks: [Plot.ruleY([0]), Plot.line(rows, { x: 'ahead', y: 'value', stroke: 'of' })],
    });
    writeFileSync(join(folder, `${name}-residuals.svg`), residuals);
    const skill = plotSvg({
      ...{ title: `Skill of ${name} over Naive 2`, ...size, y: { label: '1 − error / error of Naive 2' } },
      marks: [Plot.ruleY([0]), Plot.line(rows, { x: 'ahead', y: 'skill' })],
    });
    writeFileSync(join(folder, `${name}-skill.svg`), skill);
  }
}
