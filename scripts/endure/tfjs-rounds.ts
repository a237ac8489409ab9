/** Training and inference with fused layers through TensorFlow.js, as a user writes them. */
import { dispose, oneHot, type Tensor, type Tensor1D, tensor, tidy } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { createRandom } from '../../src/random.js';
import { FusedGRU, FusedLSTM, fusedAdam, openTfjs } from '../../src/rnn/tfjs/index.js';
import type { Rounds } from './plain-rounds.js';

const WIDTH = 8;
const CLASSES = 4;
const UNITS = 32;
const BATCH = 8;

/** Each round is a training step on a batch of another length than the last, and a prediction. */
export async function tfjsRounds(threads: number): Promise<Rounds> {
  const tfjs = await openTfjs({ backend: 'wasm', threads, random: createRandom(3) });
  const model = sequential();
  const shared = { units: UNITS, returnSequences: true, recurrentActivation: 'sigmoid' } as const;
  model.add(
    layers.bidirectional({
      layer: new FusedLSTM({ ...shared, dropout: 0.1 }) as never,
      mergeMode: 'concat',
      inputShape: [null, WIDTH],
    }),
  );
  model.add(layers.layerNormalization());
  model.add(new FusedGRU(shared));
  model.add(layers.dense({ units: CLASSES, activation: 'softmax' }));
  model.compile({ optimizer: fusedAdam(1e-3), loss: 'categoricalCrossentropy' });
  const random = createRandom(4);
  return {
    async round() {
      const frames = 20 + random.int(60);
      const values = Float32Array.from({ length: BATCH * frames * WIDTH }, () => random.normal());
      const x = tensor(values, [BATCH, frames, WIDTH]);
      const y = tidy(() => {
        const labels = Int32Array.from({ length: BATCH * frames }, (_, i) =>
          values[i * WIDTH]! > 0 ? 1 : 0,
        );
        return oneHot(tensor(labels, [BATCH, frames], 'int32') as unknown as Tensor1D, CLASSES);
      });
      await model.trainOnBatch(x, y);
      const scores = model.predict(x) as Tensor;
      await scores.data();
      dispose([x, y, scores]);
    },
    bytes: () => tfjs.bytesInUse(),
    async close() {
      model.dispose();
      await tfjs.close();
    },
  };
}
