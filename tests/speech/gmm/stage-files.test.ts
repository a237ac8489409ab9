import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readStageMetrics, stageMetrics } from '../../../src/speech/gmm/stage-files.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'utterly-stages-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const progress = (stage: string, iteration: number, done: number) => ({
  ...{ stage, iteration, iterations: 3, done, total: 6 },
  ...{ gaussians: 10, logLikelihoodPerFrame: -done, unaligned: 0 },
});

describe('the metrics of a training of Gaussians', () => {
  it('hold every iteration once, also when a stage was stopped and began again', () => {
    const first = stageMetrics(folder, 'abc');
    for (let i = 1; i <= 3; i++) first.report(progress('monophones', i, i));
    for (let i = 1; i <= 2; i++) first.report(progress('triphones', i, 3 + i));
    const second = stageMetrics(folder, 'abc');
    for (let i = 1; i <= 3; i++) second.report(progress('triphones', i, 3 + i));
    const lines = readStageMetrics(second.path);
    expect(lines.map(({ stage, done }) => `${stage} ${done}`)).toEqual([
      ...['monophones 1', 'monophones 2', 'monophones 3'],
      ...['triphones 4', 'triphones 5', 'triphones 6'],
    ]);
    expect(lines[5]).toMatchObject({ iteration: 3, gaussians: 10, logLikelihoodPerFrame: -6 });
  });
});
