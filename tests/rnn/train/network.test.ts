import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/random.js';
import { Kernels } from '../../../src/rnn/kernels/kernels.js';
import { crossEntropy } from '../../../src/rnn/train/cross-entropy.js';
import { ctcLoss } from '../../../src/rnn/train/ctc-loss.js';
import { Network, type NetworkDescription } from '../../../src/rnn/train/network.js';
import { Shard } from '../../../src/rnn/train/shard.js';
import { squaredError } from '../../../src/rnn/train/squared-error.js';
import { expectGradients, solve } from './gradients.js';

const H = 16;
const stack: NetworkDescription = {
  inputs: 5,
  layers: [
    { kind: 'window', taps: 3, step: 1, padding: 'same' },
    { kind: 'dense', units: 8, activation: 'tanh' },
    { kind: 'window', taps: 2, step: 2, padding: 'valid' },
    {
      kind: 'recurrent',
      cell: { kind: 'lstm', units: H },
      bidirectional: true,
      dropout: 0.2,
      recurrentDropout: 0.2,
    },
    { kind: 'dropout', rate: 0.2 },
    { kind: 'recurrent', cell: { kind: 'gru', units: H, resetAfter: true } },
    { kind: 'dense', units: 7 },
  ],
};
const text: NetworkDescription = {
  inputs: 1,
  layers: [
    { kind: 'embedding', vocabulary: 9, units: 8 },
    { kind: 'recurrent', cell: { kind: 'rnn', units: H }, reverse: true },
    { kind: 'dense', units: 5, activation: 'linear' },
  ],
};

let kernels: Kernels;
beforeAll(async () => {
  kernels = await Kernels.load({ build: 'simd' });
});
afterAll(() => kernels.close());

const random = createRandom(5);
const frames = (T: number): Float32Array => Float32Array.from({ length: T * 5 }, () => random.normal());
const ints = (n: number, below: number): number[] => Array.from({ length: n }, () => random.int(below));

describe('the gradient of a network', () => {
  it('agrees with differences: windows, dense, LSTM both ways, dropout, GRU, cross-entropy, padding', () => {
    using network = new Network(kernels, stack, 1);
    const examples = [11, 8, 3].map((T) => ({ input: frames(T), target: ints(Math.floor(T / 2), 7) }));
    expectGradients(network, examples, crossEntropy, 12345);
  });

  it('agrees with differences under CTC', () => {
    using network = new Network(kernels, stack, 2);
    const examples = [16, 12].map((T) => ({ input: frames(T), target: [1, 2, 2] }));
    expectGradients(network, examples, ctcLoss(0));
  });

  it('agrees with differences under squared error, some targets absent', () => {
    using network = new Network(kernels, stack, 2);
    const examples = [16, 6].map((T) => ({
      input: frames(T),
      target: Float32Array.from({ length: T * 3 }, (_, i) => (i % 4 === 0 ? Number.NaN : random.normal())),
    }));
    expectGradients(network, examples, squaredError);
  });

  it('agrees with differences: embedding and a layer that reads backwards', () => {
    using network = new Network(kernels, text, 3);
    const examples = [7, 4].map((T) => ({ input: Int32Array.from(ints(T, 9)), target: ints(T, 5) }));
    expectGradients(network, examples, crossEntropy);
  });
});

describe('a batch', () => {
  it('gives each sequence the outputs it has alone', () => {
    using network = new Network(kernels, stack, 4);
    network.pack(kernels.call);
    const inputs = [13, 9, 4].map(frames);
    const outputs = (some: Float32Array[]): number[][] => {
      const shard = new Shard(
        network,
        some.map((input) => ({ input, target: [] as number[] })),
        undefined,
        undefined,
        false,
      );
      shard.forward(kernels.call);
      const U = network.outputFrames(some[0]!.length / 5);
      const table = kernels.arena.f32(shard.outputs, U * some.length * 8).slice();
      shard.free();
      return some.map((input, b) => {
        const count = network.outputFrames(input.length / 5);
        return Array.from({ length: count }, (_, u) => [
          ...table.subarray((u * some.length + b) * 8, (u * some.length + b) * 8 + 7),
        ]).flat();
      });
    };
    const together = outputs(inputs);
    inputs.forEach((input, b) => {
      outputs([input])[0]!.forEach((value, i) => {
        expect(together[b]![i]).toBeCloseTo(value, 5);
      });
    });
  });

  it('leaves nothing in the memory of the kernels', () => {
    const before = kernels.arena.used;
    const network = new Network(kernels, stack, 4);
    solve(network, [{ input: frames(9), target: [1, 2, 3] }], crossEntropy, 1);
    network.close();
    expect(kernels.arena.used).toBe(before);
  });
});
