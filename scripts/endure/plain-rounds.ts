/** Training and inference on the kernels alone, again and again on one set of them. */
import { createRandom } from '../../src/random.js';
import { Kernels } from '../../src/rnn/kernels/kernels.js';
import { Encoder } from '../../src/rnn/runtime/encoder.js';
import { parseSavedModel } from '../../src/rnn/runtime/saved-model.js';
import { crossEntropy } from '../../src/rnn/train/cross-entropy.js';
import { Network, type NetworkDescription } from '../../src/rnn/train/network.js';
import { packNetwork } from '../../src/rnn/train/save.js';
import { Trainer } from '../../src/rnn/train/trainer.js';
import { quadrants } from './small-run.js';

const DESCRIPTION: NetworkDescription = {
  inputs: 8,
  layers: [
    { kind: 'recurrent', cell: { kind: 'lstm', units: 64 }, bidirectional: true, dropout: 0.1 },
    { kind: 'dense', units: 4 },
  ],
};

/** Something to be done again and again. */
export interface Rounds {
  /** Once. */
  round(): Promise<void>;
  /** Bytes taken in the kernels' memory. */
  bytes(): number;
  close(): Promise<void>;
}

/** Each round is a training step, then the network saved, opened and run on an utterance. */
export async function plainRounds(threads: number): Promise<Rounds> {
  const kernels = await Kernels.load({ threads });
  const network = new Network(kernels, DESCRIPTION, 1);
  const trainer = new Trainer(network, crossEntropy, { clipNorm: 1 });
  const set = quadrants(200, 1);
  const random = createRandom(2);
  let rounds = 0;
  return {
    async round() {
      const batch = Array.from({ length: 8 }, () => set.example(random.int(200), rounds));
      trainer.step(batch, 1e-3, rounds);
      const { json, data } = packNetwork(network, { dtype: 'uint8', outputActivation: 'softmax' });
      const encoder = await Encoder.load(parseSavedModel(json, data), { kernels });
      const { input } = set.example(random.int(200), rounds);
      encoder.run(input as Float32Array);
      await encoder.close();
      rounds++;
    },
    bytes: () => kernels.arena.used,
    close: () => kernels.close(),
  };
}
