import { describe, expect, it } from 'vitest';
import { buildMatrix, type Example } from '../../../src/sentiment/nb-svm/examples.js';
import { trainLinearSvm } from '../../../src/sentiment/nb-svm/linear-svm.js';

const words = (text: string) => text.split(' ').map((form) => ({ form }));
const examples: Example[] = [
  { tokens: words('good film'), label: 1 },
  { tokens: words('bad film'), label: 0 },
  { tokens: words('good good cast'), label: 1, weight: 2 },
  { tokens: words('bad cast'), label: 1, weight: 0.5 },
  { tokens: words('film'), label: 0 },
];
const matrix = buildMatrix(examples, { order: 1, minTexts: 1 });
const solver = { cost: 0.7, maxPasses: 5000, tolerance: 1e-9, seed: 1 };

/** The primal objective, straight from its definition. */
function objective(
  scale: Float64Array,
  weights: ArrayLike<number>,
  bias: number,
  offsets?: Float64Array,
): number {
  let value = (bias * bias) / 2;
  for (let f = 0; f < weights.length; f++) value += weights[f]! ** 2 / 2;
  for (let n = 0; n < examples.length; n++) {
    let margin = bias + (offsets?.[n] ?? 0);
    for (let i = matrix.rows[n]!; i < matrix.rows[n + 1]!; i++) {
      margin += weights[matrix.columns[i]!]! * scale[matrix.columns[i]!]!;
    }
    value += solver.cost * matrix.weights[n]! * Math.max(0, 1 - matrix.labels[n]! * margin) ** 2;
  }
  return value;
}

describe('trainLinearSvm', () => {
  it.each([undefined, Float64Array.of(0.5, 2, -1, 0, -3)])(
    'ends where the gradient of the primal is zero',
    (offsets) => {
      const scale = Float64Array.from({ length: matrix.low.length }, (_, f) => 0.5 + f / 3);
      const { weights, bias } = trainLinearSvm(matrix, scale, solver, offsets);
      const h = 1e-5;
      for (let f = 0; f < weights.length; f++) {
        const moved = (step: number) => weights.map((weight, i) => (i === f ? weight + step : weight));
        const slope =
          (objective(scale, moved(h), bias, offsets) - objective(scale, moved(-h), bias, offsets)) / (2 * h);
        expect(slope).toBeCloseTo(0, 5);
      }
      const slope =
        objective(scale, weights, bias + h, offsets) - objective(scale, weights, bias - h, offsets);
      expect(slope / (2 * h)).toBeCloseTo(0, 5);
    },
  );

  it('without a bias leaves it at zero', () => {
    const scale = new Float64Array(matrix.low.length).fill(1);
    expect(trainLinearSvm(matrix, scale, { ...solver, bias: false }).bias).toBe(0);
  });
});
