/** What the runtime costs before it has run a second of speech: CPU time of fresh processes. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from './plan.js';

const RUNS = 5;
const PROGRAM = fileURLToPath(new URL('./cold-start.js', import.meta.url));

/** @returns milliseconds of CPU from the start of Node to the encoder's outputs, the middle of some runs */
export function coldStart(folder: string): number {
  const model = join(folder, 'model.json');
  return median(Array.from({ length: RUNS }, () => Number(execFileSync(process.execPath, [PROGRAM, model]))));
}
