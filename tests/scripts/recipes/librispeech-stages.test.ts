import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import {
  initialWeights,
  keepStanding,
  MMI_STAGES,
  standingTraining,
} from '../../../scripts/recipes/librispeech-stages.js';
import { Kernels } from '../../../src/rnn/kernels/kernels.js';
import { readSavedModel } from '../../../src/rnn/runtime/model-files.js';
import { networkFromSaved } from '../../../src/rnn/train/load.js';
import { packageFolder } from '../../../src/speech/corpus/locations.js';
import { readTargets } from '../../../src/speech/neural/chain-targets.js';
import { openBaseModel } from '../../../src/speech/neural/fine-tuning/base-model.js';

const folder = mkdtempSync(join(tmpdir(), 'stages-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('a stage that is run again begins with what it began with', () => {
  const weights = Float32Array.of(1, -2, 3.5);
  expect(initialWeights(join(folder, 'mmi'), weights)).toBe(weights);
  expect(initialWeights(join(folder, 'mmi'), weights.slice())).toEqual(weights);
  const rounded = Float32Array.of(1, -2, 3);
  expect(initialWeights(join(folder, 'mmi'), rounded, true)).toEqual(weights);
  expect(() => initialWeights(join(folder, 'mmi'), rounded)).toThrow(/^recipe-stale/);
});

it('a training goes on from where it stands', async () => {
  expect(standingTraining(folder)).toBeUndefined();
  const kernels = await Kernels.load();
  const shipped = openBaseModel(join(packageFolder(), 'models', 'speech-en'));
  using network = await shipped.openNetwork(kernels);
  const before = network.snapshot();
  const alignment = { phones: Int16Array.of(0, 7), ends: Int32Array.of(1, 2, 3, 5, 7, 9) };
  const targets = { ...shipped.targets, alignments: new Map([['a', alignment]]) };
  keepStanding(folder, MMI_STAGES[1]!.name, network, targets);
  const standing = standingTraining(folder)!;
  expect(standing.stage).toBe(1);
  expect(readTargets(standing.targets).alignments).toEqual(targets.alignments);
  using kept = networkFromSaved(kernels, await readSavedModel(standing.encoder));
  // The shipped weights are whole numbers of 8 bits already.
  expect(kept.snapshot().every((weight, i) => weight === before[i])).toBe(true);
  writeFileSync(join(folder, 'stage.txt'), 'mmi-99\n');
  expect(() => standingTraining(folder)).toThrow(/^recipe-stage-unknown/);
});
