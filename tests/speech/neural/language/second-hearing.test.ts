/** A recogniser whose second pass knows more than its first. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clipOfSamples } from '../../../../src/audio/decode-audio.js';
import { createRandom } from '../../../../src/random.js';
import { openRecognizer } from '../../../../src/speech/open-recognizer.js';
import type { OpenRecognizerOptions, RecognizeOptions } from '../../../../src/speech/recognizer-types.js';
import { say, TONE_LEXICON, writeToneModel } from '../tone-model.js';
import { SENTENCES, TRAINING_MS, writeSmallLanguage } from './small-language.js';

const folder = mkdtempSync(join(tmpdir(), 'second-'));
const model = join(folder, 'model');
beforeAll(async () => {
  writeToneModel(model, {
    lexicon: { ...TONE_LEXICON, SEA: TONE_LEXICON.SEE! },
    // A bigram finds SEE and SEA equally good after SUE.
    sentences: SENTENCES,
    header: {
      secondPass: {
        folder: 'second',
        share: 0.5,
        history: 2,
        width: 6,
        beam: 10,
        languageWeight: 2,
        wordInsertionPenalty: 0,
      },
    },
  });
  await writeSmallLanguage(folder, join(model, 'second'));
}, TRAINING_MS);
afterAll(() => rmSync(folder, { recursive: true }));

async function hear(words: string, options: OpenRecognizerOptions = {}, wanted: RecognizeOptions = {}) {
  using recognizer = await openRecognizer(model, options);
  const samples = say(words.replace('SEA', 'SEE').split(' '), createRandom(5));
  return recognizer.transcribe(await clipOfSamples(samples, 16000), wanted);
}

describe('the second pass of a recogniser', () => {
  it('tells words apart that sound alike, by words far before them', async () => {
    for (const sentence of SENTENCES) {
      const { text, words, alternatives } = await hear(sentence, {}, { nbest: 2 });
      expect(text).toBe(sentence);
      expect(words.map(({ word }) => word).join(' ')).toBe(sentence);
      expect(alternatives[0]!.text).toBe(sentence);
      expect(alternatives.length).toBe(2);
      const logProbs = alternatives.map(({ logProbability }) => logProbability);
      expect(logProbs).toEqual([...logProbs].sort((a, b) => b - a));
      // The first pass is of two minds, and would say a half.
      expect(words.at(-1)!.confidence).toBeGreaterThan(0.65);
    }
  });

  it('is left out of a draft', async () => {
    const last = await Promise.all(
      SENTENCES.map(async (sentence) => (await hear(sentence, {}, { draft: true })).text.split(' ').at(-1)),
    );
    // The same after both beginnings, whichever it is.
    expect(new Set(last).size).toBe(1);
  });

  it('leaves to the user what the user asks for', async () => {
    expect((await hear('NO SUE SEE', { hotWords: 'sea:8' })).text).toBe('NO SUE SEA');
    expect((await hear('NO SUE NOON', { vocabulary: 'zzyzx N UW N' })).text).toMatch(/^NO SUE (NOON|ZZYZX)$/);
  });

  it('has no say under a grammar', async () => {
    const grammar = '#JSGF V1.0; grammar g; public <g> = no sue sea;';
    expect((await hear('NO SUE SEE', { grammar })).text).toBe('NO SUE SEA');
  });
});
