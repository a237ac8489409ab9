/**
 * Measures the recurrent engine beside onnxruntime-node and TensorFlow.js, all in one run, turn by turn, and in Chromium
 * beside Node. Ratios are the other's time divided by ours; figures of the GRU end in Gru.
 *   node dist/scripts/bench/rnn/main.js [-o json] [--cell lstm|gru|both] [--rounds 15] [--ours]
 * `--ours` leaves the other engines out (onnxruntime and playwright-core are installed on first use, some 300 MB).
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { CellSpec } from '../../../src/rnn/kernels/cell.js';
import { chromium } from './chromium.js';
import { coldStart } from './cold.js';
import { installYardsticks } from './engines.js';
import { infer } from './infer.js';
import { onnxStack } from './onnx-model.js';
import type { Bench, Figures } from './plan.js';
import { modelOf, randomStack, savedStack } from './saved-model.js';
import { train } from './train.js';

const { values: options } = parseArgs({
  options: {
    output: { type: 'string', short: 'o', default: 'text' },
    cell: { type: 'string', default: 'both' },
    rounds: { type: 'string', default: '15' },
    ours: { type: 'boolean', default: false },
  },
});
const UNITS = 256;
const WIDTH = 40;
const CELLS: Record<string, CellSpec> = {
  lstm: { kind: 'lstm', units: UNITS },
  gru: { kind: 'gru', units: UNITS, resetAfter: true },
};

let seed = 1;
const random = (): number => {
  seed = (Math.imul(seed, 48271) >>> 0) % 0x7fffffff;
  return seed / 0x7fffffff;
};
const threads = Math.min(2, availableParallelism());
const others = !options.ours && installYardsticks();
// Ratios are only good on a quiet machine: what else ran before stands beside them.
const figures: Figures = { threads, loadBefore: loadavg()[0]! };
for (const [name, cell] of Object.entries(CELLS)) {
  if (options.cell !== 'both' && options.cell !== name) continue;
  const stack = randomStack(cell, 2, WIDTH, random);
  const folder = mkdtempSync(join(tmpdir(), 'bench-rnn-'));
  const bench: Bench = {
    cell,
    width: WIDTH,
    model: modelOf(cell, stack),
    folder,
    threads,
    rounds: Number(options.rounds),
    others,
    random,
  };
  try {
    const saved = savedStack(cell, stack);
    writeFileSync(join(folder, 'model.json'), JSON.stringify(saved.json));
    writeFileSync(join(folder, 'weights.bin'), saved.data);
    writeFileSync(join(folder, 'model.onnx'), onnxStack(cell, stack));
    const found = {
      coldCpuMs: coldStart(folder),
      ...(await infer(bench)),
      ...(others && (await chromium(bench))),
      ...(await train(bench)),
    };
    const suffix = name === 'gru' ? 'Gru' : '';
    for (const [key, value] of Object.entries(found)) figures[`${key}${suffix}`] = value;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
const round = (value: number | string): number | string =>
  typeof value === 'number' ? Number(value.toPrecision(4)) : value;
const shown = Object.fromEntries(Object.entries(figures).map(([key, value]) => [key, round(value)]));
if (options.output === 'json') process.stdout.write(`${JSON.stringify(shown)}\n`);
else for (const [key, value] of Object.entries(shown)) process.stdout.write(`${key.padEnd(28)}${value}\n`);
