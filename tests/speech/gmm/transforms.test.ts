import { describe, expect, it } from 'vitest';
import type { FeatureMatrix } from '../../../src/audio/features.js';
import { type DiagonalMixture, GmmSet } from '../../../src/hmm/gmm-set.js';
import { createRandom, type Random } from '../../../src/random.js';
import { TreeContext } from '../../../src/speech/gmm/context-tree.js';
import { adaptFeatures, FmllrAccumulator, fmllrPrior } from '../../../src/speech/gmm/fmllr.js';
import { estimateLda } from '../../../src/speech/gmm/lda.js';
import { applyTransform, composeTransforms } from '../../../src/speech/gmm/linear-transform.js';
import { estimateMllt } from '../../../src/speech/gmm/mllt.js';

/** Frames around one mean per class. */
function classFrames(random: Random, means: number[][], frames: number) {
  const D = means[0]!.length;
  const data = new Float32Array(frames * D);
  const labels = new Int32Array(frames);
  for (let t = 0; t < frames; t++) {
    labels[t] = t % means.length;
    for (let d = 0; d < D; d++) data[t * D + d] = means[labels[t]!]![d]! + random.normal();
  }
  return { matrix: { data, frames, dimensions: D } satisfies FeatureMatrix, labels };
}

function unitMixture(mean: number[]): DiagonalMixture {
  return {
    weights: new Float64Array([1]),
    means: Float64Array.from(mean),
    variances: new Float64Array(mean.length).fill(1),
  };
}

/** Mean log-likelihood per frame, the transform's log determinant counted in. */
function meanLogLikelihood(
  gmms: GmmSet,
  matrix: FeatureMatrix,
  labels: Int32Array,
  logDeterminant: number,
): number {
  let sum = 0;
  for (let t = 0; t < matrix.frames; t++)
    sum += gmms.logLikelihood(labels[t]!, matrix.data, t * matrix.dimensions);
  return sum / matrix.frames + logDeterminant;
}

describe('estimateLda', () => {
  it('whitens the classes and puts the direction that separates them first', () => {
    const random = createRandom(1);
    const { matrix, labels } = classFrames(
      random,
      [
        [0, -4, 0],
        [0, 4, 0],
      ],
      8000,
    );
    for (let t = 0; t < matrix.frames; t++) matrix.data[t * 3] = matrix.data[t * 3]! * 10; // loud but useless
    const lda = estimateLda([matrix], [labels], 2, 2);
    const [a, b, c] = lda.matrix;
    expect(Math.abs(b!)).toBeGreaterThan(0.95);
    expect(Math.abs(a!) * 10 + Math.abs(c!)).toBeLessThan(0.15);
    const projected = applyTransform(lda, matrix);
    const variance = [0, 1].map((d) => {
      const byClass = [0, 1].map((k) => {
        const values = [...labels.keys()]
          .filter((t) => labels[t] === k)
          .map((t) => projected.data[t * 2 + d]!);
        const mean = values.reduce((x, y) => x + y, 0) / values.length;
        return values.reduce((x, y) => x + (y - mean) ** 2, 0) / values.length;
      });
      return (byClass[0]! + byClass[1]!) / 2;
    });
    for (const v of variance) expect(v).toBeCloseTo(1, 2);
  });
});

describe('estimateMllt', () => {
  it('undoes a correlation that all Gaussians share', () => {
    const random = createRandom(2);
    const frames = 20_000;
    const data = new Float32Array(frames * 2);
    for (let t = 0; t < frames; t++) {
      const x = random.normal();
      data[t * 2] = x;
      data[t * 2 + 1] = 0.9 * x + Math.sqrt(1 - 0.81) * random.normal();
    }
    const matrix = { data, frames, dimensions: 2 };
    const context = new TreeContext(
      { silence: 0, senones: 1, roots: [[{ senone: 0 }]] },
      new Float32Array(1),
    );
    const gmms = GmmSet.fromMixtures([unitMixture([0, 0])], 2);
    const alignment = { phones: Int16Array.of(0), ends: Int32Array.of(frames) };
    const mllt = estimateMllt([matrix], [alignment], { context, gmms });
    const [a, b, c, d] = mllt.matrix as unknown as [number, number, number, number];
    const out = applyTransform(mllt, matrix);
    let cross = 0;
    for (let t = 0; t < frames; t++) cross += (out.data[t * 2]! * out.data[t * 2 + 1]!) / frames;
    expect(Math.abs(cross)).toBeLessThan(0.02);
    // Closed form: with unit model variances the best transform whitens, |A| = 1 / √(1 − 0.9²).
    expect(Math.abs(a * d - b * c)).toBeCloseTo(1 / Math.sqrt(1 - 0.81), 1);
  });
});

