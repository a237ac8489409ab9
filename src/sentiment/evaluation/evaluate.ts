/** A scorer and labelled texts → its figures. */
import { InputError } from '../../errors.js';
import { bootstrapInterval } from '../../speech/evaluation/bootstrap.js';
import type { LabelledText } from '../corpus/labelled-text.js';
import type { Opinion } from '../opinion.js';
import { calibrationInterval, honestCalibrationError } from './calibration-chance.js';
import { accuracy, auc, calibrationError, f1, hits } from './metrics.js';

/** What `utterly evaluate sentiment` prints; rates are fractions. */
export interface SentimentEvaluation {
  /** Share of texts whose score is on the right side of 0.5, unsure ones included. */
  accuracy: number;
  /** Of the positive class. */
  f1: number;
  /** Area under the ROC curve. */
  auc: number;
  /** Expected calibration error, 15 bins of equal width. */
  ece: number;
  /** Bootstrap interval of it over texts. */
  eceCi95: [low: number, high: number];
  /**
   * What a scorer whose every score is the true probability would show on so many texts: chance alone puts scores and
   * outcomes apart.
   */
  eceIfHonest: number;
  /** Texts with a label. */
  n: number;
  /** Bootstrap interval of the accuracy over texts. */
  ci95: [low: number, high: number];
  /** Including tokenisation, in batches, by the clock. */
  textsPerSecond: number;
  /** Share of texts called unsure. */
  unsure: number;
}

/** Sorting texts into bins takes longer than counting hits, and intervals of this kind need no third digit. */
const ECE_RESAMPLES = 1000;

export interface EvaluateOptions {
  resamples?: number;
  seed?: number;
  /** Texts scored together; 32 unless told. */
  batch?: number;
  onTexts?: (count: number) => void;
}

/** A text with its label and what the scorer said. */
export type JudgedText = LabelledText & { label: 0 | 1; opinion: Opinion };

/**
 * Texts that are neither positive nor negative (three stars) are passed over.
 *
 * @throws InputError `corpus-empty` when none is left.
 */
export function evaluateSentiment(
  scorer: { score(texts: readonly string[]): Opinion[] },
  texts: readonly LabelledText[],
  { resamples = 10_000, seed = 1, batch = 32, onTexts }: EvaluateOptions = {},
): { evaluation: SentimentEvaluation; judged: JudgedText[] } {
  const labelled = texts.filter((text): text is LabelledText & { label: 0 | 1 } => text.label !== undefined);
  if (labelled.length === 0) {
    throw new InputError({
      code: 'corpus-empty',
      found: `${texts.length} texts, none of them positive or negative`,
      expected: 'texts with a label',
      remedy: 'Give a corpus with labels 0 and 1, or stars other than three.',
    });
  }
  const judged: JudgedText[] = [];
  const begin = performance.now();
  for (let at = 0; at < labelled.length; at += batch) {
    const some = labelled.slice(at, at + batch);
    const opinions = scorer.score(some.map(({ text }) => text));
    some.forEach((text, i) => {
      judged.push({ ...text, opinion: opinions[i]! });
    });
    onTexts?.(some.length);
  }
  const seconds = (performance.now() - begin) / 1000;
  return { judged, evaluation: summarizeJudged(judged, seconds, { resamples, seed }) };
}

/** Figures of texts that were judged before, in so many seconds. */
export function summarizeJudged(
  judged: readonly JudgedText[],
  seconds: number,
  { resamples = 10_000, seed = 1 }: Pick<EvaluateOptions, 'resamples' | 'seed'> = {},
): SentimentEvaluation {
  const set = {
    scores: judged.map(({ opinion }) => opinion.score),
    labels: judged.map(({ label }) => label),
  };
  const n = judged.length;
  return {
    accuracy: accuracy(set),
    f1: f1(set),
    auc: auc(set),
    ece: calibrationError(set),
    eceCi95: calibrationInterval(set, { resamples: Math.min(resamples, ECE_RESAMPLES), seed }),
    eceIfHonest: honestCalibrationError(set, { resamples: Math.min(resamples, ECE_RESAMPLES), seed }),
    n,
    ci95: bootstrapInterval(hits(set), new Uint8Array(n).fill(1), { resamples, seed }),
    textsPerSecond: n / Math.max(seconds, 1e-9),
    unsure: judged.filter(({ opinion }) => opinion.label === 'unsure').length / n,
  };
}
