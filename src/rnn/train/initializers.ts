/** How weights begin: Glorot and orthogonal matrices, gate by gate, as Keras draws them for one gate. */
import { Matrix, QrDecomposition } from 'ml-matrix';
import type { Random } from '../../random.js';
import type { WeightSpec } from './layer.js';

/** The beginning of one weight. // [...shape] */
export function initialize(
  { shape, initializer, gates = 1, memory = 2 }: WeightSpec,
  random: Random,
): Float32Array {
  const size = shape.reduce((product, n) => product * n, 1);
  const out = new Float32Array(size);
  const [rows = 1, columns = 1] = shape;
  switch (initializer) {
    case 'zeros':
      return out;
    case 'ones':
      return out.fill(1);
    case 'embedding':
      return out.map(() => (random.next() * 2 - 1) * 0.05);
    case 'forget-bias':
      // Jozefowicz et al. 2015: an LSTM that begins by remembering. Gates i, f, c, o.
      return out.fill(1, size / 4, size / 2);
    case 'chrono': {
      // Tallec & Ollivier 2018: each unit begins with a memory of its own length, 2 to `memory` frames. LSTM i, f, c, o;
      // GRU z, r, h, where z keeps the old state.
      const units = shape.at(-1)! / gates;
      for (let u = 0; u < units; u++) {
        const keep = Math.log(1 + random.next() * Math.max(0, memory - 2));
        if (gates === 4) out[u] = -keep;
        out[gates === 4 ? units + u : u] = keep;
      }
      return out;
    }
    case 'glorot': {
      const limit = Math.sqrt(6 / (rows + columns / gates));
      return out.map(() => (random.next() * 2 - 1) * limit);
    }
    case 'orthogonal': {
      const width = columns / gates;
      for (let g = 0; g < gates; g++) {
        const block = orthogonal(rows, width, random);
        for (let r = 0; r < rows; r++) {
          for (let c = 0; c < width; c++) out[r * columns + g * width + c] = block.get(r, c);
        }
      }
      return out;
    }
  }
}

/** A random matrix with orthonormal rows or columns (Saxe et al. 2014). */
function orthogonal(rows: number, columns: number, random: Random): Matrix {
  const tall = Matrix.zeros(Math.max(rows, columns), Math.min(rows, columns));
  for (let r = 0; r < tall.rows; r++) for (let c = 0; c < tall.columns; c++) tall.set(r, c, random.normal());
  const qr = new QrDecomposition(tall);
  const q = qr.orthogonalMatrix;
  const r = qr.upperTriangularMatrix;
  // With R's diagonal made positive, Q is uniform over the orthogonal matrices.
  for (let c = 0; c < q.columns; c++) if (r.get(c, c) < 0) q.mulColumn(c, -1);
  return rows >= columns ? q : q.transpose();
}
