/** Logistic regression with few inputs, by Newton's method with halved steps: exact in a handful of passes. */
import { Matrix, solve } from 'ml-matrix';
import { sigmoid } from './combination.js';

/** One observation. */
export interface LogisticRow {
  inputs: readonly number[];
  label: 0 | 1;
  weight: number;
}

const MAX_STEPS = 100;

/**
 * Minimises Σ weight · cross-entropy + ½ Σ pull · w².
 *
 * @param pull - strictly positive; a tiny one for inputs that should be free // [inputs]
 * @returns a weight for each input
 */
export function fitLogistic(rows: readonly LogisticRow[], pull: readonly number[]): number[] {
  const size = pull.length;
  let weights = new Array<number>(size).fill(0);
  let loss = lossOf(rows, pull, weights);
  for (let step = 0; step < MAX_STEPS; step++) {
    const gradient = weights.map((value, i) => -pull[i]! * value);
    const hessian = Matrix.diag([...pull]);
    for (const { inputs, label, weight } of rows) {
      const p = sigmoid(dot(inputs, weights));
      for (let i = 0; i < size; i++) {
        gradient[i]! += weight * (label - p) * inputs[i]!;
        for (let j = 0; j < size; j++) {
          hessian.set(i, j, hessian.get(i, j) + weight * p * (1 - p) * inputs[i]! * inputs[j]!);
        }
      }
    }
    const change = solve(hessian, Matrix.columnVector(gradient)).to1DArray();
    let rate = 1;
    let next = weights;
    let nextLoss = loss;
    for (; rate > 1e-6; rate /= 2) {
      next = weights.map((value, i) => value + rate * change[i]!);
      nextLoss = lossOf(rows, pull, next);
      if (nextLoss <= loss) break;
    }
    const gain = loss - nextLoss;
    if (!(gain >= 0)) break;
    weights = next;
    loss = nextLoss;
    if (gain < 1e-10 * (1 + loss)) break;
  }
  return weights;
}

function lossOf(rows: readonly LogisticRow[], pull: readonly number[], weights: readonly number[]): number {
  const ridge = weights.reduce((sum, value, i) => sum + (pull[i]! * value * value) / 2, 0);
  return rows.reduce((sum, { inputs, label, weight }) => {
    const margin = (label === 1 ? 1 : -1) * dot(inputs, weights);
    // ln(1 + e^−m) without overflow
    return sum + weight * (Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin))));
  }, ridge);
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
