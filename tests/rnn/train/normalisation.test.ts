import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/random.js';
import { Kernels } from '../../../src/rnn/kernels/kernels.js';
import { Encoder } from '../../../src/rnn/runtime/encoder.js';
import { parseSavedModel } from '../../../src/rnn/runtime/saved-model.js';
import { crossEntropy } from '../../../src/rnn/train/cross-entropy.js';
import { Network, type NetworkDescription } from '../../../src/rnn/train/network.js';
import { packNetwork } from '../../../src/rnn/train/save.js';
import { Shard } from '../../../src/rnn/train/shard.js';
import { Trainer } from '../../../src/rnn/train/trainer.js';
import { expectGradients } from './gradients.js';

const F = 5;
/** Widths that fill whole vectors and one that does not. */
const stack = (kind: 'layer-norm' | 'batch-norm'): NetworkDescription => ({
  inputs: F,
  layers: [
    { kind },
    { kind: 'dense', units: 8, activation: 'tanh' },
    { kind },
    { kind: 'recurrent', cell: { kind: 'lstm', units: 16 } },
    { kind },
    { kind: 'dense', units: 4 },
  ],
});

let kernels: Kernels;
beforeAll(async () => {
  kernels = await Kernels.load({ build: 'simd' });
});
afterAll(() => kernels.close());

const random = createRandom(11);
const frames = (T: number, deviation = 1, mean = 0): Float32Array =>
  Float32Array.from({ length: T * F }, () => mean + deviation * random.normal());
const labels = (T: number): number[] => Array.from({ length: T }, () => random.int(4));
const example = (T: number, ...spread: number[]) => ({ input: frames(T, ...spread), target: labels(T) });

/** Scales and shifts that are not 1 and 0, so that a mistake in them shows. */
function scatter(network: Network): void {
  for (const { name, layer } of network.layers) {
    for (const { name: weight, observed } of layer.weights) {
      if (observed) continue;
      network.weight(`${name}/${weight}`).forEach((value, i, all) => {
        all[i] = value + random.normal() / 4;
      });
    }
  }
}

describe.each(['layer-norm', 'batch-norm'] as const)('%s', (kind) => {
  it('has the gradient that differences show, padding or not', () => {
    using network = new Network(kernels, stack(kind), 1);
    scatter(network);
    expectGradients(network, [example(11), example(7), example(2)], crossEntropy, 77);
  });

  it('gives in the runtime what it gives after training', async () => {
    using network = new Network(kernels, stack(kind), 2);
    const trainer = new Trainer(network, crossEntropy);
    for (let i = 0; i < 20; i++) trainer.step([example(9, 2, 3), example(5, 2, 3)], 1e-2, i);
    trainer.close();
    network.pack(kernels.call);
    const input = frames(6, 2, 3);
    const shard = new Shard(network, [{ input, target: labels(6) }], undefined, undefined, false);
    shard.forward(kernels.call);
    const trained = [...kernels.arena.f32(shard.outputs, 6 * 4)];
    shard.free();
    const { json, data } = packNetwork(network);
    const saved = parseSavedModel(JSON.parse(JSON.stringify(json)), data);
    const encoder = await Encoder.load(saved, { kernels });
    const run = [...encoder.run(input)];
    await encoder.close();
    expect(run).toHaveLength(24);
    run.forEach((value, i) => void expect(value).toBeCloseTo(trained[i]!, 5));
  });

  it('cannot stand at the end', () => {
    expect(() => new Network(kernels, { inputs: 4, layers: [{ kind }] }, 1)).toThrow(/layer 0/);
  });
});

describe('batch normalisation', () => {
  const only: NetworkDescription = {
    inputs: F,
    layers: [
      { kind: 'batch-norm', momentum: 0.9 },
      { kind: 'dense', units: 4 },
    ],
  };

  it('learns the mean and variance of its inputs, whatever the weight decay', () => {
    using network = new Network(kernels, only, 3);
    const trainer = new Trainer(network, crossEntropy, { weightDecay: 1 });
    const before = kernels.arena.used;
    for (let i = 0; i < 300; i++) trainer.step([example(40, 2, 3), example(20, 2, 3)], 1e-2, i);
    expect(kernels.arena.used).toBe(before);
    trainer.close();
    for (const mean of network.weight('batch-norm_0/moving_mean'))
      expect(Math.abs(mean - 3)).toBeLessThan(0.3);
    for (const variance of network.weight('batch-norm_0/moving_variance'))
      expect(Math.abs(variance - 4)).toBeLessThan(0.8);
  });

  it('leaves padding out of its statistics', () => {
    const moments = (parts: Float32Array[]): number[] => {
      using network = new Network(kernels, only, 4);
      const trainer = new Trainer(network, crossEntropy);
      const batch = parts.map((input) => ({ input, target: labels(input.length / F) }));
      trainer.step(batch, 0, 1);
      trainer.close();
      const names = ['moving_mean', 'moving_variance'];
      return names.flatMap((name) => [...network.weight(`batch-norm_0/${name}`)]);
    };
    const all = frames(30, 1, 5);
    const whole = moments([all]);
    moments([all.slice(0, 4 * F), all.slice(4 * F)]).forEach((value, i) => {
      expect(value).toBeCloseTo(whole[i]!, 5);
    });
    // One step of momentum 0.9 from mean 0.
    const column = Array.from({ length: 30 }, (_, t) => all[t * F]!);
    expect(whole[0]).toBeCloseTo((0.1 * column.reduce((a, b) => a + b, 0)) / 30, 4);
  });
});
