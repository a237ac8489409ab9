// Makes the golden files beside this script: models saved by TensorFlow.js with inputs and what it gives for them.
// Run where @tensorflow/tfjs-core, -layers and -backend-cpu 4.22 can be imported:  node make.mjs OUTPUT_FOLDER
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { layers as L, sequential } from '@tensorflow/tfjs-layers';

const folder = process.argv[2];
await tf.setBackend('cpu');
const init = { recurrentInitializer: 'glorotUniform' };
const rnn = { ...init, returnSequences: true };

/** Chains of layers, and the shape of an input [T, F] or the size of the vocabulary. */
const MODELS = {
  'cnn-lstm': {
    input: [17, 6],
    layers: () => [
      L.conv1d({ inputShape: [null, 6], filters: 8, kernelSize: 3, padding: 'same', activation: 'relu' }),
      L.conv1d({ filters: 9, kernelSize: 4, strides: 2, padding: 'valid', activation: 'elu' }),
      L.batchNormalization(),
      L.lstm({ units: 12, recurrentActivation: 'sigmoid', ...rnn }),
      L.layerNormalization(),
      L.lstm({ units: 6, ...rnn }),
      L.dropout({ rate: 0.5 }),
      L.timeDistributed({ layer: L.dense({ units: 7, activation: 'tanh' }) }),
      L.dense({ units: 5, activation: 'softmax' }),
    ],
  },
  bidirectional: {
    input: [11, 5],
    layers: () => [
      L.conv1d({ inputShape: [null, 5], filters: 6, kernelSize: 5, strides: 3, padding: 'same' }),
      L.bidirectional({ layer: L.gru({ units: 5, ...rnn }), mergeMode: 'concat' }),
      L.bidirectional({
        layer: L.lstm({ units: 8, recurrentActivation: 'sigmoid', ...rnn }),
        mergeMode: 'concat',
      }),
      L.bidirectional({ layer: L.simpleRNN({ units: 4, ...init }), mergeMode: 'concat' }),
      L.dense({ units: 3, useBias: false }),
      L.activation({ activation: 'sigmoid' }),
    ],
  },
  text: {
    vocabulary: 20,
    input: [13],
    layers: () => [
      L.embedding({ inputDim: 20, outputDim: 6, inputLength: null }),
      L.gru({ units: 8, recurrentActivation: 'sigmoid', ...rnn }),
      L.simpleRNN({ units: 7, activation: 'relu', ...rnn }),
      L.lstm({ units: 5, ...init }),
      L.dense({ units: 1, activation: 'sigmoid' }),
    ],
  },
};

for (const [name, { layers, input, vocabulary }] of Object.entries(MODELS)) {
  const model = sequential({ layers: layers() });
  // Biases and statistics are zeros and ones at first: every weight gets a value of its own.
  const weights = model.weights.map((w, i) => {
    const values = tf.randomUniform(w.shape, -0.7, 0.7, 'float32', i + 1);
    return w.originalName.endsWith('moving_variance') ? tf.add(tf.abs(values), 0.1) : values;
  });
  model.setWeights(weights);
  const x = vocabulary
    ? tf.randomUniform([1, ...input], 1, vocabulary, 'int32', 7)
    : tf.randomUniform([1, ...input], -1, 1, 'float32', 7);
  const y = model.predict(x);
  mkdirSync(join(folder, name), { recursive: true });
  await model.save({
    save: async ({ modelTopology, weightSpecs, weightData }) => {
      const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
      const buffer = Array.isArray(weightData) ? weightData[0] : weightData;
      writeFileSync(join(folder, name, 'model.json'), JSON.stringify({ modelTopology, weightsManifest }));
      writeFileSync(join(folder, name, 'weights.bin'), new Uint8Array(buffer));
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    },
  });
  const golden = { x: [...x.dataSync()], y: [...y.dataSync()], shape: y.shape };
  writeFileSync(join(folder, name, 'golden.json'), JSON.stringify(golden));
}
