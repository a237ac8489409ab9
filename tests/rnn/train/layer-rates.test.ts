import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Kernels } from '../../../src/rnn/kernels/kernels.js';
import { crossEntropy } from '../../../src/rnn/train/cross-entropy.js';
import { stretches } from '../../../src/rnn/train/layer-rates.js';
import { Network } from '../../../src/rnn/train/network.js';
import { Trainer } from '../../../src/rnn/train/trainer.js';

const description = {
  inputs: 1,
  layers: [
    { kind: 'embedding', vocabulary: 10, units: 8 },
    { kind: 'recurrent', cell: { kind: 'lstm', units: 16 } },
    { kind: 'dense', units: 3 },
  ],
} as const;

it('cuts any range into stretches without gap or overlap', async () => {
  const kernels = await Kernels.load();
  const network = new Network(kernels, description, 1);
  const rates = fc.array(fc.constantFrom(0, 0.5, 1, 2), { maxLength: 3 });
  fc.assert(
    fc.property(rates, fc.nat(network.size), fc.nat(network.size), (layerRates, a, b) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      const cut = stretches(network.layers, layerRates, from * 4, to - from).filter(({ count }) => count > 0);
      let at = from * 4;
      for (const stretch of cut) {
        expect(stretch.from).toBe(at);
        at += stretch.count * 4;
      }
      expect(at).toBe(to > from ? to * 4 : from * 4);
    }),
  );
  network.close();
  await kernels.close();
});

it('a layer of rate 0 stays, and the first step of another goes as far as its rate says', async () => {
  const kernels = await Kernels.load();
  const batch = [{ input: Int32Array.of(1, 2, 3), target: [0, 1, 2] }];
  const moved = (layerRates: readonly number[]): number[] => {
    const network = new Network(kernels, description, 1);
    const before = network.snapshot();
    const trainer = new Trainer(network, crossEntropy, { layerRates });
    trainer.step(batch, 1e-3, 1);
    const after = network.snapshot();
    const largest = network.layers.map(({ at, layer }) => {
      let most = 0;
      for (let i = at; i < at + layer.size; i++) most = Math.max(most, Math.abs(after[i]! - before[i]!));
      return most;
    });
    trainer.close();
    network.close();
    return largest;
  };
  const [embedding, recurrent, dense] = moved([0, 0.5, 2]);
  expect(embedding).toBe(0);
  // Adam's first step is the rate, whatever the gradient.
  expect(recurrent).toBeCloseTo(0.5e-3, 6);
  expect(dense).toBeCloseTo(2e-3, 6);
  await kernels.close();
});
