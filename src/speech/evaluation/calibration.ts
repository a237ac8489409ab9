/** Are words with confidence 0.8 right in 80 of 100 cases? Measured, and mended by isotonic regression. */
import { createRandom } from '../../random.js';
import type { ConfidenceMap } from '../confidence.js';
import type { Transcript } from '../recognizer-types.js';
import type { UtteranceScore } from './utterance-score.js';

/** One word heard. */
export interface WordTrial {
  confidence: number;
  /** Whether it was said. */
  right: boolean;
  /** Its utterance: words of one are not independent. */
  utterance: string;
  speaker: string;
}

/** Words of one utterance heard, each with whether the alignment finds it said. */
export function wordTrials({ id, speaker = '', pairs }: UtteranceScore, { words }: Transcript): WordTrial[] {
  const heard = pairs.filter(({ hypothesis }) => hypothesis !== undefined);
  if (heard.length !== words.length) return []; // a word with a blank or a sign in it: they cannot be told apart
  return words.map(({ confidence }, i) => ({
    confidence,
    right: heard[i]!.hypothesis === heard[i]!.reference,
    ...{ utterance: id, speaker },
  }));
}

/**
 * The never-falling map that fits best: equal numbers of words in each of `bins`, neighbours that would fall joined
 * until none does (pool adjacent violators: Ayer et al. 1955; for confidences: Zadrozny and Elkan 2002).
 *
 * @param trials - at least one
 */
export function fitConfidence(trials: readonly WordTrial[], bins = 12): ConfidenceMap {
  const sorted = trials.toSorted((a, b) => a.confidence - b.confidence);
  const blocks: { words: number; right: number; sum: number }[] = [];
  const share = ({ right, words }: { right: number; words: number }) => right / words;
  for (let b = 0; b < bins; b++) {
    const [from, to] = [b, b + 1].map((k) => Math.round((k * sorted.length) / bins));
    const bin = sorted.slice(from, to);
    if (bin.length === 0) continue;
    blocks.push({
      words: bin.length,
      right: bin.filter(({ right }) => right).length,
      sum: bin.reduce((total, { confidence }) => total + confidence, 0),
    });
    while (blocks.length > 1 && share(blocks.at(-1)!) <= share(blocks.at(-2)!)) {
      const { words, right, sum } = blocks.pop()!;
      const into = blocks.at(-1)!;
      into.words += words;
      into.right += right;
      into.sum += sum;
    }
  }
  const rounded = (value: number) => Number(value.toFixed(5));
  return {
    posterior: blocks.map(({ sum, words }) => rounded(sum / words)),
    probability: blocks.map((block) => rounded(share(block))),
  };
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

/** Every other speaker, in order of appearance, is for fitting; the others measure. */
export function splitSpeakers(trials: readonly WordTrial[]): { fitted: WordTrial[]; measured: WordTrial[] } {
  const order = new Map<string, number>();
  for (const { speaker } of trials) if (!order.has(speaker)) order.set(speaker, order.size);
  const isFitted = ({ speaker }: WordTrial) => order.get(speaker)! % 2 === 0;
  return { fitted: trials.filter(isFitted), measured: trials.filter((trial) => !isFitted(trial)) };
}
