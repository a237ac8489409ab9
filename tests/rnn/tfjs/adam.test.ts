/** Five steps of Adam, fused and TensorFlow.js's own, from the same weights. */
import * as tf from '@tensorflow/tfjs-core';
import { layers, type Sequential, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { FusedGRU, FusedLSTM, FusedRNN, fusedAdam, openTfjs } from '../../../src/rnn/tfjs/index.js';
import { KINDS, type Kind, numbers } from './against-plain.js';

const PLAIN = { lstm: layers.lstm, gru: layers.gru, rnn: layers.simpleRNN };
const FUSED = { lstm: FusedLSTM, gru: FusedGRU, rnn: FusedRNN };

const ARGS = { units: 7, returnSequences: true, recurrentInitializer: 'glorotUniform' } as const;

/** Masking, two recurrent layers, one in both directions, and a softmax a frame. */
function build(kind: Kind, isFused: boolean): Sequential {
  const layer = (args: object) =>
    isFused ? new FUSED[kind]({ ...ARGS, ...args }) : PLAIN[kind]({ ...ARGS, ...args });
  const model = sequential();
  model.add(layers.masking({ maskValue: 0, inputShape: [9, 4] }));
  model.add(
    layers.bidirectional({ layer: layer({}) as ReturnType<typeof layers.lstm>, mergeMode: 'concat' }),
  );
  model.add(layer({ goBackwards: true }));
  model.add(layers.dense({ units: 3, activation: 'softmax' }));
  model.compile({
    optimizer: isFused ? fusedAdam(0.01) : tf.train.adam(0.01),
    loss: 'categoricalCrossentropy',
  });
  return model;
}

/** Weights that do not depend on who asks, five steps on the same batches. @returns all weights and losses */
async function fiveSteps(model: Sequential): Promise<Float32Array[]> {
  tf.tidy(() =>
    model.setWeights(model.weights.map(({ shape }, i) => numbers(shape as number[], i + 3, 0.5))),
  );
  const losses: number[] = [];
  for (let step = 0; step < 5; step++) {
    const [x, y] = tf.tidy(() => {
      const frames = numbers([6, 9, 4], 20 + step);
      const length = tf.reshape(tf.tensor1d([9, 7, 4, 9, 1, 6]), [6, 1, 1]);
      const counts = tf.less(tf.reshape(tf.range(0, 9), [1, 9, 1]), length);
      const labels = tf.argMax(numbers([6, 9, 3], 40 + step), -1);
      return [
        tf.mul(frames, tf.cast(counts, 'float32')),
        tf.cast(tf.oneHot(labels as tf.Tensor1D, 3), 'float32'),
      ];
    }) as [tf.Tensor, tf.Tensor];
    losses.push((await model.trainOnBatch(x, y)) as number);
    tf.dispose([x, y]);
  }
  return [Float32Array.from(losses), ...model.getWeights().map((w) => w.dataSync().slice() as Float32Array)];
}

describe.each(KINDS)('%s', async (kind) => {
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  const expected = await fiveSteps(build(kind, false));

  it.each(['cpu', 'wasm'] as const)('weights and losses stay equal on %s', async (backend) => {
    const open = await openTfjs({ backend, threads: 2 });
    const found = await fiveSteps(build(kind, true));
    expect(found.length).toBe(expected.length);
    for (const [i, values] of found.entries()) {
      for (const [j, value] of values.entries())
        expect(Math.abs(value - expected[i]![j]!)).toBeLessThan(1e-5);
    }
    await open.close();
  });
});

describe('the fused optimizer', () => {
  it('leaves nothing behind, and gives its moments back', async () => {
    const open = await openTfjs({ backend: 'wasm', threads: 1 });
    const model = build('lstm', true);
    await fiveSteps(model);
    const { numTensors } = tf.memory();
    const bytes = open.bytesInUse();
    await fiveSteps(model);
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(open.bytesInUse()).toBe(bytes);
    const { numDisposedVariables } = model.dispose();
    expect(numDisposedVariables).toBe(model.weights.length);
    await open.close();
  });

  it('minimises a function on its own', async () => {
    const open = await openTfjs({ backend: 'cpu', threads: 1 });
    const x = tf.variable(tf.tensor1d([3, -2]));
    const optimizer = fusedAdam({ learningRate: 0.1 });
    for (let i = 0; i < 200; i++) optimizer.minimize(() => tf.sum(tf.square(x)) as tf.Scalar);
    expect(Math.max(...x.dataSync().map(Math.abs))).toBeLessThan(1e-2);
    optimizer.dispose();
    x.dispose();
    await open.close();
  });
});
