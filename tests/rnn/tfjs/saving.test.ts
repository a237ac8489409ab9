/** Models that go through files between fused and plain TensorFlow.js, and to the inference runtime. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import {
  type LayersModel,
  layers,
  loadLayersModel,
  type Sequential,
  sequential,
} from '@tensorflow/tfjs-layers';
import { afterAll, describe, expect, it } from 'vitest';
import type { Warning } from '../../../src/errors.js';
import { Encoder } from '../../../src/rnn/runtime/encoder.js';
import {
  FusedGRU,
  FusedLSTM,
  FusedRNN,
  fusedAdam,
  modelFile,
  openTfjs,
} from '../../../src/rnn/tfjs/index.js';
import { numbers } from './against-plain.js';

const folder = mkdtempSync(join(tmpdir(), 'tfjs-saving-'));
afterAll(() => rmSync(folder, { recursive: true }));
const T = 8;
const I = 5;
const rnn = { returnSequences: true, recurrentInitializer: 'glorotUniform' } as const;

/** One of each, with either kind of class. */
function stack(isFused: boolean): Sequential {
  const LSTM = isFused ? (a: never) => new FusedLSTM(a) : layers.lstm;
  const GRU = isFused ? (a: never) => new FusedGRU(a) : layers.gru;
  const RNN = isFused ? (a: never) => new FusedRNN(a) : layers.simpleRNN;
  const model = sequential();
  model.add(layers.inputLayer({ inputShape: [null as never, I] }));
  model.add(LSTM({ units: 6, recurrentActivation: 'sigmoid', ...rnn } as never));
  model.add(
    layers.bidirectional({ layer: GRU({ units: 4, ...rnn } as never) as never, mergeMode: 'concat' }),
  );
  model.add(RNN({ units: 7, activation: 'relu', ...rnn } as never));
  model.add(layers.dense({ units: 3, activation: 'softmax' }));
  return model;
}

function randomize(model: LayersModel): void {
  tf.tidy(() =>
    model.setWeights(model.weights.map(({ shape }, i) => numbers(shape as number[], i + 3, 0.5))),
  );
}

const outputs = (model: LayersModel): Float32Array =>
  tf.tidy(() => (model.predict(numbers([2, T, I], 1)) as tf.Tensor).dataSync().slice() as Float32Array);

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, off = 1e-5): void {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < found.length; i++) expect(Math.abs(found[i]! - expected[i]!)).toBeLessThan(off);
}

const isFusedLayer = (model: LayersModel): boolean =>
  model.layers.some((layer) => layer instanceof FusedLSTM);

describe('a saved model', () => {
  it('goes from fused to plain and to the runtime with the same outputs', async () => {
    const path = join(folder, 'fused', 'model.json');
    const warnings: Warning[] = [];
    const open = await openTfjs({ backend: 'wasm', threads: 1 });
    const model = stack(true);
    randomize(model);
    const expected = outputs(model);
    await model.save(modelFile(path, { onWarning: (warning) => warnings.push(warning) }));
    expect(warnings).toEqual([]);
    await open.close();

    const plain = await loadLayersModel(modelFile(path));
    expect(isFusedLayer(plain)).toBe(false);
    expectClose(outputs(plain), expected);

    const encoder = await Encoder.load(path);
    const frames = numbers([2, T, I], 1)
      .dataSync()
      .subarray(0, T * I) as Float32Array;
    expectClose(encoder.run(frames), expected.subarray(0, T * 3));
    await encoder.close();
  });

  it('goes from plain to fused with the same outputs', async () => {
    const path = join(folder, 'plain', 'model.json');
    await tf.setBackend('cpu');
    const plain = stack(false);
    randomize(plain);
    const expected = outputs(plain);
    await plain.save(modelFile(path));
    const open = await openTfjs({ backend: 'wasm', threads: 2 });
    const fused = await loadLayersModel(modelFile(path));
    expect(isFusedLayer(fused)).toBe(true);
    expectClose(outputs(fused), expected);
    await open.close();
  });

  it('with its optimizer goes on as if it had never been saved, fused or plain', async () => {
    const path = join(folder, 'training', 'model.json');
    const open = await openTfjs({ backend: 'cpu', threads: 1 });
    const compiled = { loss: 'meanSquaredError', optimizer: fusedAdam(0.01) };
    const model = stack(true);
    model.compile(compiled);
    randomize(model);
    const [x, y] = [numbers([4, T, I], 8), numbers([4, T, 3], 9)];
    const train = async (m: LayersModel): Promise<void> => {
      for (let i = 0; i < 3; i++) await m.trainOnBatch(x, y);
    };
    await train(model);
    await model.save(modelFile(path), { includeOptimizer: true });
    await train(model);
    const again = await loadLayersModel(modelFile(path));
    await train(again);
    expectClose(outputs(again), outputs(model), 1e-6);
    const expected = outputs(model);
    await open.close();
    const plain = await loadLayersModel(modelFile(path));
    await train(plain);
    expectClose(outputs(plain), expected);
  });

  it('of a functional model keeps initial states wired', async () => {
    const path = join(folder, 'functional', 'model.json');
    const { input, model: makeModel } = await import('@tensorflow/tfjs-layers');
    const open = await openTfjs({ backend: 'cpu', threads: 1 });
    const frames = input({ shape: [T, I] });
    const [, h, c] = new FusedLSTM({ ...rnn, units: 4, returnState: true }).apply(frames) as never[];
    const decoded = new FusedLSTM({ ...rnn, units: 4 }).apply(frames, { initialState: [h, c] } as never);
    const model = makeModel({ inputs: frames, outputs: decoded as never });
    randomize(model);
    const expected = outputs(model);
    await model.save(modelFile(path));
    await open.close();
    expectClose(outputs(await loadLayersModel(modelFile(path))), expected);
  });
});

