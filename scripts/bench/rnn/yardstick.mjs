// Another engine in a process of its own: for each message { frames } or { train: true } it does one run and answers
// with its milliseconds (and outputs, when asked).  node yardstick.mjs tfjs|onnx FOLDER THREADS
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const [engine, folder, threads] = process.argv.slice(2);
const run = engine === 'onnx' ? await onnx() : await tfjs();
process.on('message', async (message) => {
  process.send(await run(message));
});
process.send({ ready: true });

async function onnx() {
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  const options = { intraOpNumThreads: Number(threads), interOpNumThreads: 1 };
  const session = await InferenceSession.create(join(folder, 'model.onnx'), options);
  return async ({ frames, width, wantOutputs, runs }) => {
    const x = new Tensor('float32', Float32Array.from(frames), [frames.length / width, 1, width]);
    let outputs;
    const ms = await medianOf(runs, async () => {
      const { y } = await session.run({ x });
      outputs = y.data;
    });
    return { ms, outputs: wantOutputs && [...outputs] };
  };
}

/** Milliseconds of the middle one of some runs in a row. */
async function medianOf(runs = 1, run) {
  const times = [];
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[runs >> 1];
}

async function tfjs() {
  const tf = await import('@tensorflow/tfjs-core');
  const layers = await import('@tensorflow/tfjs-layers');
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  const require = createRequire(import.meta.url);
  setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'))}/dist/`);
  await tf.setBackend('wasm');
  const { model, shape } = await savedModel(tf, layers);
  let trained;
  return async ({ frames, width, wantOutputs, runs, train }) => {
    if (train) {
      trained ??= trainable(tf, layers, shape, train);
      const start = performance.now();
      await trained();
      return { ms: performance.now() - start };
    }
    const x = tf.tensor3d(frames, [1, frames.length / width, width]);
    let values;
    const ms = await medianOf(runs, async () => {
      const y = model.predict(x);
      values = await y.data();
      y.dispose();
    });
    x.dispose();
    return { ms, outputs: wantOutputs && [...values] };
  };
}

async function savedModel(tf, layers) {
  const json = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'));
  const shape = json.modelTopology.config.layers;
  const first = shape[0].class_name;
  const model = layers.sequential();
  for (const { config } of shape) {
    const options = { units: config.units, returnSequences: true, recurrentActivation: 'sigmoid' };
    const initial = { recurrentInitializer: 'zeros', batchInputShape: config.batch_input_shape };
    model.add(layers.layers[first.toLowerCase()]({ ...options, ...initial }));
  }
  const data = readFileSync(join(folder, 'weights.bin'));
  let at = 0;
  const weights = model.weights.map((weight) => {
    const size = weight.shape.reduce((product, n) => product * n, 1);
    const values = new Float32Array(data.buffer.slice(data.byteOffset + at, data.byteOffset + at + size * 4));
    at += size * 4;
    return tf.tensor(values, weight.shape);
  });
  // A reset-after GRU cannot be had in TensorFlow.js: it runs with its own kind of weights, for the time alone.
  if (first === 'LSTM') model.setWeights(weights);
  return { model, shape };
}

/** A step of training the same stack with a softmax per frame. */
function trainable(tf, layers, shape, { batch, frames, classes }) {
  for (const name of [
    'flatten',
    'add',
    'sub',
    'mul',
    'div',
    'reshape',
    'sum',
    'mean',
    'slice',
    'square',
    'sqrt',
  ]) {
    tf.Tensor.prototype[name] ??=
      name === 'flatten'
        ? function flatten() {
            return tf.reshape(this, [-1]);
          }
        : function chained(...args) {
            return tf[name](this, ...args);
          };
  }
  const width = shape[0].config.batch_input_shape[2];
  const model = layers.sequential();
  for (const { class_name, config } of shape) {
    const options = { units: config.units, returnSequences: true, recurrentInitializer: 'glorotUniform' };
    model.add(
      layers.layers[class_name.toLowerCase()]({
        ...options,
        recurrentActivation: 'sigmoid',
        batchInputShape: [null, frames, config.batch_input_shape[2]],
      }),
    );
  }
  model.add(layers.layers.dense({ units: classes, activation: 'softmax' }));
  model.compile({ optimizer: tf.train.adam(1e-3), loss: 'categoricalCrossentropy' });
  const x = tf.randomUniform([batch, frames, width], -1, 1);
  const labels = tf.cast(tf.randomUniform([batch, frames], 0, classes, 'int32'), 'int32');
  const y = tf.oneHot(labels, classes);
  return () => model.trainOnBatch(x, y);
}
