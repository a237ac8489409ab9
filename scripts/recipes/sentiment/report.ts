/** The recipe's report: figures of all sets, the confusion of verdicts, curves, and the worst errors to be read. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as Plot from '@observablehq/plot';
import type { JudgedText, SentimentEvaluation } from '../../../src/sentiment/evaluation/evaluate.js';
import { calibrationBins } from '../../../src/sentiment/evaluation/metrics.js';
import { plotSvg } from '../../report/curves.js';
import { CAUSES, type Cause, sortByCause } from './causes.js';

const WORST = 20;
const SHOWN_CHARACTERS = 300;

/** `90.12 % right (95 %: 88.9 to 91.2) of 2500, AUC 0.965, calibration error 1.2 % (…)` */
export function figures(evaluation: SentimentEvaluation): string {
  const { accuracy, ci95, n, auc, ece, eceCi95, eceIfHonest, unsure } = evaluation;
  const percent = (rate: number) => (100 * rate).toFixed(1);
  const between = ([low, high]: [number, number]) => `95 %: ${percent(low)} to ${percent(high)}`;
  return [
    `${(100 * accuracy).toFixed(2)} % right (${between(ci95)}) of ${n}`,
    `AUC ${auc.toFixed(3)}`,
    `calibration error ${percent(ece)} % (${between(eceCi95)}; by chance alone ${percent(eceIfHonest)})`,
    `${percent(unsure)} % unsure`,
  ].join(', ');
}

/** Verdicts by label, then the texts that it was surest about and wrong, sorted by why. */
export function errorReport(
  name: string,
  judged: readonly JudgedText[],
  causes: ReadonlyMap<string, Cause>,
): string {
  const verdicts = ['negative', 'unsure', 'positive'] as const;
  const count = (label: 0 | 1) =>
    verdicts.map(
      (verdict) =>
        `${verdict} ${judged.filter((text) => text.label === label && text.opinion.label === verdict).length}`,
    );
  const worst = judged
    .map((text) => ({ ...text, off: Math.abs(text.opinion.score - text.label) }))
    .sort((a, b) => b.off - a.off)
    .slice(0, WORST);
  const sorted = sortByCause(worst, causes).flatMap(({ cause, texts }) => [
    `  ${texts.length} of the ${worst.length} worst: ${cause}${cause in CAUSES ? `: ${CAUSES[cause as Cause]}` : ''}`,
    ...texts.map(
      ({ id, label, opinion, text }) =>
        `    ${id} is ${label}, score ${opinion.score.toFixed(3)}: ${text.slice(0, SHOWN_CHARACTERS)}`,
    ),
  ]);
  return [`${name}: positive texts called ${count(1).join(', ')}; negative texts called ${count(0).join(', ')}`, ...sorted, ''].join('\n'); // biome-ignore format: one thought
}

/** `NAME-roc.svg` and `NAME-calibration.svg`. */
export function writePlots(folder: string, name: string, judged: readonly JudgedText[]): void {
  const size = { width: 420, height: 420, grid: true };
  const diagonal = Plot.line([{ x: 0, y: 0 }, { x: 1, y: 1 }], { x: 'x', y: 'y', strokeDasharray: '4' }); // biome-ignore format: short
  const roc = plotSvg({
    title: `ROC on ${name}`,
    ...size,
    x: { label: 'false positives' },
    y: { label: 'true positives' },
    marks: [diagonal, Plot.line(rocPoints(judged), { x: 'x', y: 'y' })],
  });
  const bins = calibrationBins({
    scores: judged.map(({ opinion }) => opinion.score),
    labels: judged.map(({ label }) => label),
  });
  const calibration = plotSvg({
    title: `Calibration on ${name}`,
    ...size,
    x: { label: 'score', domain: [0, 1] },
    y: { label: 'share of positive texts', domain: [0, 1] },
    marks: [diagonal, Plot.dot(bins, { x: 'score', y: 'positive', r: 'texts' })],
  });
  writeFileSync(join(folder, `${name}-roc.svg`), roc);
  writeFileSync(join(folder, `${name}-calibration.svg`), calibration);
}

/** Shares of negative (x) and of positive texts (y) above every threshold. */
function rocPoints(judged: readonly JudgedText[]): { x: number; y: number }[] {
  const sorted = [...judged].sort((a, b) => b.opinion.score - a.opinion.score);
  const positives = judged.filter(({ label }) => label === 1).length;
  const passed = [0, 0];
  const points = sorted.map(({ label }) => {
    passed[label]!++;
    return { x: passed[0]! / (judged.length - positives), y: passed[1]! / positives };
  });
  return [{ x: 0, y: 0 }, ...points];
}
