/** Are words with confidence 0.8 right in 80 of 100 cases? */
import { createRandom } from '../../random.js';
import type { Transcript } from '../recognizer-types.js';
import type { UtteranceScore } from './utterance-score.js';

/** One word heard. */
export interface WordTrial {
  confidence: number;
  /** Whether it was said. */
  right: boolean;
  /** Its utterance: words of one are not independent. */
  utterance: string;
}

/** Words of one utterance heard, each with whether the alignment finds it said. */
export function wordTrials({ id, pairs }: UtteranceScore, { words }: Transcript): WordTrial[] {
  const heard = pairs.filter(({ hypothesis }) => hypothesis !== undefined);
  if (heard.length !== words.length) return []; // a word with a blank or a sign in it: they cannot be told apart
  return words.map(({ confidence }, i) => ({
    confidence,
    right: heard[i]!.hypothesis === heard[i]!.reference,
    utterance: id,
  }));
}

/** What was heard with about the same confidence. */
export interface CalibrationBin {
  words: number;
  /** Means over the bin's words; 0 where there are none. */
  confidence: number;
  right: number;
}

/** Words sorted into bins of equal width by their confidence. // [bins] */
export function calibrationBins(trials: readonly WordTrial[], bins = 10): CalibrationBin[] {
  const found = Array.from({ length: bins }, () => ({ words: 0, confidence: 0, right: 0 }));
  for (const { confidence, right } of trials) {
    const bin = found[Math.min(bins - 1, Math.floor(confidence * bins))]!;
    bin.words++;
    bin.confidence += confidence;
    bin.right += Number(right);
  }
  return found.map(({ words, confidence, right }) => ({
    words,
    confidence: words && confidence / words,
    right: words && right / words,
  }));
}

/** Expected calibration error: Σ words / N · |right − confidence| over the bins (Guo et al. 2017). */
export function expectedCalibrationError(trials: readonly WordTrial[]): number {
  return calibrationBins(trials).reduce(
    (sum, { words, confidence, right }) => sum + (words / trials.length) * Math.abs(right - confidence),
    0,
  );
}

/** Percentile interval of {@link expectedCalibrationError} when utterances are drawn with replacement. */
export function calibrationInterval(
  trials: readonly WordTrial[],
  { resamples = 1000, seed = 1 } = {},
): [number, number] {
  const groups = new Map<string, WordTrial[]>();
  for (const trial of trials) groups.set(trial.utterance, [...(groups.get(trial.utterance) ?? []), trial]);
  const byUtterance = [...groups.values()];
  const random = createRandom(seed);
  const errors = Array.from({ length: resamples }, () =>
    expectedCalibrationError(byUtterance.flatMap(() => byUtterance[random.int(byUtterance.length)]!)),
  ).sort((a, b) => a - b);
  return [errors[Math.floor(0.025 * resamples)]!, errors[Math.ceil(0.975 * resamples) - 1]!];
}
