/** Models of many parts learn on wasm, and dropout is repeatable, variational, and off at inference. */
import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  model as makeModel,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/random.js';
import { FusedGRU, FusedLSTM, fusedAdam, openTfjs, type Tfjs } from '../../../src/rnn/tfjs/index.js';
import { numbers } from './against-plain.js';

let open: Tfjs;
beforeEach(async () => {
  open = await openTfjs({ backend: 'wasm', threads: 2, random: createRandom(7) });
});
afterEach(() => open.close());

/** Trains on one batch. @returns the losses */
async function learn(model: LayersModel, x: tf.Tensor, y: tf.Tensor, steps: number): Promise<number[]> {
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) losses.push((await model.trainOnBatch(x, y)) as number);
  return losses;
}

const classes = (count: number, of: number, seed: number): tf.Tensor =>
  tf.tidy(() => tf.oneHot(tf.argMax(numbers([count, of], seed), -1) as tf.Tensor1D, of));

describe('on wasm', () => {
  it('a convolution, batch normalisation, LSTM and attention learn together', async () => {
    const frames = input({ shape: [12, 6] });
    const apply = (layer: { apply(x: unknown): unknown }, x: unknown) => layer.apply(x) as SymbolicTensor;
    let x = apply(layers.conv1d({ filters: 8, kernelSize: 3, padding: 'same', activation: 'relu' }), frames);
    x = apply(layers.batchNormalization(), x);
    x = apply(
      layers.bidirectional({
        layer: new FusedLSTM({ units: 6, returnSequences: true }) as never,
        mergeMode: 'concat',
      }),
      x,
    );
    x = apply(layers.layerNormalization(), x);
    const scores = apply(layers.dot({ axes: [2, 2] }), [
      apply(layers.dense({ units: 5 }), x),
      apply(layers.dense({ units: 5 }), x),
    ]);
    const seen = apply(layers.dot({ axes: [2, 1] }), [
      apply(layers.activation({ activation: 'softmax' }), scores),
      x,
    ]);
    const y = apply(
      layers.dense({ units: 3, activation: 'softmax' }),
      apply(layers.globalAveragePooling1d(), seen),
    );
    const model = makeModel({ inputs: frames, outputs: y as never });
    model.compile({ optimizer: fusedAdam(0.02), loss: 'categoricalCrossentropy' });
    const [batch, labels] = [numbers([16, 12, 6], 1), classes(16, 3, 2)];
    const losses = await learn(model, batch, labels, 5);
    const { numTensors } = tf.memory();
    const bytes = open.bytesInUse();
    losses.push(...(await learn(model, batch, labels, 35)));
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(open.bytesInUse()).toBe(bytes);
    expect(losses.at(-1)!).toBeLessThan(losses[0]! / 2);
  });

  it('an embedding with masking and a 2-D convolution learn', async () => {
    const words = sequential();
    words.add(layers.embedding({ inputDim: 30, outputDim: 8, maskZero: true, inputLength: 10 }));
    words.add(new FusedGRU({ units: 8, resetAfter: true, dropout: 0.1, recurrentDropout: 0.1 }));
    words.add(layers.dense({ units: 2, activation: 'softmax' }));
    words.compile({ optimizer: fusedAdam(0.05), loss: 'categoricalCrossentropy' });
    const ids = tf.tidy(() => {
      const drawn = tf.floor(tf.mul(tf.abs(numbers([20, 10], 3)), 30));
      return tf.mul(
        drawn,
        tf.cast(tf.less(tf.range(0, 10), tf.reshape(tf.range(1, 21), [20, 1])), 'float32'),
      );
    });
    const texts = await learn(words, ids, classes(20, 2, 4), 40);
    expect(texts.at(-1)!).toBeLessThan(texts[0]! / 2);

    const pictures = sequential();
    pictures.add(
      layers.conv2d({ filters: 4, kernelSize: 3, strides: 2, activation: 'relu', inputShape: [12, 9, 2] }),
    );
    pictures.add(layers.maxPooling2d({ poolSize: 2 }));
    pictures.add(layers.flatten());
    pictures.add(layers.dense({ units: 3, activation: 'softmax' }));
    pictures.compile({ optimizer: fusedAdam(0.05), loss: 'categoricalCrossentropy' });
    const losses = await learn(pictures, numbers([12, 12, 9, 2], 5), classes(12, 3, 6), 40);
    expect(losses.at(-1)!).toBeLessThan(losses[0]! / 2);
  });
});

describe('fit, evaluate and predict', () => {
  it('work as with TensorFlow.js and leave nothing behind', async () => {
    const model = sequential();
    model.add(new FusedLSTM({ units: 8, returnSequences: true, inputShape: [null, 4] }));
    model.add(layers.dense({ units: 3, activation: 'softmax' }));
    model.compile({ optimizer: fusedAdam(0.05), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
    const x = numbers([20, 6, 4], 1);
    const y = tf.tidy(() => tf.oneHot(tf.argMax(tf.slice(x, [0, 0, 0], [20, 6, 3]), -1) as tf.Tensor1D, 3));
    const train = () => model.fit(x, y, { epochs: 15, batchSize: 8, validationSplit: 0.2, verbose: 0 });
    await train();
    const { numTensors } = tf.memory();
    const { history } = await train();
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(history.loss!.at(-1)).toBeLessThan(0.3);
    const [, accuracy] = model.evaluate(x, y) as tf.Scalar[];
    expect(accuracy!.dataSync()[0]).toBeGreaterThan(0.9);
    expect((model.predict(x, { batchSize: 7 }) as tf.Tensor).shape).toEqual([20, 6, 3]);
  });
});

describe('dropout', () => {
  const run = (training: boolean, args: object): Float32Array => {
    const layer = new FusedLSTM({ units: 4, returnSequences: true, kernelInitializer: 'ones', ...args });
    return tf.tidy(
      () => (layer.apply(tf.ones([2, 5, 3]), { training }) as tf.Tensor).dataSync().slice() as Float32Array,
    );
  };

  it('is off unless training, and drops all at a time', () => {
    const args = { recurrentInitializer: 'zeros', dropout: 0.5 };
    expect(run(false, args)).toEqual(run(false, { recurrentInitializer: 'zeros' }));
    const seen = new Set<number>();
    for (let i = 0; i < 20; i++) seen.add(run(true, args)[0]!);
    // Three inputs of one, each dropped or doubled: the first output takes at most four values.
    expect(seen.size).toBeGreaterThan(1);
    expect(seen.size).toBeLessThanOrEqual(4);
  });

  it('repeats with its source of chance', async () => {
    const args = { recurrentInitializer: 'ones', dropout: 0.4, recurrentDropout: 0.4 };
    const first = [run(true, args), run(true, args)];
    expect(first[0]).not.toEqual(first[1]);
    await open.close();
    open = await openTfjs({ backend: 'wasm', threads: 2, random: createRandom(7) });
    expect([run(true, args), run(true, args)]).toEqual(first);
  });
});
