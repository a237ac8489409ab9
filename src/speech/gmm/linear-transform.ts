/** Matrices that map one frame to another: what LDA, MLLT and speaker adaptation estimate. */
import type { FeatureMatrix } from '../../audio/features.js';

/** y = A x, or y = A [x 1] when there is one column more than input dimensions. */
export interface LinearTransform {
  /** Row-major. // [rows, columns] */
  matrix: Float32Array;
  rows: number;
  columns: number;
}

/** Applies a linear or affine transform to every frame: [T, D] → [T, rows]. */
export function applyTransform(transform: LinearTransform, features: FeatureMatrix): FeatureMatrix {
  const { matrix, rows, columns } = transform;
  const { data, frames, dimensions: D } = features;
  const affine = columns === D + 1;
  if (!affine && columns !== D)
    throw new Error(`transform takes ${columns} dimensions, the frames have ${D}`);
  const out = new Float32Array(frames * rows);
  for (let t = 0; t < frames; t++) {
    for (let r = 0; r < rows; r++) {
      let sum = affine ? matrix[r * columns + D]! : 0;
      for (let d = 0; d < D; d++) sum += matrix[r * columns + d]! * data[t * D + d]!;
      out[t * rows + r] = sum;
    }
  }
  return { data: out, frames, dimensions: rows };
}

/** The linear transform that applies `first`, then `second`. */
export function composeTransforms(second: LinearTransform, first: LinearTransform): LinearTransform {
  if (second.columns !== first.rows)
    throw new Error(`cannot compose ${second.columns} with ${first.rows} dimensions`);
  const matrix = new Float32Array(second.rows * first.columns);
  for (let r = 0; r < second.rows; r++) {
    for (let c = 0; c < first.columns; c++) {
      let sum = 0;
      for (let k = 0; k < first.rows; k++) {
        sum += second.matrix[r * second.columns + k]! * first.matrix[k * first.columns + c]!;
      }
      matrix[r * first.columns + c] = sum;
    }
  }
  return { matrix, rows: second.rows, columns: first.columns };
}
