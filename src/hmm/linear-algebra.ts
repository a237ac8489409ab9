/** Small symmetric matrices for full covariances: Cholesky factors and a floor under the eigenvalues. */

/** Share of the greatest eigenvalue (per dimension) below which another cannot be told from rounding. */
const PRECISION = 1e-13;

/**
 * Lower Cholesky factor of the symmetric matrix at `a[at …]`, written to `out[outAt …]` with zeros above the diagonal.
 *
 * @param shift - subtracted from the diagonal first
 * @returns false when the (shifted) matrix is not positive definite; `out` is then spoilt // [D, D]
 */
export function cholesky(
  a: Float64Array,
  at: number,
  D: number,
  out: Float64Array,
  outAt: number,
  shift = 0,
): boolean {
  for (let r = 0; r < D; r++) {
    const row = outAt + r * D;
    for (let c = 0; c <= r; c++) {
      const other = outAt + c * D;
      let sum = a[at + r * D + c]!;
      for (let k = 0; k < c; k++) sum -= out[row + k]! * out[other + k]!;
      if (r !== c) out[row + c] = sum / out[other + c]!;
      else {
        sum -= shift;
        if (!(sum > 0)) return false;
        out[row + c] = Math.sqrt(sum);
      }
    }
    out.fill(0, row + r + 1, row + D);
  }
  return true;
}

/** Solves L Lᵀ x = b in place for a Cholesky factor L at `factor[at …]`. // x: [D] */
export function choleskySolve(factor: Float64Array, at: number, D: number, x: Float64Array): void {
  for (let r = 0; r < D; r++) {
    let sum = x[r]!;
    for (let k = 0; k < r; k++) sum -= factor[at + r * D + k]! * x[k]!;
    x[r] = sum / factor[at + r * D + r]!;
  }
  for (let r = D - 1; r >= 0; r--) {
    let sum = x[r]!;
    for (let k = r + 1; k < D; k++) sum -= factor[at + k * D + r]! * x[k]!;
    x[r] = sum / factor[at + r * D + r]!;
  }
}

/**
 * Raises the eigenvalues of a symmetric matrix that lie below `floor`, in place. Among all covariances with no
 * eigenvalue below the floor the result is the one under which Gaussian data of the given covariance is most
 * likely. The floor in force is at least D · 1e-13 of the greatest eigenvalue, below which rounding rules.
 *
 * @param a - overwritten // [D, D]
 * @param scratch - at least D² numbers
 */
export function floorEigenvalues(
  a: Float64Array,
  at: number,
  D: number,
  floor: number,
  scratch: Float64Array,
): void {
  let trace = 0;
  for (let d = 0; d < D; d++) trace += a[at + d * D + d]!;
  if (cholesky(a, at, D, scratch, 0, Math.max(floor, PRECISION * trace))) return;
  const { values, vectors } = eigen(a.subarray(at, at + D * D), D);
  const greatest = values.reduce((most, value) => Math.max(most, value), 0);
  const least = Math.max(floor, PRECISION * D * greatest);
  for (let d = 0; d < D; d++) values[d] = Math.max(values[d]!, least);
  for (let r = 0; r < D; r++) {
    for (let c = 0; c <= r; c++) {
      let sum = 0;
      for (let k = 0; k < D; k++) sum += vectors[r * D + k]! * values[k]! * vectors[c * D + k]!;
      a[at + r * D + c] = sum;
      a[at + c * D + r] = sum;
    }
  }
}

/**
 * Eigenvalues and eigenvectors (columns) of a symmetric matrix by cyclic Jacobi rotations (Golub and Van Loan, 8.5).
 *
 * @param matrix - left as it is // [D, D]
 */
export function eigen(matrix: Float64Array, D: number): { values: Float64Array; vectors: Float64Array } {
  let scale = 0;
  for (const x of matrix) scale = Math.max(scale, Math.abs(x));
  const a = matrix.map((x) => (scale > 0 ? x / scale : 0)); // so that squares neither overflow nor vanish
  const vectors = new Float64Array(D * D);
  for (let d = 0; d < D; d++) vectors[d * D + d] = 1;
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    for (let p = 0; p < D; p++) for (let q = 0; q < p; q++) off += a[p * D + q]! ** 2;
    if (off < 1e-34) break;
    for (let p = 0; p < D; p++) {
      for (let q = p + 1; q < D; q++) {
        if (a[p * D + q] === 0) continue;
        const theta = (a[q * D + q]! - a[p * D + p]!) / (2 * a[p * D + q]!);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const cos = 1 / Math.hypot(t, 1);
        rotateColumns(a, D, p, q, cos, t * cos);
        rotateRows(a, D, p, q, cos, t * cos);
        rotateColumns(vectors, D, p, q, cos, t * cos);
      }
    }
  }
  return { values: Float64Array.from({ length: D }, (_, d) => a[d * D + d]! * scale), vectors };
}

function rotateColumns(m: Float64Array, D: number, p: number, q: number, cos: number, sin: number): void {
  for (let k = 0; k < D; k++) {
    const x = m[k * D + p]!;
    const y = m[k * D + q]!;
    m[k * D + p] = cos * x - sin * y;
    m[k * D + q] = sin * x + cos * y;
  }
}

function rotateRows(m: Float64Array, D: number, p: number, q: number, cos: number, sin: number): void {
  for (let k = 0; k < D; k++) {
    const x = m[p * D + k]!;
    const y = m[q * D + k]!;
    m[p * D + k] = cos * x - sin * y;
    m[q * D + k] = sin * x + cos * y;
  }
}
