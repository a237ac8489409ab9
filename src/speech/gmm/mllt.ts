/**
 * Maximum-likelihood linear transform: the square matrix under which diagonal covariances fit best (Gales 1999,
 * "Semi-tied covariance matrices for hidden Markov models").
 */
import { determinant, inverse, Matrix } from 'ml-matrix';
import type { FeatureMatrix } from '../../audio/features.js';
import { GmmSet } from '../../hmm/gmm-set.js';
import type { GmmAcousticModel } from './acoustic-model.js';
import type { LinearTransform } from './linear-transform.js';
import { forEachState, type PhoneAlignment } from './phone-alignment.js';

const ROW_UPDATES = 100;

/** @returns the [D, D] transform for `matrices` under the model's Gaussians. */
export function estimateMllt(
  matrices: readonly FeatureMatrix[],
  alignments: readonly PhoneAlignment[],
  { context, gmms }: GmmAcousticModel,
): LinearTransform {
  const D = gmms.dimensions;
  const G = gmms.components;
  const size = (D * (D + 1)) / 2;
  const occupancy = new Float64Array(G);
  const first = new Float64Array(G * D);
  const second = new Float64Array(G * size);
  const posterior = new Float64Array(G);
  matrices.forEach(({ data }, i) => {
    forEachState(alignments[i]!, context.silence, (left, phone, right, position, start, end) => {
      const s = context.senones(left, phone, right)[position]!;
      const from = gmms.offsets[s]!;
      const to = gmms.offsets[s + 1]!;
      for (let t = start; t < end; t++) {
        const at = t * D;
        gmms.posteriors(s, data, at, posterior);
        for (let g = from; g < to; g++) {
          const gamma = posterior[g - from]!;
          if (gamma < 0.01) continue;
          occupancy[g]! += gamma;
          for (let d = 0, k = g * size; d < D; d++) {
            const x = gamma * data[at + d]!;
            first[g * D + d]! += x;
            for (let e = 0; e <= d; e++) second[k++]! += x * data[at + e]!;
          }
        }
      }
    });
  });
  return maximizeRows(fullStatistics(gmms, occupancy, first, second), occupancy, D);
}

/** Gales's G(i) = Σ over Gaussians of 1/σ²(i) Σ γ (x − μ)(x − μ)ᵀ, one matrix per dimension. */
function fullStatistics(
  gmms: GmmSet,
  occupancy: Float64Array,
  first: Float64Array,
  second: Float64Array,
): Matrix[] {
  const D = gmms.dimensions;
  const size = (D * (D + 1)) / 2;
  const sums = Array.from({ length: D }, () => new Float64Array(size));
  const scatter = new Float64Array(size);
  for (let g = 0; g < gmms.components; g++) {
    const n = occupancy[g]!;
    if (n < D / 4) continue;
    for (let d = 0, k = 0; d < D; d++) {
      for (let e = 0; e <= d; e++, k++) {
        scatter[k] = second[g * size + k]! - (first[g * D + d]! * first[g * D + e]!) / n;
      }
    }
    for (let d = 0; d < D; d++) {
      const precision = -2 * gmms.rows[(g * D + d) * 2 + 1]!;
      const sum = sums[d]!;
      for (let k = 0; k < size; k++) sum[k]! += precision * scatter[k]!;
    }
  }
  return sums.map((sum) => {
    const matrix = Matrix.zeros(D, D);
    for (let d = 0, k = 0; d < D; d++) {
      for (let e = 0; e <= d; e++, k++) {
        matrix.set(d, e, sum[k]!);
        matrix.set(e, d, sum[k]!);
      }
    }
    return matrix;
  });
}

/** Row-by-row maximisation of β log |det A|² − Σ a(i) G(i) a(i)ᵀ (Gales 1999, eq. 21). */
function maximizeRows(statistics: readonly Matrix[], occupancy: Float64Array, D: number): LinearTransform {
  let beta = 0;
  for (const n of occupancy) if (n >= D / 4) beta += n;
  const inverses = statistics.map((matrix) => inverse(matrix));
  const A = Matrix.eye(D);
  for (let iteration = 0; iteration < ROW_UPDATES; iteration++) {
    for (let d = 0; d < D; d++) {
      // Row d of the cofactor matrix, up to the determinant, which the normalisation removes.
      const cofactor = inverse(A).getColumn(d);
      const direction = inverses[d]!.mmul(Matrix.columnVector(cofactor)).to1DArray();
      let norm = 0;
      for (let e = 0; e < D; e++) norm += cofactor[e]! * direction[e]!;
      const scale = Math.sqrt(beta / norm);
      A.setRow(
        d,
        direction.map((v) => v * scale),
      );
    }
  }
  if (!(Math.abs(determinant(A)) > 0)) throw new Error('MLLT became singular');
  return { matrix: Float32Array.from(A.to1DArray()), rows: D, columns: D };
}

/** The same Gaussians in the transformed space: means mapped, variances left for the next re-estimation. */
export function transformMeans(gmms: GmmSet, transform: LinearTransform): GmmSet {
  const D = gmms.dimensions;
  const mixtures = Array.from({ length: gmms.states }, (_, s) => {
    const mixture = gmms.mixture(s);
    const means = new Float64Array(mixture.means.length);
    for (let m = 0; m < mixture.weights.length; m++) {
      for (let r = 0; r < D; r++) {
        for (let c = 0; c < D; c++)
          means[m * D + r]! += transform.matrix[r * D + c]! * mixture.means[m * D + c]!;
      }
    }
    return { ...mixture, means };
  });
  return GmmSet.fromMixtures(mixtures, D);
}
