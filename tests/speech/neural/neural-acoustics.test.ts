import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readModel } from '../../../src/model-folder.js';
import { createRandom } from '../../../src/random.js';
import { Kernels } from '../../../src/rnn/kernels/kernels.js';
import { openNeural } from '../../../src/speech/neural/neural-acoustics.js';
import type { SpeechNnHeader } from '../../../src/speech/speech-model.js';
import { say, writeToneModel } from './tone-model.js';

const folder = mkdtempSync(join(tmpdir(), 'neural-acoustics-'));
afterAll(() => rmSync(folder, { recursive: true }));
const samples = say(['SEE', 'SUE', 'NO'], createRandom(1));

/** Scores of the samples, frame by frame. // [U][S] */
async function scoresAt(...offsets: number[]): Promise<number[][]> {
  const own = join(folder, offsets.join('_'));
  writeToneModel(own, { header: { offsets } });
  const kernels = await Kernels.load({ threads: 1 });
  const acoustics = await openNeural(readModel<SpeechNnHeader>(own, 'speech-nn'), kernels);
  const scores = acoustics.score(samples);
  const rows = Array.from({ length: scores.frames }, (_, t) =>
    Array.from({ length: scores.senones }, (_, s) => scores.logLikelihood(t, s)),
  );
  acoustics.close?.();
  await kernels.close();
  return rows;
}

describe('offsets', () => {
  it('of a whole frame of scores give the scores of the frame behind', async () => {
    const [plain, moved] = [await scoresAt(0), await scoresAt(3)];
    expect(moved.length).toBe(plain.length);
    // The encoder has no memory.
    moved.slice(0, -1).forEach((row, t) => {
      row.forEach((score, s) => {
        expect(score).toBeCloseTo(plain[t + 1]![s]!, 4);
      });
    });
  });

  it('give the mean of what each of them gives', async () => {
    const [before, plain, behind] = [await scoresAt(-1), await scoresAt(0), await scoresAt(1)];
    const mean = await scoresAt(-1, 0, 1);
    expect(mean.length).toBe(plain.length);
    let apart = 0;
    mean.forEach((row, t) => {
      row.forEach((score, s) => {
        const three = [before[t]![s]!, plain[t]![s]!, behind[t]![s]!];
        expect(Math.abs(score - (three[0]! + three[1]! + three[2]!) / 3)).toBeLessThan(1e-3);
        apart = Math.max(apart, Math.abs(three[0]! - three[2]!));
      });
    });
    expect(apart).toBeGreaterThan(0.1);
  });
});
