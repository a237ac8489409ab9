/** Operations supplied to the wasm backend, against the cpu backend's. */
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTfjs, type Tfjs } from '../../../src/rnn/tfjs/index.js';
import { numbers } from './against-plain.js';

/** Gradients of Σ f(inputs)∘w with regard to all inputs, and the values of f. */
function solve(f: (...inputs: tf.Tensor[]) => tf.Tensor, shapes: number[][]): Float32Array[] {
  return tf.tidy(() => {
    const inputs = shapes.map((shape, i) => numbers(shape, i + 1));
    const value = f(...inputs);
    const weighted = (...x: tf.Tensor[]): tf.Tensor => tf.sum(tf.mul(f(...x), numbers(value.shape, 50)));
    return [value, ...tf.grads(weighted)(inputs)].map((t) => t.dataSync().slice() as Float32Array);
  });
}

type Case = [string, (...inputs: tf.Tensor[]) => tf.Tensor, number[][]];

const conv2d =
  (stride: number | [number, number], pad: 'same' | 'valid' | number) =>
  (x: tf.Tensor, filter: tf.Tensor): tf.Tensor =>
    tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, pad);

const ids = (values: number[], shape: number[]): tf.Tensor => tf.tensor(values, shape, 'int32');

const CASES: Case[] = [
  [
    'conv2d, same',
    conv2d(1, 'same'),
    [
      [2, 7, 6, 3],
      [3, 3, 3, 5],
    ],
  ],
  [
    'conv2d, strides, valid',
    conv2d([2, 3], 'valid'),
    [
      [3, 9, 8, 2],
      [3, 2, 2, 9],
    ],
  ],
  [
    'conv2d, explicit padding',
    conv2d(1, 1),
    [
      [1, 5, 5, 1],
      [3, 3, 1, 2],
    ],
  ],
  [
    'conv1d',
    (x, filter) => tf.conv1d(x as tf.Tensor3D, filter as tf.Tensor3D, 2, 'same'),
    [
      [4, 11, 3],
      [5, 3, 6],
    ],
  ],
  [
    'separable convolution',
    (x, depth, point) =>
      tf.separableConv2d(x as tf.Tensor4D, depth as tf.Tensor4D, point as tf.Tensor4D, 1, 'same'),
    [
      [2, 5, 6, 3],
      [3, 3, 3, 2],
      [1, 1, 6, 4],
    ],
  ],
  ['gather, as an embedding does', (x) => tf.gather(x, ids([3, 0, 3, 6, 1, 3], [6])), [[7, 4]]],
  ['gather of a batch', (x) => tf.gather(x, ids([3, 0, 3, 6], [2, 2])), [[7, 4]]],
  [
    'matMul',
    (a, b) => tf.matMul(a, b),
    [
      [5, 7],
      [7, 9],
    ],
  ],
  [
    'matMul, transposed a',
    (a, b) => tf.matMul(a, b, true),
    [
      [7, 5],
      [7, 9],
    ],
  ],
  [
    'matMul, transposed b',
    (a, b) => tf.matMul(a, b, false, true),
    [
      [5, 7],
      [9, 7],
    ],
  ],
  [
    'matMul, both transposed',
    (a, b) => tf.matMul(a, b, true, true),
    [
      [7, 5],
      [9, 7],
    ],
  ],
  [
    'matMul of a batch',
    (a, b) => tf.matMul(a, b),
    [
      [3, 2, 6, 7],
      [3, 2, 7, 1],
    ],
  ],
  [
    'matMul, large enough for threads',
    (a, b) => tf.matMul(a, b, true),
    [
      [200, 110],
      [200, 101],
    ],
  ],
  [
    'layer normalisation and softmax attention',
    (q, k, v) => {
      const { mean, variance } = tf.moments(q, -1, true);
      const normal = tf.div(tf.sub(q, mean), tf.sqrt(tf.add(variance, 1e-3)));
      return tf.matMul(tf.softmax(tf.matMul(normal, k, false, true)), v);
    },
    [
      [2, 4, 6],
      [2, 5, 6],
      [2, 5, 3],
    ],
  ],
];

describe('on wasm', () => {
  let open: Tfjs;
  let expected: Float32Array[][];
  beforeAll(async () => {
    await import('@tensorflow/tfjs-backend-cpu');
    await tf.setBackend('cpu');
    expected = CASES.map(([, f, shapes]) => solve(f, shapes));
    open = await openTfjs({ backend: 'wasm', threads: 2 });
  });
  afterAll(() => open.close());

  it.each(CASES.map(([name, f, shapes], i) => [name, f, shapes, i] as const))(
    '%s: values and gradients equal those of cpu',
    (_, f, shapes, i) => {
      const bytes = open.bytesInUse();
      const { numTensors } = tf.memory();
      const found = solve(f, shapes);
      for (const [k, values] of found.entries()) expectClose(values, expected[i]![k]!);
      expect(tf.memory().numTensors).toBe(numTensors);
      // The tape of a thread's first job may be new.
      expect(open.bytesInUse() - bytes).toBeLessThan(1 << 16);
    },
  );

  it('broadcasts leading dimensions of a product', () => {
    const a = numbers([4, 1, 3, 5], 1);
    const b = numbers([2, 5, 6], 2);
    const product = tf.matMul(a, b);
    expect(product.shape).toEqual([4, 2, 3, 6]);
    for (const i of [0, 1, 2, 3]) {
      for (const j of [0, 1]) {
        const one = tf.matMul(
          tf.reshape(tf.slice(a, [i], [1]), [3, 5]),
          tf.reshape(tf.slice(b, [j], [1]), [5, 6]),
        );
        const part = tf.slice(product, [i, j], [1, 1]);
        expectClose(part.dataSync() as Float32Array, one.dataSync() as Float32Array);
      }
    }
  });

  it('sums segments whose ids have several dimensions, and leaves out ids out of range', () => {
    const x = numbers([2, 3, 2], 1);
    const sums = tf.unsortedSegmentSum(tf.reshape(x, [6, 2]), tf.tensor1d([1, -1, 0, 1, 2, 9], 'int32'), 3);
    const v = x.dataSync();
    expectClose(sums.dataSync() as Float32Array, [v[4]!, v[5]!, v[0]! + v[6]!, v[1]! + v[7]!, v[8]!, v[9]!]);
  });
});

describe('the registries', () => {
  it('are afterwards as they were before', async () => {
    await import('@tensorflow/tfjs-backend-wasm');
    await import('@tensorflow/tfjs-backend-cpu');
    const state = () => ['wasm', 'cpu'].map((b) => tf.getKernelsForBackend(b).map((kernel) => kernel));
    const kernels = state().map((list) => new Set(list));
    const { LSTM, Adam } = tf.serialization.SerializationMap.getMap().classNameMap;
    const open = await openTfjs({ backend: 'wasm', threads: 1 });
    await expect(openTfjs({ backend: 'wasm' })).rejects.toThrow(/tfjs-already-open/);
    await open.close();
    expect(state().map((list) => new Set(list))).toEqual(kernels);
    expect(tf.serialization.SerializationMap.getMap().classNameMap.LSTM).toBe(LSTM);
    expect(tf.serialization.SerializationMap.getMap().classNameMap.Adam).toBe(Adam);
  });
});

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < found.length; i++) {
    expect(Math.abs(found[i]! - expected[i]!) / (1 + Math.abs(expected[i]!))).toBeLessThan(1e-5);
  }
}