describe('fMLLR', () => {
  const means = [
    [3, 0],
    [-3, 1],
    [0, -4],
    [1, 5],
  ];
  const gmms = GmmSet.fromMixtures(means.map(unitMixture), 2);

  it('finds the affine map that brings a speaker back to the model', () => {
    const { matrix, labels } = classFrames(createRandom(3), means, 20_000);
    // A speaker whose frames are y = B x + c; the transform must be B⁻¹ (y − c).
    const spoken = applyTransform(
      { matrix: Float32Array.of(2, 0.5, 1, 0.3, 1.5, -2), rows: 2, columns: 3 },
      matrix,
    );
    const accumulator = new FmllrAccumulator(gmms);
    labels.forEach((label, t) => {
      accumulator.add(label, spoken, t);
    });
    const found = accumulator.estimate(fmllrPrior(gmms, [matrix]), 1);
    const determinant = 2 * 1.5 - 0.5 * 0.3;
    const expected = [1.5, -0.5, 0, -0.3, 2, 0].map((v) => v / determinant);
    expected[2] = -(expected[0]! * 1 + expected[1]! * -2);
    expected[5] = -(expected[3]! * 1 + expected[4]! * -2);
    found.matrix.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 1);
    });
  });

  it('stays at the identity without evidence and never fits worse with it', () => {
    const { matrix, labels } = classFrames(createRandom(4), means, 4000);
    const prior = fmllrPrior(gmms, [matrix]);
    const none = new FmllrAccumulator(gmms).estimate(prior, 100);
    [1, 0, 0, 0, 1, 0].forEach((value, i) => {
      expect(none.matrix[i]).toBeCloseTo(value, 5);
    });
    const shifted = applyTransform(
      { matrix: Float32Array.of(1, 0, 2, 0, 1, -1), rows: 2, columns: 3 },
      matrix,
    );
    const few = { ...shifted, frames: 40, data: shifted.data.slice(0, 80) };
    const adapted = adaptFeatures(few, labels, { gmms, prior, priorFrames: 20 });
    expect(meanLogLikelihood(gmms, adapted, labels, 0)).toBeGreaterThan(
      meanLogLikelihood(gmms, few, labels, 0),
    );
  });

  it('moves less the more frames the prior stands for', () => {
    const { matrix, labels } = classFrames(createRandom(5), means, 100);
    const shifted = applyTransform(
      { matrix: Float32Array.of(1, 0, 2, 0, 1, -1), rows: 2, columns: 3 },
      matrix,
    );
    const prior = fmllrPrior(gmms, [matrix]);
    const move = (priorFrames: number): number => {
      const accumulator = new FmllrAccumulator(gmms);
      labels.forEach((label, t) => {
        accumulator.add(label, shifted, t);
      });
      const { matrix: found } = accumulator.estimate(prior, priorFrames);
      return [1, 0, 0, 0, 1, 0].reduce((sum, value, i) => sum + (found[i]! - value) ** 2, 0);
    };
    const moves = [1, 30, 300, 3000].map(move);
    expect(moves).toEqual([...moves].sort((a, b) => b - a));
    expect(moves[0]).toBeGreaterThan(10 * moves[3]!);
  });
});

describe('composeTransforms', () => {
  it('applies the first, then the second', () => {
    const first = { matrix: Float32Array.of(1, 2, 3, 4, 5, 6), rows: 2, columns: 3 };
    const second = { matrix: Float32Array.of(0, 1, 2, 0), rows: 2, columns: 2 };
    const frame = { data: Float32Array.of(1, -1, 2), frames: 1, dimensions: 3 };
    const both = applyTransform(composeTransforms(second, first), frame);
    expect([...both.data]).toEqual([...applyTransform(second, applyTransform(first, frame)).data]);
    expect([...both.data]).toEqual([11, 10]);
  });
});
