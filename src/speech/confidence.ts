/**
 * A recogniser's confidence → how often a word with such a confidence is right. Posteriors of a lattice know only what
 * the lattice knows: of words that were never in it they are too sure.
 */

/** A line through knots, level beyond its ends. */
export interface ConfidenceMap {
  /** Rising. // [K], at least one */
  posterior: number[];
  /** Share of right words there, never falling. // [K] */
  probability: number[];
}

/** The map's value at `confidence`. */
export function mappedConfidence({ posterior, probability }: ConfidenceMap, confidence: number): number {
  const last = posterior.length - 1;
  if (confidence <= posterior[0]!) return probability[0]!;
  if (confidence >= posterior[last]!) return probability[last]!;
  const k = posterior.findIndex((knot) => knot > confidence);
  const [left, right] = [posterior[k - 1]!, posterior[k]!];
  const share = (confidence - left) / (right - left);
  return probability[k - 1]! + share * (probability[k]! - probability[k - 1]!);
}
