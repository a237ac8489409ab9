import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  finishedStage,
  initialWeights,
  MMI_STAGES,
  markFinished,
  TARGETS,
} from '../../../scripts/recipes/librispeech-stages.js';
import { packageFolder } from '../../../src/speech/corpus/locations.js';
import { readTargets } from '../../../src/speech/neural/chain-targets.js';

const folder = mkdtempSync(join(tmpdir(), 'stages-'));

it('a stage that is run again begins with what it began with', () => {
  const weights = Float32Array.of(1, -2, 3.5);
  expect(initialWeights(join(folder, 'mmi'), weights)).toBe(weights);
  expect(initialWeights(join(folder, 'mmi'), Float32Array.of(9, 9, 9))).toEqual(weights);
});

it('a model that went through all stages goes through none again', () => {
  expect(finishedStage(folder)).toBe(-1);
  const targets = readTargets(join(packageFolder(), 'models', 'speech-en', TARGETS));
  markFinished(folder, targets);
  expect(finishedStage(folder)).toBe(MMI_STAGES.length - 1);
  expect(readTargets(join(folder, TARGETS)).alignments.size).toBe(targets.alignments.size);
  rmSync(folder, { recursive: true });
});
