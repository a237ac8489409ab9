import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRandom } from '../../../src/random.js';
import { Kernels } from '../../../src/rnn/kernels/kernels.js';
import { type PretrainOptions, pretrain } from '../../../src/sentiment/neural/pretrain.js';
import { joinTexts } from '../../../src/text/pieces/encoded-texts.js';

const WORDS = 40;
const random = createRandom(4);
/** Texts in which one word always follows another: w → w + 1. */
const counting = joinTexts(
  Array.from({ length: 24 }, () => {
    const first = random.int(WORDS);
    return Array.from({ length: 30 }, (_, i) => (first + i) % WORDS);
  }),
);
const folder = mkdtempSync(join(tmpdir(), 'pretrain-'));
let kernels: Kernels;
const lines: string[] = [];

beforeAll(async () => {
  kernels = await Kernels.load();
});

afterAll(async () => {
  await kernels.close();
  rmSync(folder, { recursive: true });
});

const run = (name: string, change: Partial<PretrainOptions> = {}) =>
  pretrain({
    ...{ kernels, vocabularySize: WORDS, reviews: counting, dev: counting, perSlice: 240, units: 32 },
    ...{ stableSlices: 8, decaySlices: 4, folder: join(folder, name), log: (line) => lines.push(line) },
    ...change,
  });

it('learns what follows and what goes before', async () => {
  await run('whole');
  const losses = lines.map((line) => Number(/loss ([\d.]+)/.exec(line)?.[1])).filter(Number.isFinite);
  // Nothing known: log 40 = 3.7.
  expect(losses[0]).toBeGreaterThan(2);
  expect(losses.at(-1)).toBeLessThan(1.5);
});

it('prolonged or stopped and taken up again, ends as an unbroken run', async () => {
  const whole = await run('whole');
  expect(whole).toBeDefined();
  await run('parts', { stableSlices: 3 });
  const stop = new AbortController();
  let seen = 0;
  const stopped = await run('parts', {
    signal: stop.signal,
    log: () => {
      if (++seen === 3) stop.abort();
    },
  });
  expect(stopped).toBeUndefined();
  expect(await run('parts')).toEqual(whole);
});
