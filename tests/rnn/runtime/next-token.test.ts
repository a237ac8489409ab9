import { afterAll, expect, it } from 'vitest';
import { createRandom } from '../../../src/random.js';
import { Kernels } from '../../../src/rnn/kernels/kernels.js';
import { NextToken } from '../../../src/rnn/runtime/next-token.js';
import { parseSavedModel, type SavedModel } from '../../../src/rnn/runtime/saved-model.js';
import { Network } from '../../../src/rnn/train/network.js';
import { sampledSoftmax } from '../../../src/rnn/train/sampled-softmax.js';
import { packNetwork } from '../../../src/rnn/train/save.js';
import { Trainer } from '../../../src/rnn/train/trainer.js';

const V = 13;
const E = 8;
const H = 16;
const kernels = await Kernels.load();
const counts = Array.from({ length: V }, (_, id) => 1 + id * id);
const total = counts.reduce((sum, count) => sum + count, 0);
const logShares = Float32Array.from(counts, (count) => Math.log(count / total));
const network = new Network(
  kernels,
  {
    inputs: 1,
    layers: [
      { kind: 'embedding', vocabulary: V, units: E },
      { kind: 'recurrent', cell: { kind: 'lstm', units: H } },
      { kind: 'dense', units: E },
    ],
  },
  3,
);
// Weights large enough for every part to matter.
const random = createRandom(4);
const weights = kernels.arena.f32(network.parameters, network.size).map(() => random.normal() * 0.4);
kernels.arena.f32(network.parameters, network.size).set(weights);
const model = saved(network);
const nextToken = new NextToken(kernels, model, logShares);
afterAll(() => {
  nextToken.close();
  network.close();
});

function saved(of: Network): SavedModel {
  const { json, data } = packNetwork(of);
  return parseSavedModel(JSON.parse(JSON.stringify(json)), data);
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Log-probabilities of every id after some ids, in plain arithmetic. // [V] */
function plain(ids: readonly number[]): number[] {
  const weight = (name: string): number[] => [...network.weight(name)];
  const table = weight('embedding_0/embeddings');
  const [W, U, b] = ['kernel', 'recurrent_kernel', 'bias'].map((name) => weight(`recurrent_1/${name}`));
  const [D, d] = ['kernel', 'bias'].map((name) => weight(`dense_2/${name}`));
  let h = new Array<number>(H).fill(0);
  let c = new Array<number>(H).fill(0);
  for (const id of ids) {
    const z = b!.map((bias, n) => {
      let sum = bias;
      for (let e = 0; e < E; e++) sum += table[id * E + e]! * W![e * 4 * H + n]!;
      for (let j = 0; j < H; j++) sum += h[j]! * U![j * 4 * H + n]!;
      return sum;
    });
    const gate = (g: number, j: number): number => sigmoid(z[g * H + j]!);
    c = c.map((cell, j) => gate(1, j) * cell + gate(0, j) * Math.tanh(z[2 * H + j]!));
    h = c.map((cell, j) => gate(3, j) * Math.tanh(cell));
  }
  const s = d!.map((bias, e) => bias + h.reduce((sum, value, j) => sum + value * D![j * E + e]!, 0));
  const logits = [...logShares].map((share, id) =>
    s.reduce((sum, value, e) => sum + value * table[id * E + e]!, share),
  );
  const norm = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
  return logits.map((logit) => logit - norm);
}

it('foretells as plain arithmetic does, whatever the company of a text', () => {
  // Two texts that begin alike, and one that does not: 3 → 3 5 1, 3 5 2 and 7 0 12.
  const start = nextToken.start();
  const [three, seven] = nextToken.advance([start, start], [3, 7]);
  const [other, both] = nextToken.advance([seven!, three!], [0, 5]);
  const contexts = nextToken.advance([both!, both!, other!], [1, 2, 12]);
  [
    [3, 5, 1],
    [3, 5, 2],
    [7, 0, 12],
  ].forEach((ids, i) => {
    plain(ids).forEach((logProb, id) => {
      expect(nextToken.logProb(contexts[i]!, id)).toBeCloseTo(logProb, 2);
    });
  });
});

it('gives each next token the probability that training has given it', () => {
  const input = [4, 9, 9, 1, 12];
  const next = [9, 9, 1, 12, 0];
  let sum = 0;
  let context = nextToken.start();
  input.forEach((id, i) => {
    context = nextToken.advance([context], [id])[0]!;
    sum -= nextToken.logProb(context, next[i]!);
  });
  // As much noise as ids: the whole softmax.
  const trainer = new Trainer(network, sampledSoftmax(network, { counts, noise: V }));
  const target = { directions: [Int32Array.from(next)] };
  const { loss } = trainer.evaluate([{ input: Int32Array.from(input), target }]);
  trainer.close();
  expect(sum).toBeCloseTo(loss, 2);
});

it('refuses a network of other layers', () => {
  const other = new Network(
    kernels,
    { inputs: 1, layers: [{ kind: 'embedding', vocabulary: V, units: E }, { kind: 'pooling' }] },
    1,
  );
  try {
    expect(() => new NextToken(kernels, saved(other), logShares)).toThrow(/Embedding, LSTM, Dense/);
  } finally {
    other.close();
  }
});

it('refuses widths that its products do not take', () => {
  const { json, data } = packNetwork(network);
  const damaged = JSON.stringify(json).replace(`"output_dim":${E}`, '"output_dim":6');
  const other = parseSavedModel(JSON.parse(damaged), data);
  expect(() => new NextToken(kernels, other, logShares)).toThrow(/widths of 6 and 16/);
});
