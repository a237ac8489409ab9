import { expect, it } from 'vitest';
import { createRandom } from '../../../src/random.js';
import {
  calibrationInterval,
  honestCalibrationError,
} from '../../../src/sentiment/evaluation/calibration-chance.js';
import { calibrationError } from '../../../src/sentiment/evaluation/metrics.js';

const random = createRandom(5);
const scores = Array.from({ length: 600 }, () => random.next());
const honest = { scores, labels: scores.map((score) => Number(random.next() < score)) };
const vain = { scores, labels: scores.map(() => random.int(2)) };
const chance = { resamples: 200, seed: 3 };

it('expects of one text the two errors that its score allows, each as often as it says', () => {
  const error = honestCalibrationError({ scores: [0.9], labels: [1] }, { resamples: 20_000, seed: 1 });
  // 0.9 · |0.9 − 1| + 0.1 · |0.9 − 0|
  expect(error).toBeCloseTo(0.18, 2);
});

it('tells errors by chance from errors of the scorer', () => {
  const expected = honestCalibrationError(honest, chance);
  expect(calibrationError(honest)).toBeLessThan(1.5 * expected);
  const [low, high] = calibrationInterval(vain, chance);
  expect(low).toBeGreaterThan(1.5 * expected);
  expect(high).toBeGreaterThan(calibrationError(vain) * 0.9);
});
