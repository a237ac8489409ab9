/**
 * Measures the recurrent kernels beside onnxruntime-node and TensorFlow.js, all in one run, turn by turn.
 *   node dist/scripts/bench/rnn/main.js [-o json] [--cell lstm|gru] [--rounds 15] [--ours]
 * `--ours` leaves the other engines out (they are installed on first use, some 300 MB).
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { CellSpec } from '../../../src/rnn/kernels/cell.js';
import { Kernels } from '../../../src/rnn/kernels/kernels.js';
import { type Engine, installYardsticks, median, ourEngine, startYardstick } from './engines.js';
import { onnxStack } from './onnx-model.js';
import { modelOf, randomStack, savedStack } from './saved-model.js';
import { TrainingStep } from './training-step.js';

const { values: options } = parseArgs({
  options: {
    output: { type: 'string', short: 'o', default: 'text' },
    cell: { type: 'string', default: 'lstm' },
    rounds: { type: 'string', default: '15' },
    ours: { type: 'boolean', default: false },
  },
});
const UNITS = 256;
const WIDTH = 40;
const CLASSES = 42;
const BATCH = 16;
const threads = Math.min(2, availableParallelism());
const rounds = Number(options.rounds);
const cell: CellSpec =
  options.cell === 'gru' ? { kind: 'gru', units: UNITS, resetAfter: true } : { kind: 'lstm', units: UNITS };

let seed = 1;
const random = (): number => {
  seed = (Math.imul(seed, 48271) >>> 0) % 0x7fffffff;
  return seed / 0x7fffffff;
};
const stack = randomStack(cell, 2, WIDTH, random);
const folder = mkdtempSync(join(tmpdir(), 'bench-rnn-'));
const figures: Record<string, number | string> = { cell: cell.kind, threads };
try {
  const saved = savedStack(cell, stack);
  writeFileSync(join(folder, 'model.json'), JSON.stringify(saved.json));
  writeFileSync(join(folder, 'weights.bin'), saved.data);
  writeFileSync(join(folder, 'model.onnx'), onnxStack(cell, stack));
  const others = !options.ours && installYardsticks();
  await infer(others);
  await train(others);
} finally {
  rmSync(folder, { recursive: true });
}
const round = (value: number | string): number | string =>
  typeof value === 'number' ? Number(value.toPrecision(4)) : value;
const shown = Object.fromEntries(Object.entries(figures).map(([key, value]) => [key, round(value)]));
if (options.output === 'json') process.stdout.write(`${JSON.stringify(shown)}\n`);
else for (const [key, value] of Object.entries(shown)) process.stdout.write(`${key.padEnd(28)}${value}\n`);

/** One utterance through two layers, T = 100 and 300. A ratio is that of the worse of the two lengths. */
async function infer(others: boolean): Promise<void> {
  const model = modelOf(cell, stack);
  const engines: Record<string, Engine> = {
    ours1: await ourEngine(model, 1, 'int16'),
    ours1Float: await ourEngine(model, 1, 'float32'),
    ours2: await ourEngine(model, threads, 'int16'),
  };
  if (others) {
    engines.onnx1 = await startYardstick('onnx', folder, 1);
    engines.onnx2 = await startYardstick('onnx', folder, threads);
    engines.tfjs = await startYardstick('tfjs', folder, 1);
  }
  for (const T of [100, 300]) {
    const frames = Array.from({ length: T * WIDTH }, () => random() * 2 - 1);
    const times: Record<string, number[]> = Object.fromEntries(
      Object.keys(engines).map((name) => [name, []]),
    );
    let expected: number[] | undefined;
    for (const [name, engine] of Object.entries(engines)) {
      const { outputs } = await engine.run({ frames, width: WIDTH, wantOutputs: true });
      expected ??= outputs;
      // The tfjs GRU has no reset-after weights: only its time counts.
      if (name === 'tfjs' && cell.kind === 'gru') continue;
      const off = Math.max(...outputs!.map((value, i) => Math.abs(value - expected![i]!)));
      if (!(off < 5e-3)) throw new Error(`${name} computes something else: ${off} off`);
    }
    for (let r = -5; r < rounds; r++) {
      for (const [name, engine] of Object.entries(engines)) {
        if (name === 'tfjs' && r % 5 !== 0) continue;
        const { ms } = await engine.run({ frames, width: WIDTH });
        if (r >= 0) times[name]!.push(ms);
      }
    }
    const ms = Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(list)]));
    for (const [name, value] of Object.entries(ms)) figures[`${name}Ms${T}`] = value;
    if (!others) continue;
    worse('inferVsOnnxruntime1', ms.onnx1! / ms.ours1!);
    worse('inferVsOnnxruntime2', ms.onnx2! / ms.ours2!);
    worse('inferVsTfjsWasm', ms.tfjs! / ms.ours1!);
  }
  for (const engine of Object.values(engines)) await engine.close();
}

function worse(key: string, ratio: number): void {
  figures[key] = Math.min(ratio, Number(figures[key] ?? Number.POSITIVE_INFINITY));
}

/** A training step of two layers and a softmax: batch 16, T = 100. */
async function train(others: boolean): Promise<void> {
  const shape = { cell, layers: 2, inputs: WIDTH, classes: CLASSES, T: 100, B: BATCH };
  const kernels = await Kernels.load({ threads });
  const step = new TrainingStep(kernels, shape, random);
  for (let i = 0; i < 3; i++) step.run();
  const measure = (): number => {
    const start = performance.now();
    step.run();
    return performance.now() - start;
  };
  const times = Array.from({ length: rounds }, measure);
  if (others) {
    const tfjs = await startYardstick('tfjs', folder, 1);
    const request = { train: { batch: BATCH, frames: 100, classes: CLASSES } };
    const theirs: number[] = [];
    for (let i = 0; i < 2; i++) {
      theirs.push((await tfjs.run(request)).ms);
      for (let k = 0; k < 5; k++) times.push(measure());
    }
    await tfjs.close();
    figures.tfjsTrainMs = Math.min(...theirs);
    figures.trainVsTfjsWasm = Math.min(...theirs) / median(times);
  }
  figures.build = kernels.build;
  figures.trainMs = median(times);
  figures.trainGflops = step.flops / median(times) / 1e6;
  await kernels.close();
}
