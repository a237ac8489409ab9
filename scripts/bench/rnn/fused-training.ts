/**
 * Training through TensorFlow.js with fused layers, as a user writes it, in a process of its own: for each message
 * { train } one step, answered with its milliseconds.  node fused-training.js lstm|gru THREADS
 */
import { cast, oneHot, randomUniform, type Tensor1D } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { FusedGRU, FusedLSTM, fusedAdam, openTfjs } from '../../../src/rnn/tfjs/index.js';
import type { Request } from './engines.js';

const [cell, threads] = process.argv.slice(2);
const tfjs = await openTfjs({ backend: 'wasm', threads: Number(threads) });
let train: (() => Promise<unknown>) | undefined;

type Training = Extract<Request, { train: unknown }>;

process.on('message', async (request: Training) => {
  train ??= prepare(request.train);
  const start = performance.now();
  await train();
  process.send!({ ms: performance.now() - start });
});
process.on('disconnect', () => tfjs.close());
process.send!({ ready: true });

function prepare({ batch, frames, classes, width }: Training['train']) {
  const Recurrent = cell === 'gru' ? FusedGRU : FusedLSTM;
  const options = { units: 256, returnSequences: true, recurrentActivation: 'sigmoid' } as const;
  const model = sequential();
  model.add(new Recurrent({ ...options, inputShape: [frames, width] }));
  model.add(new Recurrent(options));
  model.add(layers.dense({ units: classes, activation: 'softmax' }));
  model.compile({ optimizer: fusedAdam(1e-3), loss: 'categoricalCrossentropy' });
  const x = randomUniform([batch, frames, width], -1, 1);
  const labels = cast(randomUniform([batch, frames], 0, classes, 'int32'), 'int32');
  const y = oneHot(labels as unknown as Tensor1D, classes);
  return () => model.trainOnBatch(x, y);
}
