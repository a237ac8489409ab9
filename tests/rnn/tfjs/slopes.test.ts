/** Gradients of what TensorFlow.js has no equal of, against finite differences. */
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FusedGRU, openTfjs, type Tfjs } from '../../../src/rnn/tfjs/index.js';
import { type AnyLayer, type Batch, fill, numbers, solve } from './against-plain.js';

const [B, T, I, H] = [3, 5, 2, 3];
/** Large against the rounding of float32, small against the curvature. */
const STEP = 1e-2;

const dropoutFunc = (ones: tf.Tensor): tf.Tensor =>
  tf.mul(tf.cast(tf.greater(numbers(ones.shape, 40), -0.3), 'float32'), 1.5);

const CASES: [string, object][] = [
  ['reset after', { resetAfter: true }],
  [
    'reset after, hard gates, without bias',
    { resetAfter: true, recurrentActivation: 'hardSigmoid', useBias: false },
  ],
  ['reset after, backwards, with states', { resetAfter: true, goBackwards: true, returnState: true }],
  ['reset after, under dropout', { resetAfter: true, dropout: 0.5, recurrentDropout: 0.5, dropoutFunc }],
  ['reset before, under dropout', { dropout: 0.5, recurrentDropout: 0.5, dropoutFunc }],
];

describe('a GRU', () => {
  let open: Tfjs;
  beforeAll(async () => {
    open = await openTfjs({ backend: 'cpu', threads: 1 });
  });
  afterAll(() => open.close());

  it.each(CASES)('%s: every gradient is the slope', (_, args) => {
    const layer = new FusedGRU({
      ...{ units: H, returnSequences: true, recurrentActivation: 'sigmoid' },
      ...args,
    } as never) as unknown as AnyLayer;
    fill(layer, I);
    const batch: Batch = {
      x: numbers([B, T, I], 1),
      mask: tf.tensor2d([1, 1, 1, 1, 1, 0, 1, 1, 0, 1, 0, 0, 0, 0, 0], [B, T], 'bool'),
      states: [numbers([B, H], 70, 0.5)],
      training: true,
    };
    const found = solve(layer, batch);
    const loss = (changed: Batch): number =>
      tf.tidy(() => {
        const { x, mask, states: initialState, training } = changed;
        const outputs = [layer.call(x, { mask, initialState, training })].flat();
        // The same weights as in solve.
        return outputs
          .map((y, i) => tf.sum(tf.mul(y, numbers(y.shape, 90 + i))).dataSync()[0]!)
          .reduce((a, b) => a + b);
      });
    const slope = (tensor: tf.Tensor, i: number, lossOf: (changed: tf.Tensor) => number): number => {
      const at = (offset: number): number => {
        const values = tensor.dataSync().slice();
        values[i]! += offset;
        return lossOf(tf.tensor(values, tensor.shape));
      };
      return (at(STEP) - at(-STEP)) / (2 * STEP);
    };
    const expectSlopes = (name: string, tensor: tf.Tensor, lossOf: (changed: tf.Tensor) => number): void => {
      const gradient = found[`gradient of ${name}`]!;
      expect(gradient.length).toBe(tensor.size);
      for (let i = 0; i < tensor.size; i++) {
        const expected = slope(tensor, i, lossOf);
        expect(Math.abs(gradient[i]! - expected) / (1 + Math.abs(expected))).toBeLessThan(2e-3);
      }
    };
    expectSlopes('x', batch.x, (x) => loss({ ...batch, x }));
    expectSlopes('state 0', batch.states![0]!, (state) => loss({ ...batch, states: [state] }));
    const weights = layer.weights.map((weight) => tf.clone(weight.read()));
    for (const [w, weight] of weights.entries()) {
      expectSlopes(`weight ${w}`, weight, (changed) => {
        layer.setWeights(weights.map((own, v) => (v === w ? changed : own)));
        const value = loss(batch);
        layer.setWeights(weights);
        return value;
      });
    }
  });
});
