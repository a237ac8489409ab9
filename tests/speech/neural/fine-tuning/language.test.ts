import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readModel } from '../../../../src/model-folder.js';
import { makeLanguage } from '../../../../src/speech/neural/fine-tuning/language.js';
import type { SpeechNnHeader } from '../../../../src/speech/speech-model.js';
import { writeToneModel } from '../tone-model.js';

const folder = mkdtempSync(join(tmpdir(), 'tuned-'));
const model = join(folder, 'model');
const FILES = ['model.json', 'weights.bin', 'pieces.txt'];
const secondPass = { folder: 'second', share: 0.5, history: 2, width: 4, beam: 8 };
beforeAll(() => {
  writeToneModel(model, {
    header: { secondPass: { ...secondPass, languageWeight: 2, wordInsertionPenalty: 0 } },
  });
  mkdirSync(join(model, 'second'));
  for (const name of FILES) writeFileSync(join(model, 'second', name), `what ${name} says`);
});
afterAll(() => rmSync(folder, { recursive: true }));

it('keeps the second pass with the share of what the model knew, and none beside a language of its own', () => {
  const from = readModel<SpeechNnHeader>(model, 'speech-nn');
  const transcripts = Array.from({ length: 40 }, () => ['NO', 'SEE']);
  let told = '';
  const log = (line: string): void => {
    told = line;
  };
  const { header, files } = makeLanguage({ from, transcripts, log });
  const oldShare = Number(/weighs (\d\.\d+)/.exec(told)![1]);
  expect(header.secondPass).toMatchObject({ folder: 'second', history: 2, width: 4 });
  expect(Math.abs(header.secondPass!.share - 0.5 * oldShare)).toBeLessThan(0.006);
  for (const name of FILES) {
    expect(files[`second/${name}`]).toEqual(from.bytes(`second/${name}`));
  }
  const own = makeLanguage({ from, transcripts, sentences: [['NO', 'SEE']], log });
  expect(own.header.secondPass).toBeUndefined();
});
