/** Figures of binary scores: pure functions of scores and labels. */

/** Probabilities that texts are positive, and whether they are. */
export interface ScoredTexts {
  scores: ArrayLike<number>; // [N]
  labels: ArrayLike<number>; // [N], 0 or 1
}

/** 1 where the score is on the label's side of 0.5, which itself is the positive side. // [N] */
export function hits({ scores, labels }: ScoredTexts): Uint8Array {
  return Uint8Array.from(scores, (score, n) => Number(score >= 0.5 === (labels[n] === 1)));
}

export function accuracy(texts: ScoredTexts): number {
  return hits(texts).reduce((sum, hit) => sum + hit, 0) / texts.labels.length;
}

/** Harmonic mean of precision and recall of the positive class; 0 if nothing positive was found. */
export function f1({ scores, labels }: ScoredTexts): number {
  let found = 0;
  let positive = 0;
  let both = 0;
  for (let n = 0; n < labels.length; n++) {
    const said = scores[n]! >= 0.5;
    const is = labels[n] === 1;
    found += Number(said);
    positive += Number(is);
    both += Number(said && is);
  }
  return both === 0 ? 0 : (2 * both) / (found + positive);
}

/**
 * Area under the ROC curve: the chance that a positive text scores above a negative one, ties counting half.
 * 0.5 when there is only one class.
 */
export function auc({ scores, labels }: ScoredTexts): number {
  const order = Array.from(scores, (_, n) => n).sort((a, b) => scores[a]! - scores[b]!);
  let rankSum = 0;
  let positives = 0;
  for (let at = 0; at < order.length; ) {
    let end = at;
    while (end < order.length && scores[order[end]!] === scores[order[at]!]) end++;
    // Ranks at + 1 … end share their mean.
    const rank = (at + 1 + end) / 2;
    for (; at < end; at++) {
      if (labels[order[at]!] !== 1) continue;
      rankSum += rank;
      positives++;
    }
  }
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) return 0.5;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** One bin of a reliability diagram. */
export interface CalibrationBin {
  texts: number;
  /** Mean score in the bin. */
  score: number;
  /** Share of positive texts in the bin. */
  positive: number;
}

/** Bins of equal width over the scores, empty ones left out. */
export function calibrationBins({ scores, labels }: ScoredTexts, bins = 15): CalibrationBin[] {
  const sums = Array.from({ length: bins }, () => ({ texts: 0, score: 0, positive: 0 }));
  for (let n = 0; n < labels.length; n++) {
    const bin = sums[Math.min(bins - 1, Math.floor(scores[n]! * bins))]!;
    bin.texts++;
    bin.score += scores[n]!;
    bin.positive += Number(labels[n] === 1);
  }
  return sums
    .filter(({ texts }) => texts > 0)
    .map(({ texts, score, positive }) => ({ texts, score: score / texts, positive: positive / texts }));
}

/** Expected calibration error: how far scores lie from the share of positives, on average (Guo et al. 2017). */
export function calibrationError(texts: ScoredTexts, bins = 15): number {
  return calibrationBins(texts, bins).reduce(
    (sum, bin) => sum + (bin.texts / texts.labels.length) * Math.abs(bin.score - bin.positive),
    0,
  );
}
