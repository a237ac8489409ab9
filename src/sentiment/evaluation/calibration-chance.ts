/** How far a calibration error may be off by chance: an interval of it, and what perfect calibration would show. */
import { createRandom } from '../../random.js';
import { calibrationError, type ScoredTexts } from './metrics.js';

/** Rounds of chance. */
export interface Resampling {
  resamples: number;
  seed: number;
}

/** Percentile interval over texts drawn again with replacement; sampling makes errors larger, so it leans upwards. */
export function calibrationInterval(
  { scores, labels }: ScoredTexts,
  { resamples, seed }: Resampling,
): [low: number, high: number] {
  const random = createRandom(seed);
  const n = labels.length;
  const errors = Array.from({ length: resamples }, () => {
    const chosen = Array.from({ length: n }, () => random.int(n));
    return calibrationError({
      scores: chosen.map((i) => scores[i]!),
      labels: chosen.map((i) => labels[i]!),
    });
  }).sort((a, b) => a - b);
  return [errors[Math.floor(0.025 * resamples)]!, errors[Math.ceil(0.975 * resamples) - 1]!];
}

/** Mean error over labels drawn with just the probabilities that the scores say (Bröcker & Smith 2007). */
export function honestCalibrationError({ scores }: ScoredTexts, { resamples, seed }: Resampling): number {
  const random = createRandom(seed);
  let sum = 0;
  for (let round = 0; round < resamples; round++) {
    const labels = Uint8Array.from(scores, (score) => Number(random.next() < score));
    sum += calibrationError({ scores, labels });
  }
  return sum / resamples;
}
