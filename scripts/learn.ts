/**
 * `npm run learn -- TASK [--cell lstm|gru|rnn] [--seed 1] [--threads 2] [--minutes 10]`: does a recurrent network
 * learn what the literature says it can? Trains within ten minutes and prints one JSON object with its result, the
 * minutes it took and the processor's seconds, which another program's load does not lengthen.
 */
import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { TrainingBar } from '../src/cli/progress.js';
import type { CellSpec } from '../src/rnn/kernels/cell.js';
import { Kernels } from '../src/rnn/kernels/kernels.js';
import { adding } from './learn/adding.js';
import { mnist } from './learn/mnist.js';
import type { LearningTask } from './learn/task.js';

const CELLS: Record<string, (units: number) => CellSpec> = {
  lstm: (units) => ({ kind: 'lstm', units }),
  gru: (units) => ({ kind: 'gru', units, resetAfter: true }),
  rnn: (units) => ({ kind: 'rnn', units }),
};
const TASKS: Record<string, LearningTask> = {
  adding,
  mnist: (context) => mnist(context, false),
  'mnist-cnn': (context) => mnist(context, true),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    cell: { type: 'string', default: 'lstm' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '10' },
    threads: { type: 'string', default: String(Math.min(2, availableParallelism())) },
  },
});
const [name = ''] = positionals;
const task = TASKS[name];
const cell = CELLS[values.cell];
if (!task || !cell) {
  process.stderr.write(
    `learn: expected a task (${Object.keys(TASKS).join(', ')}) and --cell ${Object.keys(CELLS).join('|')}\n`,
  );
  process.exit(2);
}
const kernels = await Kernels.load({ threads: Number(values.threads) });
const folder = join('runs', 'learn', `${name}-${values.cell}`);
rmSync(folder, { recursive: true, force: true });
const started = performance.now();
const result = await task({
  ...{ kernels, cell, folder, seed: Number(values.seed) },
  bar: new TrainingBar(process.stderr),
  limitMs: Number(values.minutes) * 60_000,
});
const minutes = Number(((performance.now() - started) / 60_000).toFixed(2));
const { user, system } = process.cpuUsage();
const cpuSeconds = Math.round((user + system) / 1e6);
process.stdout.write(
  `${JSON.stringify({ task: name, cell: values.cell, seed: Number(values.seed), minutes, cpuSeconds, ...result })}\n`,
);
await kernels.close();
