/**
 * Orthogonal matrices to begin with (Saxe et al. 2014). TensorFlow.js's own initializer takes minutes for 256 units,
 * and under Node it fails.
 */
import { type DataType, type Tensor, tensor2d } from '@tensorflow/tfjs-core';
import { createRandom } from '../../random.js';
import { type Config, type Initializer, PlainOrthogonal } from './plain-layers.js';

/** Saved as TensorFlow.js's `Orthogonal`. Options: `gain` (default 1), `seed`. */
export class FastOrthogonal extends PlainOrthogonal {
  override apply(shape: number[], _dtype?: DataType): Tensor {
    if (shape.length !== 2) throw new Error(`An orthogonal matrix has two dimensions, not ${shape.length}.`);
    const { gain, seed } = this.getConfig() as { gain?: number; seed?: number };
    const [rows, columns] = shape as [number, number];
    const values = orthogonalMatrix(rows, columns, seed ?? Math.floor(Math.random() * 2 ** 32));
    return tensor2d(
      values.map((value) => value * (gain ?? 1)),
      [rows, columns],
    );
  }
}

/** Takes the place of TensorFlow.js's orthogonal initializer, however that is said; others stay. */
export function fastInitializer(wanted: unknown): Initializer | undefined {
  if (wanted === undefined || wanted === null || wanted === 'orthogonal' || wanted === 'Orthogonal') {
    return new FastOrthogonal({});
  }
  const { className, config } = wanted as { className?: string; config?: Config };
  if (className === 'Orthogonal') return new FastOrthogonal(config ?? {});
  if (wanted instanceof PlainOrthogonal) return new FastOrthogonal(wanted.getConfig());
  return undefined;
}

/**
 * Orthonormal rows (or columns, where there are fewer), uniform over all such matrices: normal numbers, made orthogonal
 * by the modified Gram–Schmidt method in float64.
 * @returns [rows, columns]
 */
export function orthogonalMatrix(rows: number, columns: number, seed: number): Float32Array {
  const random = createRandom(seed);
  const count = Math.min(rows, columns);
  const length = Math.max(rows, columns);
  const vectors: Float64Array[] = [];
  for (let i = 0; i < count; i++) {
    const x = Float64Array.from({ length }, () => random.normal());
    for (const y of vectors) {
      const overlap = dot(x, y);
      for (let k = 0; k < length; k++) x[k]! -= overlap * y[k]!;
    }
    const norm = 1 / Math.sqrt(dot(x, x));
    vectors.push(x.map((value) => value * norm));
  }
  const out = new Float32Array(rows * columns);
  for (const [i, vector] of vectors.entries()) {
    for (let k = 0; k < length; k++) out[rows <= columns ? i * columns + k : k * columns + i] = vector[k]!;
  }
  return out;
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < x.length; k++) sum += x[k]! * y[k]!;
  return sum;
}
