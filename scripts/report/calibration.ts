/** Confidences against how often words are right: measured, told, drawn. */
import * as Plot from '@observablehq/plot';
import {
  calibrationBins,
  calibrationInterval,
  expectedCalibrationError,
  type WordTrial,
} from '../../src/speech/evaluation/calibration.js';
import { plotSvg } from './curves.js';

export interface Calibration {
  words: number;
  /** Expected calibration error. */
  error: number;
  /** Its 95 % interval. */
  interval: [number, number];
}

/** @param trials - at least one */
export function calibrate(trials: readonly WordTrial[]): Calibration {
  return {
    words: trials.length,
    error: expectedCalibrationError(trials),
    interval: calibrationInterval(trials),
  };
}

/** The figures for people. */
export function calibrationLine({ words, error, interval }: Calibration): string {
  const ends = interval.map((end) => end.toFixed(3)).join(' to ');
  return `confidence of ${words} words: expected calibration error ${error.toFixed(3)} (95 %: ${ends})`;
}

/** Draws the share of right words by confidence. */
export function reliability(trials: readonly WordTrial[]): string {
  const points = calibrationBins(trials).filter(({ words }) => words > 0);
  const [x, y] = ['confidence', 'right'];
  return plotSvg({
    title: 'share of right words by confidence',
    ...{ width: 420, height: 400, grid: true },
    x: { label: 'confidence', domain: [0, 1] },
    y: { label: 'share of words that are right', domain: [0, 1] },
    r: { range: [2, 9] },
    marks: [
      Plot.line(
        [
          [0, 0],
          [1, 1],
        ],
        { stroke: '#999', strokeDasharray: '3 3' },
      ),
      Plot.lineY(points, { x, y }),
      Plot.dot(points, { x, y, r: 'words', fill: 'currentColor', fillOpacity: 0.5 }),
    ],
  });
}
