/**
 * Training and inference in turn for an hour on one set of kernels. Prints a JSON line every minute and a verdict at the
 * end; exit code 1 when memory grew.
 *   npm run endure -- hour [--minutes 60] [--threads 2]
 */
import { parseArgs } from 'node:util';
import { createRandom } from '../../src/random.js';
import { Kernels } from '../../src/rnn/kernels/kernels.js';
import { Encoder } from '../../src/rnn/runtime/encoder.js';
import { parseSavedModel } from '../../src/rnn/runtime/saved-model.js';
import { crossEntropy } from '../../src/rnn/train/cross-entropy.js';
import { Network, type NetworkDescription } from '../../src/rnn/train/network.js';
import { packNetwork } from '../../src/rnn/train/save.js';
import { Trainer } from '../../src/rnn/train/trainer.js';
import { quadrants } from './small-run.js';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '60' }, threads: { type: 'string', default: '2' } },
});
const description: NetworkDescription = {
  inputs: 8,
  layers: [
    { kind: 'recurrent', cell: { kind: 'lstm', units: 64 }, bidirectional: true, dropout: 0.1 },
    { kind: 'dense', units: 4 },
  ],
};
const kernels = await Kernels.load({ threads: Number(values.threads) });
const network = new Network(kernels, description, 1);
const trainer = new Trainer(network, crossEntropy, { clipNorm: 1 });
const set = quadrants(200, 1);
const random = createRandom(2);
const started = performance.now();
const minutes = Number(values.minutes);
const seen: { rssMb: number; heapMb: number; arenaBytes: number }[] = [];
let rounds = 0;
for (let minute = 1; minute <= minutes; minute++) {
  while (performance.now() - started < minute * 60_000) await round();
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  seen.push({ rssMb: rss / 2 ** 20, heapMb: heapUsed / 2 ** 20, arenaBytes: kernels.arena.used });
  process.stdout.write(`${JSON.stringify({ minute, rounds, ...seen.at(-1) })}\n`);
}
const half = seen.slice(0, Math.ceil(seen.length / 2));
const most = (list: typeof seen, key: 'rssMb' | 'arenaBytes') => Math.max(...list.map((entry) => entry[key]));
const growthMb = most(seen, 'rssMb') - most(half, 'rssMb');
const flat = growthMb < 10 && seen.every(({ arenaBytes }) => arenaBytes === seen[0]!.arenaBytes);
process.stdout.write(`${JSON.stringify({ minutes, rounds, growthInSecondHalfMb: growthMb, flat })}\n`);
process.exitCode = flat ? 0 : 1;
await kernels.close();

/** A training step, then the network saved, opened and run on an utterance and in a stream. */
async function round(): Promise<void> {
  const batch = Array.from({ length: 8 }, () => set.example(random.int(200), rounds));
  trainer.step(batch, 1e-3, rounds);
  const { json, data } = packNetwork(network, { dtype: 'uint8', outputActivation: 'softmax' });
  const encoder = await Encoder.load(parseSavedModel(json, data), { kernels });
  const { input } = set.example(random.int(200), rounds);
  encoder.run(input as Float32Array);
  await encoder.close();
  rounds++;
}
