import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diskFiles } from '../../../../src/model-folder.js';
import { Kernels } from '../../../../src/rnn/kernels/kernels.js';
import {
  RecurrentLanguage,
  scoreSentences,
} from '../../../../src/speech/neural/language/recurrent-language.js';
import { SENTENCES, TRAINING_MS, writeSmallLanguage } from './small-language.js';

const folder = mkdtempSync(join(tmpdir(), 'language-'));
let language: RecurrentLanguage;
beforeAll(async () => {
  await writeSmallLanguage(folder, join(folder, 'model', 'second'));
  language = RecurrentLanguage.open(diskFiles(join(folder, 'model')), 'second', await Kernels.load());
}, TRAINING_MS);
afterAll(() => {
  language.close();
  rmSync(folder, { recursive: true });
});

const sum = (scores: Float64Array): number => scores.reduce((total, score) => total + score, 0);
const words = (line: string): string[] => line.split(' ');

describe('a recurrent language model', () => {
  it('knows its sentences by words that lie far apart', () => {
    const said = scoreSentences(language, SENTENCES.map(words));
    const mixed = scoreSentences(language, ['NO SUE SEA', 'NOON SUE SEE'].map(words));
    for (const scores of said) expect(sum(scores.subarray(1, 3))).toBeGreaterThan(Math.log(0.9));
    for (const scores of mixed) expect(scores[2]).toBeLessThan(Math.log(0.1));
  });

  it('scores a sentence the same alone and in any company', () => {
    const word = fc.constantFrom('NO', 'NOON', 'SUE', 'SEE', 'SEA', 'UNHEARD', "O'ER", 'Ünder');
    const sentence = fc.array(word, { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(sentence, { minLength: 1, maxLength: 8 }), (sentences) => {
        const together = scoreSentences(language, sentences);
        sentences.forEach((alone, i) => {
          const [scores] = scoreSentences(language, [alone]);
          expect(together[i]!.length).toBe(alone.length + 1);
          scores!.forEach((score, at) => {
            expect(together[i]![at]).toBeCloseTo(score, 4);
          });
        });
      }),
      { numRuns: 30 },
    );
  });

  it('spreads no more than one over what may come next', () => {
    // The words it knows have an id of their own each; all others share what is left.
    const next = ['NO', 'NOON', 'SUE', 'SEE', 'SEA'];
    const scores = scoreSentences(
      language,
      next.map((word) => ['NO', 'SUE', word]),
    );
    const [ending] = scoreSentences(language, [['NO', 'SUE']]);
    const mass = Math.exp(ending![2]!) + scores.reduce((total, row) => total + Math.exp(row[2]!), 0);
    expect(mass).toBeLessThanOrEqual(1 + 5e-3);
    expect(mass).toBeGreaterThan(0.8);
  });

  it('goes on from places it was told to keep, read from before or not', () => {
    const { next: first } = language.read([language.start()], ['NO']);
    const { logProbs, next: second } = language.read(first, ['SUE']);
    language.keep([...first, ...second]);
    expect(language.read(first, ['SUE']).logProbs[0]).toBeCloseTo(logProbs[0]!, 12);
    expect(language.read(second, ['SEE']).logProbs[0]).toBeGreaterThan(Math.log(0.9));
    language.keep([]);
    expect(() => language.read(second, ['SEA'])).toThrow();
  });

  it('reads nothing when there is nothing to read', () => {
    expect(scoreSentences(language, [])).toEqual([]);
    expect(scoreSentences(language, [[]])[0]!.length).toBe(1);
  });
});
