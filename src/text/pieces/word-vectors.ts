/**
 * Where words begin before they are trained: words with like neighbours lie near each other. Positive pointwise mutual
 * information of words with frequent words one and two places away, brought to few columns by singular values (Levy &
 * Goldberg 2014; Halko et al. 2011). It costs a minute, and rare words have their place from the first step on.
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { createRandom } from '../../random.js';
import { countIds, type EncodedTexts } from './encoded-texts.js';

/** Words that count as neighbours, on each side. */
const NEIGHBOURS = 1024;
/** What a word two places away counts. */
const FARTHER = 0.5;
/** Columns more than wanted, for exactness. */
const SPARE = 16;
const ROUNDS = 3;

/**
 * A row for each id, all of the same length.
 * @param size - ids run from 0 to one less
 * @param units - columns
 * @param spread - root of the mean square of a row's numbers
 * @returns [size, units]
 */
export function wordVectors(texts: EncodedTexts, size: number, units: number, spread: number): Float32Array {
  const columns = 2 * Math.min(NEIGHBOURS, size);
  const table = sparse(associations(texts, size), size, columns);
  const width = Math.min(columns, units + SPARE);
  const random = createRandom(7);
  const draw = (): number[] => Array.from({ length: width }, () => random.normal());
  let right = orthonormal(new Matrix(Array.from({ length: columns }, draw)));
  for (let round = 0; round < ROUNDS; round++) right = orthonormal(back(table, times(table, right), columns));
  const left = times(table, right);
  // left = U·Σ·Vᵀ with V and Σ² from leftᵀ·left; kept are the columns U·√Σ.
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(left.transpose().mmul(left), {
    assumeSymmetric: true,
  });
  const order = realEigenvalues.map((_, i) => i).sort((a, b) => realEigenvalues[b]! - realEigenvalues[a]!);
  const turn = Matrix.zeros(width, Math.min(units, width));
  for (let c = 0; c < turn.columns; c++) {
    const scale = Math.max(realEigenvalues[order[c]!]!, 1e-9) ** -0.25;
    for (let r = 0; r < width; r++) turn.set(r, c, eigenvectorMatrix.get(r, order[c]!) * scale);
  }
  const vectors = left.mmul(turn);
  const out = new Float32Array(size * units);
  for (let id = 0; id < size; id++) {
    const row = vectors.getRow(id);
    const length = Math.hypot(...row);
    // Ids that never occur begin small and at random, as in a network without this.
    for (let c = 0; c < units; c++) {
      const value =
        length > 0 ? ((row[c] ?? 0) / length) * spread * Math.sqrt(units) : random.normal() * 0.03;
      out[id * units + c] = value;
    }
  }
  return out;
}

/** Positive pointwise mutual information; the left neighbours' columns, then the right ones'. // [size, 2·neighbours] */
function associations(texts: EncodedTexts, size: number): Float32Array {
  const { ids, starts } = texts;
  const counts = countIds([texts], size);
  const neighbours = Math.min(NEIGHBOURS, size);
  const frequent = [...counts.keys()].sort((a, b) => counts[b]! - counts[a]!).slice(0, neighbours);
  const column = new Int32Array(size).fill(-1);
  for (const [c, id] of frequent.entries()) column[id] = c;
  const columns = 2 * neighbours;
  const table = new Float32Array(size * columns);
  const see = (word: number, neighbour: number, offset: number, amount: number): void => {
    const c = column[neighbour]!;
    if (c >= 0) table[word * columns + offset + c]! += amount;
  };
  for (let text = 0; text + 1 < starts.length; text++) {
    const end = starts[text + 1]!;
    for (let i = starts[text]!; i < end; i++) {
      for (let d = 1; d <= 2 && i + d < end; d++) {
        const amount = d === 1 ? 1 : FARTHER;
        see(ids[i]!, ids[i + d]!, neighbours, amount);
        see(ids[i + d]!, ids[i]!, 0, amount);
      }
    }
  }
  const rows = new Float64Array(size);
  const sums = new Float64Array(columns);
  let total = 0;
  for (let r = 0; r < size; r++) {
    for (let c = 0; c < columns; c++) {
      const amount = table[r * columns + c]!;
      rows[r]! += amount;
      sums[c]! += amount;
    }
    total += rows[r]!;
  }
  for (let r = 0; r < size; r++) {
    for (let c = 0; c < columns; c++) {
      const amount = table[r * columns + c]!;
      if (amount === 0) continue;
      const information = Math.log((amount * total) / (rows[r]! * sums[c]!));
      // What was seen once may be chance (Pantel & Lin 2002).
      table[r * columns + c] = Math.max(0, information) * (amount / (amount + 1));
    }
  }
  return table;
}

interface Sparse {
  starts: Uint32Array;
  columns: Uint16Array;
  values: Float32Array;
}

function sparse(table: Float32Array, rows: number, columns: number): Sparse {
  const count = table.reduce((sum, value) => sum + (value > 0 ? 1 : 0), 0);
  const out = {
    starts: new Uint32Array(rows + 1),
    columns: new Uint16Array(count),
    values: new Float32Array(count),
  };
  let at = 0;
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const value = table[r * columns + c]!;
      if (value <= 0) continue;
      out.columns[at] = c;
      out.values[at++] = value;
    }
    out.starts[r + 1] = at;
  }
  return out;
}

/** table · right */
function times({ starts, columns, values }: Sparse, right: Matrix): Matrix {
  const rows = right.to2DArray().map((row) => Float64Array.from(row));
  const out = Array.from({ length: starts.length - 1 }, (_, r) => {
    const sum = new Float64Array(right.columns);
    for (let i = starts[r]!; i < starts[r + 1]!; i++) addScaled(sum, rows[columns[i]!]!, values[i]!);
    return sum;
  });
  return new Matrix(out as unknown as number[][]);
}

/** tableᵀ · left */
function back({ starts, columns, values }: Sparse, left: Matrix, width: number): Matrix {
  const out = Array.from({ length: width }, () => new Float64Array(left.columns));
  for (let r = 0; r + 1 < starts.length; r++) {
    const row = Float64Array.from(left.getRow(r));
    for (let i = starts[r]!; i < starts[r + 1]!; i++) addScaled(out[columns[i]!]!, row, values[i]!);
  }
  return new Matrix(out as unknown as number[][]);
}

function addScaled(sum: Float64Array, row: Float64Array, factor: number): void {
  for (let c = 0; c < sum.length; c++) sum[c]! += factor * row[c]!;
}

/** Columns made orthonormal (modified Gram–Schmidt, twice for exactness). */
function orthonormal(matrix: Matrix): Matrix {
  const columns = matrix
    .transpose()
    .to2DArray()
    .map((row) => Float64Array.from(row));
  for (let twice = 0; twice < 2; twice++) {
    columns.forEach((column, c) => {
      for (let before = 0; before < c; before++) {
        addScaled(column, columns[before]!, -dot(column, columns[before]!));
      }
      const length = Math.sqrt(dot(column, column)) || 1;
      for (let r = 0; r < column.length; r++) column[r]! /= length;
    });
  }
  return new Matrix(columns as unknown as number[][]).transpose();
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
