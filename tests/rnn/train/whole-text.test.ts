import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/random.js';
import { Kernels } from '../../../src/rnn/kernels/kernels.js';
import { Encoder } from '../../../src/rnn/runtime/encoder.js';
import { crossEntropy } from '../../../src/rnn/train/cross-entropy.js';
import { Network, type NetworkDescription } from '../../../src/rnn/train/network.js';
import { NoiseSampler } from '../../../src/rnn/train/noise-sampler.js';
import { type NeighbourTargets, sampledSoftmax } from '../../../src/rnn/train/sampled-softmax.js';
import { saveNetwork } from '../../../src/rnn/train/save.js';
import { Shard } from '../../../src/rnn/train/shard.js';
import { expectGradients, solve } from './gradients.js';

const V = 11;
const H = 16;
const classifier: NetworkDescription = {
  inputs: 1,
  layers: [
    { kind: 'embedding', vocabulary: V, units: 8 },
    { kind: 'recurrent', cell: { kind: 'lstm', units: H }, bidirectional: true },
    { kind: 'pooling' },
    { kind: 'dense', units: 3 },
  ],
};
const languageModel: NetworkDescription = {
  inputs: 1,
  layers: [
    { kind: 'embedding', vocabulary: V, units: H },
    { kind: 'recurrent', cell: { kind: 'lstm', units: H }, bidirectional: true },
    { kind: 'dropout', rate: 0 },
  ],
};

let kernels: Kernels;
beforeAll(async () => {
  kernels = await Kernels.load({ build: 'simd' });
});
afterAll(() => kernels.close());

const random = createRandom(8);
const text = (length: number) => Int32Array.from({ length }, () => random.int(V));
/** Embeddings begin tiny: widely spread ones have no two frames about as large, whose order a difference would swap. */
const spread = (network: Network) => {
  const table = network.weight('embedding_0/embeddings');
  table.forEach((_, i) => {
    table[i] = random.normal();
  });
};
const neighbours = (ids: Int32Array): NeighbourTargets => ({
  directions: [
    Int32Array.from(ids, (_, i) => ids[i + 1] ?? -1),
    Int32Array.from(ids, (_, i) => ids[i - 1] ?? -1),
  ],
});

describe('pooling', () => {
  it('has the gradient that differences show, padding or not', () => {
    using network = new Network(kernels, classifier, 1);
    spread(network);
    const examples = [9, 6, 1].map((length) => ({ input: text(length), target: [random.int(3)] }));
    expectGradients(network, examples, crossEntropy, undefined, 2e-4);
  });

  it('gives the largest and the mean of each column, whole or in pieces', async () => {
    const pooled: NetworkDescription = { inputs: 8, layers: [{ kind: 'pooling' }] };
    using network = new Network(kernels, pooled, 1);
    const x = Float32Array.from({ length: 7 * 8 }, () => random.normal());
    const column = (c: number) => Array.from({ length: 7 }, (_, t) => x[t * 8 + c]!);
    const expected = [
      ...Array.from({ length: 8 }, (_, c) => Math.max(...column(c))),
      ...Array.from({ length: 8 }, (_, c) => column(c).reduce((sum, value) => sum + value, 0) / 7),
    ];
    const shard = new Shard(network, [{ input: x, target: [0] }], undefined, undefined, false);
    shard.forward(kernels.call);
    const learned = [...kernels.arena.f32(shard.outputs, 16)];
    shard.free();
    const folder = mkdtempSync(join(tmpdir(), 'utterly-pool-'));
    saveNetwork(folder, network);
    const encoder = await Encoder.load(join(folder, 'model.json'), { kernels });
    rmSync(folder, { recursive: true });
    const whole = [...encoder.run(x)];
    const stream = encoder.stream();
    const pieces = [
      ...stream.push(x.subarray(0, 16)),
      ...stream.push(x.subarray(16, 40)),
      ...stream.finish(x.subarray(40)),
    ];
    stream.close();
    await encoder.close();
    for (const result of [learned, whole, pieces]) {
      expect(result).toHaveLength(16);
      result.forEach((value, i) => {
        expect(value).toBeCloseTo(expected[i]!, 5);
      });
    }
  });
});

describe('a sampled softmax', () => {
  const counts = Int32Array.from({ length: V }, (_, id) => 100 >> (id % 4));

  it('has the gradient that differences show, the tied table’s share included', () => {
    using network = new Network(kernels, languageModel, 2);
    spread(network);
    const examples = [9, 5].map(text).map((input) => ({ input, target: neighbours(input) }));
    // All ids compete: otherwise differences would see other noise.
    expectGradients(network, examples, sampledSoftmax(network, { counts, noise: V }));
  });

  it('is the whole softmax, with the words’ shares as a beginning, when all compete', () => {
    using network = new Network(kernels, languageModel, 2);
    network.weight('embedding_0/embeddings').fill(0);
    const input = text(12);
    const { loss } = solve(
      network,
      [{ input, target: neighbours(input) }],
      sampledSoftmax(network, { counts, noise: V }),
    );
    const total = counts.reduce((sum, count) => sum + count, 0);
    const surprise = (id: number) => -Math.log(counts[id]! / total);
    const expected = [...input.subarray(1), ...input.subarray(0, 11)].reduce(
      (sum, id) => sum + surprise(id),
      0,
    );
    expect(loss).toBeCloseTo(expected, 3);
  });

  it('draws every wanted id once, and noise by its share', () => {
    const many = new Float64Array(1000).fill(1);
    many[7] = 500;
    const sampler = new NoiseSampler(many, 50);
    const wanted = Int32Array.of(3, 900, 3, -1);
    const { ids, biases, placeOf } = sampler.draw([wanted]);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids.subarray(0, 2)]).toEqual([3, 900]);
    expect(ids).toContain(7);
    expect(placeOf(900)).toBe(1);
    expect(sampler.draw([wanted]).ids).toEqual(ids);
    // P(7 drawn) is about 1, P(3 drawn) = 1 − (1 − q)^53.
    const q = 1 / 1499;
    expect(biases[0]).toBeCloseTo(Math.log(q / (1 - (1 - q) ** 53)), 4);
    expect(biases[ids.indexOf(7)]).toBeCloseTo(Math.log(500 / 1499), 4);
  });
});
