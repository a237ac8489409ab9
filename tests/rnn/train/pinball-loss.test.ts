/** Pinball loss: its sum against the formula, its gradient against differences, the quantiles it leads to. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRandom } from '../../../src/random.js';
import { Kernels } from '../../../src/rnn/kernels/kernels.js';
import { Network, type NetworkDescription } from '../../../src/rnn/train/network.js';
import {
  pinballLoss,
  type QuantileOutputs,
  type QuantileTarget,
  quantilesOf,
  quantileWidth,
} from '../../../src/rnn/train/pinball-loss.js';
import { Trainer } from '../../../src/rnn/train/trainer.js';
import { expectGradients } from './gradients.js';

let kernels: Kernels;
beforeAll(async () => {
  kernels = await Kernels.load();
});
afterAll(() => kernels.close());

const outputs: QuantileOutputs = { points: 3, basis: 2, levels: [0.1, 0.5, 0.9], importance: [0.5, 1, 0.5] };
const random = createRandom(7);
const normals = (n: number): Float32Array => Float32Array.from({ length: n }, () => random.normal());
const target = (frames: number): QuantileTarget => ({
  values: normals(frames * 3).map((value, i) => (i % 5 === 0 ? Number.NaN : 3 * value)),
  weights: normals(frames * 3).map(Math.abs),
  basis: normals(frames * 6),
});

it('has the gradient that differences show, with shares of a basis, weights and absent targets', () => {
  const description: NetworkDescription = {
    inputs: 4,
    layers: [
      { kind: 'recurrent', cell: { kind: 'lstm', units: 16 } },
      { kind: 'dense', units: quantileWidth(outputs) },
    ],
  };
  using network = new Network(kernels, description, 1);
  const examples = [6, 4].map((T) => ({ input: normals(T * 4), target: target(T) }));
  // Small steps: the loss has corners.
  expectGradients(network, examples, pinballLoss(outputs), undefined, 5e-4);
});

it('sums what the formula says', () => {
  const frame = normals(15);
  const wanted = target(1);
  let expected = 0;
  for (let h = 0; h < 3; h++) {
    quantilesOf(outputs, frame, wanted.basis, h).forEach((quantile, q) => {
      const error = wanted.values[h]! - quantile;
      const tau = outputs.levels[q]!;
      const loss = Math.max(tau * error, (tau - 1) * error);
      if (!Number.isNaN(loss)) expected += wanted.weights[h]! * outputs.importance![q]! * loss;
    });
  }
  const { arena, call } = kernels;
  const at = arena.place(Float32Array.from([...frame, 9]));
  const lengths = arena.place(Int32Array.of(1));
  const logits = { at, U: 1, B: 1, C: 15, ld: 16, lengths, frames: [1] };
  const run = pinballLoss(outputs).start(kernels, logits, [wanted]);
  run.run(call, 1);
  expect(run.totals().loss).toBeCloseTo(expected, 4);
  expect(run.totals().weight).toBe(2);
  expect([...arena.f32(at, 16)].slice(15)).toEqual([0]);
  run.free();
});

it('leads to the quantiles of what is seen', () => {
  const plain: QuantileOutputs = { points: 1, basis: 0, levels: [0.1, 0.5, 0.9] };
  using network = new Network(kernels, { inputs: 4, layers: [{ kind: 'dense', units: 3 }] }, 1);
  const trainer = new Trainer(network, pinballLoss(plain));
  const input = new Float32Array(4 * 400);
  for (let step = 0; step < 800; step++) {
    const values = Float32Array.from({ length: 400 }, () => random.next());
    const example = { values, weights: new Float32Array(400).fill(1), basis: new Float32Array(0) };
    trainer.step([{ input, target: example }], 0.01 * (1 - step / 800), step);
  }
  network.weight('dense_0/bias').forEach((quantile, q) => {
    expect(Math.abs(quantile - plain.levels[q]!)).toBeLessThan(0.03);
  });
  trainer.close();
});
