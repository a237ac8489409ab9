/** The engines under measurement behind one face: one run, its milliseconds. */
import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Encoder } from '../../../src/rnn/runtime/encoder.js';
import type { RecurrentFormat } from '../../../src/rnn/runtime/recurrent-weights.js';
import type { SavedModel } from '../../../src/rnn/runtime/saved-model.js';
import { median } from './plan.js';

/** What a yardstick is asked to do. */
export type Request =
  | { frames: number[]; width: number; wantOutputs?: boolean; runs?: number }
  | { train: { batch: number; frames: number; classes: number; width: number } };

/** What it answers: the median of the runs, one unless told otherwise. */
export interface Answer {
  ms: number;
  outputs?: number[];
}

export interface Engine {
  run(request: Request): Promise<Answer>;
  close(): Promise<void>;
}

/** The bench's sources, and its place in dist/, where the yardsticks' packages are installed: tsc looks at neither. */
const SOURCES = fileURLToPath(new URL('../../../../scripts/bench/rnn/', import.meta.url));
const HERE = fileURLToPath(new URL('./', import.meta.url));

/** Installs the yardsticks' packages when they are not there. @returns whether they are there now */
export function installYardsticks(): boolean {
  for (const file of ['package.json', '.npmrc', 'yardstick.mjs'])
    copyFileSync(join(SOURCES, file), join(HERE, file));
  const packages = ['onnxruntime-node', 'playwright-core'];
  if (packages.every((name) => existsSync(join(HERE, 'node_modules', name)))) return true;
  try {
    const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL_CUDA: 'skip' };
    execFileSync('npm', ['install', '--no-audit', '--no-fund'], { cwd: HERE, env, stdio: ['ignore', 2, 2] });
    return true;
  } catch {
    return false;
  }
}

/** Another engine in a process of its own. */
export function startYardstick(name: 'tfjs' | 'onnx', folder: string, threads: number): Promise<Engine> {
  return startProcess('yardstick.mjs', [name, folder, `${threads}`]);
}

/** Our training through TensorFlow.js in a process of its own. */
export function startFusedTraining(cell: string, threads: number): Promise<Engine> {
  return startProcess('fused-training.js', [cell, `${threads}`]);
}

async function startProcess(file: string, args: string[]): Promise<Engine> {
  const child = fork(join(HERE, file), args, { stdio: ['ignore', 2, 2, 'ipc'] });
  await answer(child);
  return {
    async run(request) {
      child.send(request);
      return (await answer(child)) as Answer;
    },
    async close() {
      child.kill();
    },
  };
}

/** Our own runtime in this process. */
export async function ourEngine(
  model: SavedModel,
  threads: number,
  format: RecurrentFormat,
): Promise<Engine> {
  const encoder = await Encoder.load(model, { threads, recurrentWeights: format });
  return {
    async run(request) {
      if (!('frames' in request)) throw new Error('The runtime does not train');
      const frames = Float32Array.from(request.frames);
      const times: number[] = [];
      let outputs: Float32Array = new Float32Array();
      for (let run = 0; run < (request.runs ?? 1); run++) {
        const start = performance.now();
        outputs = encoder.run(frames);
        times.push(performance.now() - start);
      }
      return { ms: median(times), outputs: [...outputs] };
    },
    close: () => encoder.close(),
  };
}

function answer(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => {
      child.removeAllListeners('exit');
      resolve(message);
    });
    child.once('exit', (code) => reject(new Error(`A yardstick ended with code ${code}`)));
  });
}