describe('a reset-after GRU', () => {
  it('is announced at saving, read by fused and by the runtime, and refused by plain', async () => {
    const path = join(folder, 'after', 'model.json');
    const open = await openTfjs({ backend: 'cpu', threads: 1 });
    const model = sequential();
    model.add(new FusedGRU({ ...rnn, units: 6, resetAfter: true, inputShape: [null as never, I] }));
    model.add(
      layers.bidirectional({
        layer: new FusedGRU({ ...rnn, units: 4, resetAfter: true }),
        mergeMode: 'concat',
      }),
    );
    randomize(model);
    expect(model.weights[2]!.shape).toEqual([2, 18]);
    const expected = outputs(model);
    const warnings: Warning[] = [];
    await model.save(modelFile(path, { onWarning: (warning) => warnings.push(warning) }));
    expect(warnings.map(({ code }) => code)).toEqual(['tfjs-not-portable', 'tfjs-not-portable']);
    expectClose(outputs(await loadLayersModel(modelFile(path))), expected);
    const encoder = await Encoder.load(path);
    const frames = numbers([2, T, I], 1)
      .dataSync()
      .subarray(0, T * I) as Float32Array;
    expectClose(encoder.run(frames), expected.subarray(0, T * 8));
    await encoder.close();
    await open.close();
    await expect(loadLayersModel(modelFile(path))).rejects.toThrow(/reset_after/);
  });
});

describe('what cannot be had', () => {
  it('is said with a code', async () => {
    expect(() => new FusedLSTM({ units: 4, activation: 'relu' })).toThrow(/tfjs-unsupported-activation/);
    expect(() => new FusedRNN({ units: 4, activation: 'sigmoid' })).toThrow(/tfjs-unsupported-activation/);
    const layer = new FusedRNN({ units: 4 });
    expect(() => layer.apply(numbers([1, 2, 3], 1))).toThrow(/tfjs-not-open/);
    await expect(loadLayersModel(modelFile(join(folder, 'none.json')))).rejects.toThrow(/model-file-missing/);
    writeFileSync(join(folder, 'text.json'), 'hello');
    await expect(loadLayersModel(modelFile(join(folder, 'text.json')))).rejects.toThrow(/model-not-json/);
  });

  it('stays TensorFlow.js in models that are read', async () => {
    const path = join(folder, 'relu', 'model.json');
    const model = sequential();
    model.add(layers.lstm({ ...rnn, units: 4, activation: 'relu', inputShape: [null as never, I] }));
    randomize(model);
    const expected = outputs(model);
    await model.save(modelFile(path));
    expect(readFileSync(path, 'utf8')).toContain('"LSTM"');
    const open = await openTfjs({ backend: 'cpu', threads: 1 });
    const again = await loadLayersModel(modelFile(path));
    expect(isFusedLayer(again)).toBe(false);
    expectClose(outputs(again), expected);
    await open.close();
  });
});
