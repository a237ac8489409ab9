import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/random.js';
import { Kernels } from '../../../src/rnn/kernels/kernels.js';
import { Encoder } from '../../../src/rnn/runtime/encoder.js';
import { parseSavedModel } from '../../../src/rnn/runtime/saved-model.js';
import { Network, type NetworkDescription } from '../../../src/rnn/train/network.js';
import { packNetwork, type SaveOptions } from '../../../src/rnn/train/save.js';
import { Shard } from '../../../src/rnn/train/shard.js';

const description: NetworkDescription = {
  inputs: 6,
  layers: [
    { kind: 'window', taps: 3, step: 3, padding: 'valid' },
    { kind: 'dense', units: 20, activation: 'relu' },
    { kind: 'recurrent', cell: { kind: 'lstm', units: 16 }, bidirectional: true, dropout: 0.5 },
    { kind: 'dropout', rate: 0.5 },
    { kind: 'recurrent', cell: { kind: 'gru', units: 16, resetAfter: true } },
    { kind: 'recurrent', cell: { kind: 'gru', units: 32, resetAfter: false } },
    { kind: 'dense', units: 5 },
  ],
};

let kernels: Kernels;
beforeAll(async () => {
  kernels = await Kernels.load();
});
afterAll(() => kernels.close());

/** Outputs of the network in training, and of its saved form in the runtime. */
async function both(options: SaveOptions): Promise<{ trained: number[]; saved: number[] }> {
  using network = new Network(kernels, description, 7);
  const random = createRandom(1);
  const input = Float32Array.from({ length: 32 * 6 }, () => random.normal());
  // Biases that are not zero, so that a mistake in their place shows.
  for (const { name, layer } of network.layers) {
    for (const weight of layer.weights) {
      if (weight.name.endsWith('bias'))
        network.weight(`${name}/${weight.name}`).forEach((_, i, all) => {
          all[i] = random.normal() / 4;
        });
    }
  }
  network.pack(kernels.call);
  const shard = new Shard(network, [{ input, target: undefined }], undefined, undefined, false);
  shard.forward(kernels.call);
  const rows = kernels.arena.f32(shard.outputs, 10 * 8);
  const trained = Array.from({ length: 10 }, (_, u) => [...rows.subarray(u * 8, u * 8 + 5)]).flat();
  shard.free();
  const { json, data } = packNetwork(network, options);
  const encoder = await Encoder.load(parseSavedModel(JSON.parse(JSON.stringify(json)), data), { kernels });
  const saved = [...encoder.run(input)];
  await encoder.close();
  return { trained, saved };
}

describe('a saved network', () => {
  it.each([
    ['float32', 1e-5],
    ['uint16', 1e-3],
    ['uint8', 0.1],
  ] as const)('gives in the runtime what it gives in training: %s', async (dtype, tolerance) => {
    const { trained, saved } = await both({ dtype });
    expect(saved.length).toBe(trained.length);
    saved.forEach((value, i) => {
      expect(Math.abs(value - trained[i]!)).toBeLessThan(tolerance);
    });
  });

  it('gives probabilities when asked to', async () => {
    const { saved } = await both({ outputActivation: 'softmax' });
    for (let u = 0; u < 10; u++)
      expect(saved.slice(u * 5, u * 5 + 5).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
  });
});
