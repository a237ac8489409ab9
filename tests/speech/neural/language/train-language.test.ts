import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { Kernels } from '../../../../src/rnn/kernels/kernels.js';
import { trainLanguage } from '../../../../src/speech/neural/language/train-language.js';
import { SHAPE, smallText, TRAINING_MS } from './small-language.js';

const folder = mkdtempSync(join(tmpdir(), 'training-'));
afterAll(() => rmSync(folder, { recursive: true }));

it(
  'ends with the same weights when it was stopped on the way',
  async () => {
    const text = smallText(folder);
    const kernels = await Kernels.load();
    const run = (name: string, signal: AbortSignal, log: (line: string) => void) => {
      const slices = { stableSlices: 2, decaySlices: 2, perSlice: 700 };
      return trainLanguage({
        kernels,
        text,
        shape: SHAPE,
        ...slices,
        folder: join(folder, name),
        signal,
        log,
      });
    };
    const whole = await run('whole', new AbortController().signal, () => undefined);
    let stops = 0;
    let weights: Float32Array | undefined;
    while (!weights) {
      const stop = new AbortController();
      // A line is told at the end of every slice: the run is stopped behind each.
      weights = await run('stopped', stop.signal, (line) => {
        if (!line.startsWith('slice')) return;
        stops++;
        stop.abort();
      });
    }
    expect(stops).toBeGreaterThan(2);
    expect(weights).toEqual(whole);
  },
  TRAINING_MS,
);
