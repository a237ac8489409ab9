/** The aligner against enumeration of all segmentations, and on entries whose alignment is beyond doubt. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Aligner, type Entry } from '../../../src/text/g2p/align.js';
import { LETTER_CODES, lettersOf, PHONE_CODES, STEPS, spokenOf } from '../../../src/text/g2p/graphone.js';

function entry(word: string, phones: string[]): Entry {
  return { word, letters: lettersOf(word)!, spoken: spokenOf(phones) };
}

/** Number of letters of every graphone, for all segmentations. */
function segmentations(letters: number, phones: number): number[][] {
  if (letters === 0) return phones === 0 ? [[]] : [];
  return STEPS.filter(([x, y]) => x <= letters && y <= phones).flatMap(([x, y]) =>
    segmentations(letters - x, phones - y).map((rest) => [x, ...rest]),
  );
}

const words = fc.string({ unit: fc.constantFrom(...'abc'), minLength: 1, maxLength: 6 });
const phones = fc.array(fc.constantFrom('AH0', 'B', 'K'), { minLength: 1, maxLength: 6 });
const entries = fc.array(
  fc.tuple(words, phones).map(([word, spoken]) => entry(word, spoken)),
  { minLength: 1, maxLength: 8 },
);

describe('Aligner', () => {
  it('starts from the likelihood of all segmentations, every graphone equally probable', () => {
    const each = -Math.log(LETTER_CODES * PHONE_CODES);
    fc.assert(
      fc.property(words, phones, (word, spoken) => {
        const all = segmentations(word.length, spoken.length).map((steps) => Math.exp(each * steps.length));
        fc.pre(all.length > 0);
        const likelihood = all.reduce((sum, p) => sum + p, 0);
        const found = new Aligner().update([entry(word, spoken)]);
        expect(found).toBeCloseTo(Math.log(likelihood), 9);
      }),
    );
  });

  it('never lowers the likelihood of any entries', () => {
    fc.assert(
      fc.property(entries, (given) => {
        fc.pre(given.some((one) => segmentations(one.letters.length, one.spoken.length).length > 0));
        const aligner = new Aligner();
        const steps = Array.from({ length: 8 }, () => aligner.update(given));
        for (let i = 1; i < steps.length; i++) expect(steps[i]).toBeGreaterThanOrEqual(steps[i - 1]! - 1e-9);
      }),
    );
  });

  it('aligns a toy dictionary exactly', () => {
    const toy = [
      entry('ab', ['AE1', 'B']),
      entry('ba', ['B', 'AE1']),
      entry('a', ['AE1']),
      entry('b', ['B']),
      entry('xa', ['K', 'S', 'AE1']),
      entry('ax', ['AE1', 'K', 'S']),
      entry('shab', ['SH', 'AE1', 'B']),
      entry('bash', ['B', 'AE1', 'SH']),
    ];
    const aligner = new Aligner();
    for (let step = 0; step < 10; step++) aligner.update(toy);
    expect(aligner.align(toy[4]!)).toEqual(['x:K_S', 'a:AE1']);
    expect(aligner.align(toy[6]!)).toEqual(['sh:SH', 'a:AE1', 'b:B']);
    expect(aligner.align(toy[7]!)).toEqual(['b:B', 'a:AE1', 'sh:SH']);
  });

  it('says when no segmentation fits', () => {
    const aligner = new Aligner();
    aligner.update([entry('a', ['AE1'])]);
    expect(aligner.align(entry('a', ['B', 'K', 'AE1']))).toBeUndefined();
    expect(aligner.align(entry('b', ['B']))).toBeUndefined();
  });

  it('gives up rare graphones', () => {
    const given = [entry('a', ['AE1']), entry('a', ['AE1']), entry('a', ['EY1'])];
    const aligner = new Aligner();
    aligner.update(given);
    aligner.prune(given, 2);
    expect(aligner.align(given[0]!)).toEqual(['a:AE1']);
    expect(aligner.align(given[2]!)).toBeUndefined();
  });
});
