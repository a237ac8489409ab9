/** The metrics of a training run → its learning curves as SVG. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { EpochMetrics } from '../../src/rnn/train/training-run.js';
import { readStageMetrics, type StageMetrics } from '../../src/speech/gmm/stage-files.js';

type PlotDocument = NonNullable<Plot.PlotOptions['document']>;

/** One point of a curve. */
interface Point {
  epoch: number;
  set: string;
  value: number;
}

/**
 * Draws one figure of a run's metrics over its epochs, for the training and the dev set.
 * @param name - which figure, e.g. `loss`
 * @param title - for people
 */
export function learningCurve(metrics: readonly EpochMetrics[], name: string, title: string): string {
  const points: Point[] = metrics.flatMap(({ epoch, train, dev }) =>
    Object.entries({ train, dev }).flatMap(([set, figures]) => {
      const value = figures?.[name];
      return value === undefined ? [] : [{ epoch: epoch + 1, set, value }];
    }),
  );
  return plotSvg({
    title,
    ...{ width: 560, height: 320, grid: true },
    x: { label: 'epoch', interval: 1 },
    y: { label: name },
    color: { legend: false, domain: ['train', 'dev'] },
    marks: [
      Plot.lineY(points, { x: 'epoch', y: 'value', stroke: 'set' }),
      Plot.dot(points, { x: 'epoch', y: 'value', stroke: 'set', r: 2 }),
      Plot.text(
        points,
        Plot.selectLast({ x: 'epoch', y: 'value', z: 'set', text: 'set', dx: 4, textAnchor: 'start' }),
      ),
    ],
  });
}

/** A plot as a file of its own. */
export function plotSvg({ title, ...options }: Plot.PlotOptions & { title: string }): string {
  const { document } = parseHTML('<html><body></body></html>');
  const figure = Plot.plot({ ...options, marginRight: 50, document: document as unknown as PlotDocument });
  figure.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  figure.setAttribute('aria-label', title);
  return `${figure.outerHTML}\n`;
}

/** Writes a curve for each figure beside the metrics of a run. @returns the paths */
export function writeCurves(folder: string, names: readonly string[] = ['loss']): string[] {
  const lines = readFileSync(join(folder, 'metrics.jsonl'), 'utf8').trim().split('\n');
  const metrics = lines.map((line) => JSON.parse(line) as EpochMetrics);
  return names.map((name) => {
    const path = join(folder, `${name}.svg`);
    writeFileSync(path, learningCurve(metrics, name, `${name} by epoch`));
    return path;
  });
}

/** Draws the likelihood that the training of Gaussians reached, iteration by iteration, a line for each stage. */
export function stageCurve(metrics: readonly StageMetrics[]): string {
  const [x, y, z] = ['done', 'logLikelihoodPerFrame', 'stage'];
  return plotSvg({
    title: 'log-likelihood per frame by iteration',
    ...{ width: 560, height: 320, grid: true },
    x: { label: 'iteration' },
    y: { label: 'log-likelihood per frame' },
    color: { legend: false },
    marks: [
      Plot.lineY(metrics, { x, y, stroke: z }),
      Plot.text(metrics, Plot.selectLast({ x, y, z, text: z, dy: -8 })),
    ],
  });
}

/** Draws the metrics of a training by `trainSpeech`. */
export function writeStageCurve(metrics: string, path: string): void {
  writeFileSync(path, stageCurve(readStageMetrics(metrics)));
}
