import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { Kernels } from '../../../src/rnn/kernels/kernels.js';
import { Network } from '../../../src/rnn/train/network.js';
import { monophoneTree } from '../../../src/speech/gmm/context-tree.js';
import { encoderDescription } from '../../../src/speech/neural/encoder-network.js';
import { writeEnglishModel } from '../../../src/speech/neural/write-english.js';
import { LANGUAGE_MODEL_FILE, LEXICON_TREE_FILE } from '../../../src/speech/speech-model.js';

const folder = mkdtempSync(join(tmpdir(), 'write-english-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('replaces a model but keeps the bound of its grammars', async () => {
  const kernels = await Kernels.load({ threads: 1 });
  const tree = monophoneTree(3, 0, 2);
  const shape = { features: 40, layers: 1, units: 16, bidirectional: false, dropout: 0 };
  const network = new Network(kernels, encoderDescription(shape, tree.senones), 1);
  for (const file of [LANGUAGE_MODEL_FILE, LEXICON_TREE_FILE])
    writeFileSync(join(folder, file), 'of the language');
  const write = (name: string) =>
    writeEnglishModel(folder, {
      description: { name, description: '', data: '', licence: '', command: '' },
      targets: { phones: ['SIL', 'AA', 'B'], tree, logPriors: new Float32Array(6), alignments: new Map() },
      ...{ network, language: folder, decoding: {}, silenceProbability: 0.3, dtype: 'float32' },
    });
  const path = join(folder, 'model.json');
  const header = (): Record<string, unknown> => JSON.parse(readFileSync(path, 'utf8'));
  write('first');
  expect(header()).not.toHaveProperty('maxMisfit');
  writeFileSync(path, JSON.stringify({ ...header(), maxMisfit: 0.7 }));
  write('second');
  expect(header()).toMatchObject({ name: 'second', maxMisfit: 0.7 });
  network.close();
  await kernels.close();
});
