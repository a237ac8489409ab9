import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { AudioClip } from '../../../src/audio/audio-clip.js';
import { buildLexiconTree } from '../../../src/decode/lexicon-tree.js';
import { createRandom } from '../../../src/random.js';
import { treePronunciations, writeWithoutWords } from '../../../src/speech/evaluation/without-words.js';
import { openRecognizer } from '../../../src/speech/open-recognizer.js';
import { say, TONE_LEXICON, writeToneModel } from '../neural/tone-model.js';

const folder = mkdtempSync(join(tmpdir(), 'without-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function hear(model: string, vocabulary?: string): Promise<string> {
  using recognizer = await openRecognizer(join(folder, model), vocabulary ? { vocabulary } : {});
  const samples = say(['NO', 'SEEN'], createRandom(5));
  const durationSeconds = samples.length / 16000;
  const clip = { samples, sampleRateHz: 16000, durationSeconds, warnings: [] } as unknown as AudioClip;
  return recognizer.transcribe(clip).text;
}

describe('a model without some of its words', () => {
  it('cannot hear them until they are added', async () => {
    writeToneModel(join(folder, 'whole'));
    writeWithoutWords(join(folder, 'whole'), join(folder, 'less'), new Set(['SEEN']));
    expect(await hear('whole')).toBe('NO SEEN');
    expect(await hear('less')).not.toContain('SEEN');
    expect(await hear('less', `SEEN ${TONE_LEXICON.SEEN!.join(' ')}`)).toBe('NO SEEN');
  });
});

describe('treePronunciations', () => {
  it('undoes buildLexiconTree', () => {
    const phones = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(phones, { maxLength: 20 }), (lists) => {
        const entries = lists.map((list, word) => ({ word, variant: word % 3, phones: list, logProb: 0 }));
        const found = treePronunciations(buildLexiconTree(entries));
        expect(found.sort((a, b) => a.word - b.word)).toEqual(entries);
      }),
    );
  });
});
