/** How much oftener an n-gram occurs in positive texts than in negative ones: naive Bayes, a number a feature. */
import type { ExampleMatrix } from './examples.js';

/**
 * Maps each column to ln((p / ‖p‖₁) / (q / ‖q‖₁)), p and q being its smoothed counts in positive and in negative texts
 * (Wang and Manning 2012, "Baselines and Bigrams", equation 2).
 *
 * @param smoothing - added to both counts
 */
export function logCountRatio(matrix: ExampleMatrix, smoothing: number): Float64Array {
  const { low, rows, columns, labels, weights } = matrix;
  const positive = new Float64Array(low.length).fill(smoothing);
  const negative = new Float64Array(low.length).fill(smoothing);
  for (let row = 0; row < labels.length; row++) {
    const counts = labels[row]! > 0 ? positive : negative;
    for (let i = rows[row]!; i < rows[row + 1]!; i++) counts[columns[i]!]! += weights[row]!;
  }
  const sum = (counts: Float64Array) => counts.reduce((total, count) => total + count, 0);
  const offset = Math.log(sum(negative)) - Math.log(sum(positive));
  return positive.map((count, column) => Math.log(count / negative[column]!) + offset);
}
