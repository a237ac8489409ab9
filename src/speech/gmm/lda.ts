/**
 * Linear discriminant analysis: the few directions of spliced frames that tell senones apart best (Fisher 1936;
 * Haeb-Umbach & Ney 1992 for speech).
 */
import { CholeskyDecomposition, EigenvalueDecomposition, inverse, Matrix } from 'ml-matrix';
import type { FeatureMatrix } from '../../audio/features.js';
import type { LinearTransform } from './linear-transform.js';

/**
 * @param matrices - frames of D dimensions. // each [T, D]
 * @param labels - class of every frame, below `classes`. // each [T]
 * @param keep - number of dimensions kept, K ≤ D.
 * @returns the [K, D] matrix that makes the within-class covariance the identity and the between-class covariance
 *   diagonal, largest first.
 */
export function estimateLda(
  matrices: readonly FeatureMatrix[],
  labels: readonly Int32Array[],
  classes: number,
  keep: number,
): LinearTransform {
  const D = matrices[0]!.dimensions;
  const counts = new Float64Array(classes);
  const means = new Float64Array(classes * D);
  const second = new Float64Array(D * D); // upper triangle of Σ x xᵀ
  let total = 0;
  matrices.forEach(({ data, frames }, i) => {
    for (let t = 0; t < frames; t++) {
      const c = labels[i]![t]!;
      counts[c]!++;
      total++;
      const at = t * D;
      for (let j = 0; j < D; j++) {
        const x = data[at + j]!;
        means[c * D + j]! += x;
        const row = j * D;
        for (let k = j; k < D; k++) second[row + k]! += x * data[at + k]!;
      }
    }
  });
  const overall = new Float64Array(D);
  for (let c = 0; c < classes; c++) for (let j = 0; j < D; j++) overall[j]! += means[c * D + j]! / total;
  const within = Matrix.zeros(D, D);
  const between = Matrix.zeros(D, D);
  for (let j = 0; j < D; j++) {
    for (let k = j; k < D; k++) {
      let classSecond = 0;
      for (let c = 0; c < classes; c++) {
        if (counts[c]! > 0) classSecond += (means[c * D + j]! * means[c * D + k]!) / counts[c]!;
      }
      const w = (second[j * D + k]! - classSecond) / total + (j === k ? 1e-6 : 0);
      const b = classSecond / total - overall[j]! * overall[k]!;
      within.set(j, k, w);
      within.set(k, j, w);
      between.set(j, k, b);
      between.set(k, j, b);
    }
  }
  const whitener = inverse(new CholeskyDecomposition(within).lowerTriangularMatrix);
  const whitened = whitener.mmul(between).mmul(whitener.transpose());
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(whitened, {
    assumeSymmetric: true,
  });
  const order = realEigenvalues.map((_, i) => i).sort((a, b) => realEigenvalues[b]! - realEigenvalues[a]!);
  const directions = new Matrix(order.slice(0, keep).map((i) => eigenvectorMatrix.getColumn(i)));
  const result = directions.mmul(whitener);
  return { matrix: Float32Array.from(result.to1DArray()), rows: keep, columns: D };
}
