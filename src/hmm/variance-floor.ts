/** How small a variance may become, judged by the data: small enough to distort nothing, large enough for doubles. */
import { LEAST_VARIANCE } from './emission.js';
import type { Observations } from './observations.js';

/** Of the least variance in the data. */
const SHARE = 1e-6;
/** Of the greatest magnitude: distances finer than this are lost in rounding. */
const RESOLUTION = 1e-12;

/** A millionth of the least positive variance of any dimension, but no less than what doubles can resolve. */
export function defaultVarianceFloor(sequences: readonly Observations[]): number {
  const D = sequences[0]!.dimensions;
  const total = sequences.reduce((sum, one) => sum + one.length, 0);
  let least = Number.POSITIVE_INFINITY;
  let greatest = 0;
  for (let d = 0; d < D; d++) {
    const origin = sequences[0]!.values[d]!;
    let first = 0;
    let second = 0;
    for (const { values } of sequences) {
      for (let k = d; k < values.length; k += D) {
        const distance = values[k]! - origin;
        first += distance / total;
        second += (distance * distance) / total;
        greatest = Math.max(greatest, Math.abs(values[k]!));
      }
    }
    const variance = second - first * first;
    if (variance > 1e-12 * second) least = Math.min(least, variance);
  }
  const byData = Number.isFinite(least) ? SHARE * least : 0;
  return Math.max(byData, (RESOLUTION * greatest) ** 2, LEAST_VARIANCE);
}
