/** Checks a network's gradient against finite differences. */
import { expect } from 'vitest';
import { createRandom } from '../../../src/random.js';
import type { Loss } from '../../../src/rnn/train/loss.js';
import type { Network } from '../../../src/rnn/train/network.js';
import { type Example, Shard } from '../../../src/rnn/train/shard.js';

/** Loss and gradient of a whole batch at the network's present parameters. */
export function solve<Target>(
  network: Network,
  examples: Example<Target>[],
  loss: Loss<Target>,
  seed?: number,
) {
  const { arena, call } = network.kernels;
  const gradient = arena.place(new Float32Array(network.size));
  const shard = new Shard(network, examples, loss, seed, true);
  network.pack(call);
  shard.forward(call);
  shard.backward(call, gradient, 1);
  const result = { loss: shard.totals().loss, gradient: arena.f32(gradient, network.size).slice() };
  shard.free();
  arena.free(gradient);
  return result;
}

/** Compares the gradient with central differences along random directions of each weight. */
export function expectGradients<Target>(
  network: Network,
  examples: Example<Target>[],
  loss: Loss<Target>,
  seed?: number,
  size = 3e-3,
) {
  const { gradient } = solve(network, examples, loss, seed);
  const random = createRandom(3);
  for (const { name, layer, at } of network.layers) {
    for (const weight of layer.weights) {
      const values = network.weight(`${name}/${weight.name}`);
      const before = values.slice();
      const start = at + weight.at;
      const way = before.map(() => random.normal());
      const expected = way.reduce((sum, d, i) => sum + d * gradient[start + i]!, 0);
      const lossAt = (step: number): number => {
        network.weight(`${name}/${weight.name}`).set(before.map((value, i) => value + step * way[i]!));
        return solve(network, examples, loss, seed).loss;
      };
      const measured = (lossAt(size) - lossAt(-size)) / (2 * size);
      network.weight(`${name}/${weight.name}`).set(before);
      expect(Math.abs(measured - expected), `${name}/${weight.name}: ${measured} ${expected}`).toBeLessThan(
        0.02 * Math.max(Math.abs(expected), 0.5),
      );
    }
  }
}
