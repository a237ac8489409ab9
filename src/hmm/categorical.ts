/** Rows of probabilities: drawing from them, and re-estimating them from counts. */
import type { Random } from '../random.js';

/** Draws an index 0 … `size` - 1 with the probabilities (or other non-negative weights) from `offset` on. */
export function drawIndex(weights: ArrayLike<number>, offset: number, size: number, random: Random): number {
  let total = 0;
  for (let k = 0; k < size; k++) total += weights[offset + k]!;
  let left = random.next() * total;
  let last = 0;
  for (let k = 0; k < size; k++) {
    const weight = weights[offset + k]!;
    if (weight === 0) continue;
    if (left < weight) return k;
    left -= weight;
    last = k; // Rounding may leave a crumb: it belongs to the last possible outcome.
  }
  return last;
}

/**
 * Sets each row of `probabilities` in proportion to its counts plus `concentration` − 1; a row that is left without
 * any keeps its values.
 *
 * @param counts - expected counts // [rows, size]
 */
export function normalizeCounts(
  probabilities: Float64Array,
  counts: Float64Array,
  size: number,
  concentration: number,
): void {
  const extra = concentration - 1;
  for (let row = 0; row < counts.length; row += size) {
    let sum = 0;
    for (let k = 0; k < size; k++) sum += counts[row + k]! + extra;
    if (!(sum > 0)) continue;
    for (let k = 0; k < size; k++) probabilities[row + k] = (counts[row + k]! + extra) / sum;
  }
}

/** (concentration − 1) · Σ log p: the log of a symmetric Dirichlet density, constant left out; 0 for concentration 1. */
export function dirichletLogPrior(probabilities: Float64Array, concentration: number): number {
  if (concentration === 1) return 0;
  let sum = 0;
  for (const p of probabilities) sum += Math.log(p);
  return (concentration - 1) * sum;
}
