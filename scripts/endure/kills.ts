/**
 * A training killed with SIGKILL at ten random moments, and resumed each time, beside one that nobody disturbs. Prints
 * one JSON object; exit code 1 unless the two end with the same weights and the same losses to the last bit.
 *   npm run endure -- kills [--kills 10] [--threads 1]
 */
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Kernels } from '../../src/rnn/kernels/kernels.js';
import type { EpochMetrics } from '../../src/rnn/train/training-run.js';
import { smallRun } from './small-run.js';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '10' },
    threads: { type: 'string', default: '1' },
    /** The folder of a run: this process is the one that is killed. */
    run: { type: 'string' },
  },
});

if (values.run) {
  const kernels = await Kernels.load({ threads: Number(values.threads) });
  const state = await smallRun(kernels, values.run);
  process.stdout.write(createHash('sha256').update(new Uint8Array(state.buffer)).digest('hex'));
  await kernels.close();
} else await compare();

async function compare(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'endure-'));
  try {
    const start = performance.now();
    const whole = await run(join(folder, 'whole'));
    const wholeMs = performance.now() - start;
    let kills = 0;
    let broken: string | undefined;
    while (kills < Number(values.kills)) {
      // Short enough that the run does not end before it was killed often enough.
      const patience = Math.random() * (wholeMs / Number(values.kills)) + 300;
      broken = await run(join(folder, 'broken'), patience);
      if (broken !== undefined) break;
      kills++;
    }
    broken ??= await run(join(folder, 'broken'));
    const losses = [lossesOf(join(folder, 'whole')), lossesOf(join(folder, 'broken'))];
    const equal = broken === whole && losses[0] === losses[1];
    const finalLoss = (JSON.parse(losses[0]!) as { train: { loss: number } }[]).at(-1)!.train.loss;
    process.stdout.write(`${JSON.stringify({ kills, equal, finalLoss, unbrokenMs: Math.round(wholeMs) })}\n`);
    if (!equal) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param killAfterMs - absent: the run is left alone. @returns the digest of its state, undefined when killed */
async function run(folder: string, killAfterMs?: number): Promise<string | undefined> {
  const args = ['kills', '--run', folder, '--threads', values.threads];
  const child = fork(fileURLToPath(new URL('../endure.js', import.meta.url)), args, {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  let output = '';
  child.stdout!.on('data', (chunk) => {
    output += String(chunk);
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  clearTimeout(timer);
  if (signal === 'SIGKILL') return undefined;
  if (code !== 0) throw new Error(`the training ended with ${code ?? signal}`);
  return output;
}

/** All metrics but the clock's. */
function lossesOf(folder: string): string {
  const lines = readFileSync(join(folder, 'metrics.jsonl'), 'utf8').trim().split('\n');
  return JSON.stringify(lines.map((line) => ({ ...(JSON.parse(line) as EpochMetrics), seconds: 0 })));
}
