/** Fused layers against TensorFlow.js's own: outputs and every gradient. */
import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTfjs, type Tfjs } from '../../../src/rnn/tfjs/index.js';
import {
  type AnyLayer,
  type Batch,
  distance,
  fill,
  KINDS,
  type Kind,
  numbers,
  solve,
  twins,
} from './against-plain.js';

const B = 5;
const T = 6;
const I = 3;
const H = 6;
/** Holes, padding in front, a sequence of nothing, one of everything. */
const MASK = [
  [1, 1, 1, 1, 0, 0],
  [0, 0, 1, 1, 1, 1],
  [1, 0, 1, 1, 0, 1],
  [0, 0, 0, 0, 0, 0],
  [1, 1, 1, 1, 1, 1],
];

const WAYS: [string, object][] = [
  ['last output', {}],
  ['sequences', { returnSequences: true }],
  ['backwards, sequences', { returnSequences: true, goBackwards: true }],
  ['backwards, states', { returnState: true, goBackwards: true }],
  ['sequences and states', { returnSequences: true, returnState: true }],
];

const CELLS: [Kind, object][] = [
  ['lstm', { recurrentActivation: 'sigmoid' }],
  ['lstm', {}],
  ['lstm', { useBias: false, unitForgetBias: true }],
  ['gru', { recurrentActivation: 'sigmoid' }],
  ['gru', {}],
  ['rnn', {}],
  ['rnn', { activation: 'relu' }],
  ['rnn', { activation: 'linear', useBias: false }],
];

const CASES = CELLS.flatMap(([kind, cell]) =>
  WAYS.flatMap(([way, args]) =>
    [false, true].map((masked) => {
      const name = `${kind} ${JSON.stringify(cell)}, ${way}${masked ? ', masked' : ''}`;
      return [name, kind, { ...cell, ...args, units: H }, masked] as const;
    }),
  ),
);

const statesOf = (kind: Kind): tf.Tensor[] =>
  Array.from({ length: kind === 'lstm' ? 2 : 1 }, (_, i) => numbers([B, H], 70 + i, 0.5));

function compare({ fused, plain }: { fused: AnyLayer; plain: AnyLayer }, batch: Batch): number {
  fill(fused, I);
  fill(plain, I);
  const off = distance(solve(fused, batch), solve(plain, batch));
  fused.dispose();
  plain.dispose();
  return off;
}

describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
  let open: Tfjs;
  let batch: Batch;
  let mask: tf.Tensor;
  beforeAll(async () => {
    open = await openTfjs({ backend, threads: 2, readModelsFused: false });
    batch = { x: numbers([B, T, I], 1) };
    mask = tf.tensor2d(MASK, [B, T], 'bool');
  });
  afterAll(() => open.close());

  // On wasm only what differs there: how numbers get in and out.
  const cases = CASES.filter(([name]) => backend === 'cpu' || name.endsWith('sequences and states, masked'));
  it.each(cases)('%s', (_, kind, args, masked) => {
    expect(compare(twins(kind, args), { ...batch, mask: masked ? mask : undefined })).toBeLessThan(1e-5);
  });

  it.each(KINDS)('%s with initial states, masked: their gradients too', (kind) => {
    const args = { units: H, returnSequences: true, recurrentActivation: 'sigmoid' };
    expect(compare(twins(kind, args), { ...batch, mask, states: statesOf(kind) })).toBeLessThan(1e-5);
  });

  it.each(['lstm', 'rnn'] as const)('%s under dropout, with the masks given', (kind) => {
    let seed = 0;
    const dropoutFunc = (ones: tf.Tensor): tf.Tensor => {
      seed = (seed + 1) % 2;
      return tf.mul(tf.cast(tf.greater(numbers(ones.shape, 40), 0), 'float32'), 2);
    };
    const args = { units: H, returnSequences: true, dropout: 0.5, recurrentDropout: 0.5, dropoutFunc };
    expect(compare(twins(kind, args), { ...batch, mask, training: true })).toBeLessThan(1e-5);
  });

  it('stateful, goes on where the last batch ended until it is reset', () => {
    const args = { units: H, stateful: true, returnSequences: true, batchInputShape: [B, T, I] };
    const { fused, plain } = twins('lstm', args);
    const runs = [fused, plain].map((layer) => {
      tf.tidy(() => layer.apply(batch.x) as tf.Tensor);
      fill(layer, I, 0.6);
      const run = () => tf.tidy(() => (layer.apply(batch.x) as tf.Tensor).dataSync().slice() as Float32Array);
      layer.resetStates();
      const outputs = { first: run(), second: run() };
      const { numTensors } = tf.memory();
      run();
      expect(tf.memory().numTensors).toBe(numTensors);
      layer.resetStates();
      const again = run();
      layer.dispose();
      return { ...outputs, again };
    });
    expect(distance(runs[0]!, runs[1]!)).toBeLessThan(1e-5);
    expect(runs[0]!.again).toEqual(runs[0]!.first);
    expect(runs[0]!.second).not.toEqual(runs[0]!.first);
  });

  it('leaves no tensor and no memory behind', () => {
    const cycle = (): number => {
      const layer = twins('lstm', { units: H, returnState: true }).fused;
      fill(layer, I);
      solve(layer, { ...batch, mask });
      const { numTensors } = tf.memory();
      const bytes = open.bytesInUse();
      for (let i = 0; i < 3; i++) solve(layer, { ...batch, mask });
      expect(tf.memory().numTensors).toBe(numTensors);
      expect(open.bytesInUse()).toBe(bytes);
      layer.dispose();
      expect(open.bytesInUse()).toBeLessThan(bytes);
      return open.bytesInUse();
    };
    expect(cycle()).toBe(cycle());
  });

  it('frees a batch whose gradient nobody asks for', () => {
    const layer = twins('gru', { units: H }).fused;
    fill(layer, I);
    tf.tidy(() => void layer.call(batch.x, {}));
    const bytes = open.bytesInUse();
    const aside = tf.variable(tf.scalar(2));
    for (let i = 0; i < 3; i++) {
      const run = (): tf.Scalar => {
        layer.call(batch.x, {});
        return tf.square(aside);
      };
      tf.tidy(() => void tf.variableGrads(run, [aside]));
    }
    const failing = (): tf.Scalar => {
      layer.call(batch.x, {});
      throw new Error('on purpose');
    };
    expect(() => tf.tidy(() => void tf.variableGrads(failing, [aside]))).toThrow('on purpose');
    expect(open.bytesInUse()).toBe(bytes);
    aside.dispose();
    layer.dispose();
  });

  it('refuses gradients of gradients', () => {
    const layer = twins('rnn', { units: H }).fused;
    fill(layer, I);
    const inner = tf.grad((x) => tf.sum(layer.call(x, {}) as tf.Tensor));
    expect(() => tf.tidy(() => tf.grad((x) => tf.sum(inner(x)))(batch.x))).toThrow(/radient/);
    layer.dispose();
  });
});

describe('bidirectional', () => {
  it.each(KINDS)('%s, concatenated and summed, masked', async (kind) => {
    for (const mergeMode of ['concat', 'sum'] as const) {
      // Wrapped before the fused classes are known, a layer is copied as TensorFlow.js's own.
      const inner = () =>
        ({ lstm: layers.lstm, gru: layers.gru, rnn: layers.simpleRNN })[kind]({
          units: H,
          returnSequences: true,
          recurrentInitializer: 'glorotUniform',
        });
      const wrap = () => layers.bidirectional({ layer: inner(), mergeMode }) as unknown as AnyLayer;
      const plain = wrap();
      const open = await openTfjs({ backend: 'cpu', threads: 1 });
      const fused = wrap();
      const batch = { x: numbers([B, T, I], 1), mask: tf.tensor2d(MASK, [B, T], 'bool') };
      expect(compare({ fused, plain }, batch)).toBeLessThan(1e-5);
      expect(open.bytesInUse()).toBe(0);
      await open.close();
    }
  });
});
