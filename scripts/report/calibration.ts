/** Confidences before and after their map: fitted on every other speaker, measured on the rest, drawn, kept. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as Plot from '@observablehq/plot';
import { type ConfidenceMap, mappedConfidence } from '../../src/speech/confidence.js';
import {
  calibrationBins,
  calibrationInterval,
  expectedCalibrationError,
  fitConfidence,
  splitSpeakers,
  type WordTrial,
} from '../../src/speech/evaluation/calibration.js';
import { plotSvg } from './curves.js';

export interface Calibration {
  map: ConfidenceMap;
  /** Expected calibration error with its 95 % interval, on words of speakers that were not fitted. */
  before: { error: number; interval: [number, number] };
  after: { error: number; interval: [number, number] };
  /** Words fitted and words measured. */
  fittedWords: number;
  measuredWords: number;
  /** Reliability of either, as a file. */
  svg: string;
}

export function calibrate(trials: readonly WordTrial[]): Calibration {
  const { fitted, measured } = splitSpeakers(trials);
  const map = fitConfidence(fitted);
  const mended = measured.map((trial) => ({ ...trial, confidence: mappedConfidence(map, trial.confidence) }));
  const judged = (words: readonly WordTrial[]) => ({
    error: expectedCalibrationError(words),
    interval: calibrationInterval(words),
  });
  return {
    ...{
      map,
      before: judged(measured),
      after: judged(mended),
      svg: reliability({ before: measured, after: mended }),
    },
    ...{ fittedWords: fitted.length, measuredWords: measured.length },
  };
}

/** The two lines for people. */
export function calibrationLines({ before, after, fittedWords, measuredWords }: Calibration): string {
  const line = (name: string, { error, interval }: Calibration['before']) =>
    `${name}: expected calibration error ${error.toFixed(3)} (95 %: ${interval.map((end) => end.toFixed(3)).join(' to ')})`;
  return [
    `confidence of ${measuredWords} words, map fitted on ${fittedWords} words of other speakers`,
    line('posteriors', before),
    line('mapped', after),
  ].join('\n');
}

/** Puts the map into the model's model.json. */
export function keepConfidence(folder: string, confidence: ConfidenceMap): void {
  const path = join(folder, 'model.json');
  const header: object = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, JSON.stringify({ ...header, confidence }));
}

function reliability(sets: Record<string, readonly WordTrial[]>): string {
  const points = Object.entries(sets).flatMap(([set, trials]) =>
    calibrationBins(trials)
      .filter(({ words }) => words > 0)
      .map((bin) => ({ set, ...bin })),
  );
  const [x, y, z] = ['confidence', 'right', 'set'];
  return plotSvg({
    title: 'share of right words by confidence, before and after calibration',
    ...{ width: 420, height: 400, grid: true },
    x: { label: 'confidence', domain: [0, 1] },
    y: { label: 'share of words that are right', domain: [0, 1] },
    color: { legend: false, domain: ['before', 'after'] },
    r: { range: [2, 9] },
    marks: [
      Plot.line(
        [
          [0, 0],
          [1, 1],
        ],
        { stroke: '#999', strokeDasharray: '3 3' },
      ),
      Plot.lineY(points, { x, y, stroke: z }),
      Plot.dot(points, { x, y, r: 'words', fill: z, fillOpacity: 0.5 }),
      Plot.text(points, Plot.selectFirst({ x, y, z, text: z, dy: -12 })),
    ],
  });
}
