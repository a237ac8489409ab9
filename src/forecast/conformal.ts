/** Intervals that hold as often as they say: split conformal calibration (Vovk et al. 2005). */

/** The smallest of `scores` that a new one, drawn like them, stays below with at least this probability. */
export function conformalQuantile(scores: readonly number[], probability: number): number {
  const sorted = [...scores].sort((a, b) => a - b);
  const rank = Math.ceil((sorted.length + 1) * probability);
  return sorted[Math.min(rank, sorted.length) - 1] ?? Number.NaN;
}
