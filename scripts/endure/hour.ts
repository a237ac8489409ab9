/**
 * Training and inference in turn for an hour, on the kernels alone and through TensorFlow.js. Prints a JSON line every
 * minute and the verdict at the end: slope of the memory, number of tensors; exit code 1 when something grew.
 *   npm run endure -- hour [--minutes 60] [--threads 2]
 */
import { parseArgs } from 'node:util';
import { memory } from '@tensorflow/tfjs-core';
import { plainRounds } from './plain-rounds.js';
import { tfjsRounds } from './tfjs-rounds.js';
import { judgeMemory, type MemoryLook, sayVerdict } from './verdict.js';

const LOOK_SECONDS = 10;

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '60' }, threads: { type: 'string', default: '2' } },
});
const [minutes, threads] = [Number(values.minutes), Number(values.threads)];
const plain = await plainRounds(threads);
const tfjs = await tfjsRounds(threads);
const looks: MemoryLook[] = [];
let rounds = 0;
const round = async (): Promise<void> => {
  await plain.round();
  await tfjs.round();
  rounds++;
};
// What is made once is made: buffers for the longest batch, the optimiser's moments.
for (let i = 0; i < 100; i++) await round();
const started = performance.now();
const seconds = (): number => (performance.now() - started) / 1000;
for (let i = 1; i <= Math.ceil((minutes * 60) / LOOK_SECONDS); i++) {
  while (seconds() < i * LOOK_SECONDS) await round();
  const look = lookAtMemory();
  looks.push(look);
  if ((i * LOOK_SECONDS) % 60 === 0)
    print(JSON.stringify({ minute: (i * LOOK_SECONDS) / 60, rounds, ...look }));
}
const verdict = judgeMemory(looks);
print(JSON.stringify({ minutes, rounds, ...verdict }));
print(sayVerdict(verdict));
process.exitCode = verdict.flat ? 0 : 1;
await tfjs.close();
await plain.close();

function lookAtMemory(): MemoryLook {
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  return {
    ...{ seconds: seconds(), rssMb: rss / 2 ** 20, heapMb: heapUsed / 2 ** 20 },
    ...{ arenaBytes: plain.bytes(), tfjsArenaBytes: tfjs.bytes(), tensors: memory().numTensors },
  };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
