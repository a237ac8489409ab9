/** Lattice-free MMI in the trainer: on worker threads, and to an end. */
import { expect, it } from 'vitest';
import { createRandom } from '../../../src/random.js';
import { HmmGraphBuilder } from '../../../src/rnn/kernels/hmm-graph.js';
import { Kernels } from '../../../src/rnn/kernels/kernels.js';
import { packTimedGraph } from '../../../src/rnn/kernels/pack-graph.js';
import { timeGraph } from '../../../src/rnn/kernels/time-graph.js';
import { LfmmiLoss } from '../../../src/rnn/train/lfmmi-loss.js';
import { Network } from '../../../src/rnn/train/network.js';
import type { Example } from '../../../src/rnn/train/shard.js';
import { Trainer } from '../../../src/rnn/train/trainer.js';

const C = 4;

/** Any class after any other, each for one frame or more. */
function anyOrder() {
  const builder = new HmmGraphBuilder();
  const states = Array.from({ length: C }, (_, c) => builder.state(c));
  const start = builder.junction(1);
  for (const state of states) {
    const end = builder.junction();
    builder.arc(start, state, 1 / C);
    builder.arc(state, state, 0.5);
    builder.arc(state, end, 0.5);
    for (const next of states) if (next !== state) builder.arc(end, next, 1 / (C - 1));
  }
  return builder.build();
}

/** Noisy frames of some classes in turn, and these classes without their times. */
function example(random: ReturnType<typeof createRandom>): Example<Int32Array> {
  const builder = new HmmGraphBuilder();
  let before = builder.junction(1);
  const frames: number[] = [];
  let c = random.int(C);
  for (let n = 0; n < 6; n++) {
    c = (c + 1 + random.int(C - 1)) % C;
    for (let t = 1 + random.int(4); t > 0; t--) frames.push(c);
    const state = builder.state(c);
    builder.arc(before, state, before < 0 ? 1 / C : 0.5 / (C - 1));
    builder.arc(state, state, 0.5);
    before = state;
  }
  const final = new Float32Array(6);
  final[5] = 1;
  const target = packTimedGraph(timeGraph(builder.build(), frames.length, final));
  const input = Float32Array.from(
    frames.flatMap((c) => Array.from({ length: C }, (_, i) => Number(i === c) + 0.1 * random.normal())),
  );
  return { input, target };
}

it('teaches classes from their order alone, on two threads as on one', async () => {
  const random = createRandom(1);
  const batches = Array.from({ length: 80 }, () => Array.from({ length: 6 }, () => example(random)));
  const curves = await Promise.all(
    [1, 2].map(async (threads) => {
      const kernels = await Kernels.load({ threads });
      using network = new Network(kernels, { inputs: C, layers: [{ kind: 'dense', units: C }] }, 1);
      using loss = new LfmmiLoss(kernels, anyOrder(), Float32Array.of(1, 0, 0, 0, 0), { l2: 1e-4 });
      const trainer = new Trainer(network, loss);
      const curve = batches.map((batch) => {
        const report = trainer.step(batch, 0.1, 0);
        return report.loss / report.weight;
      });
      trainer.close();
      await kernels.close();
      return curve;
    }),
  );
  const [one, two] = curves as [number[], number[]];
  for (const [i, value] of one.entries()) expect(two[i]).toBeCloseTo(value, 3);
  expect(one[0]).toBeGreaterThan(0.5);
  expect(one.at(-1)).toBeLessThan(0.1);
});
