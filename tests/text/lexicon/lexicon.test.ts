/** The shipped dictionary against the package it was compiled from; look-up, spelling and merging. */

import { dictionary } from 'cmu-pronouncing-dictionary';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diskFiles } from '../../../src/model-folder.js';
import { compileLexicon } from '../../../src/text/lexicon/compile-lexicon.js';
import { CompiledLexicon } from '../../../src/text/lexicon/compiled-lexicon.js';
import { Lexicon } from '../../../src/text/lexicon/lexicon.js';
import { PHONES } from '../../../src/text/lexicon/phones.js';
import { normalizeWord } from '../../../src/text/lexicon/word.js';

/** The package read naively: word, word(2), word(3) … without comments. */
function packagePronunciations(word: string, stress: boolean): string[] {
  const spoken: string[] = [];
  for (let n = 1; ; n++) {
    const entry = dictionary[n === 1 ? word : `${word}(${n})`];
    if (entry === undefined) return [...new Set(spoken)];
    const phones = entry.replace(/ #.*/, '');
    spoken.push(stress ? phones : phones.replace(/[012]/g, ''));
  }
}

describe('the shipped dictionary', () => {
  const words = Object.keys(dictionary).filter((word) => !word.endsWith(')'));
  const bare = Lexicon.open(diskFiles('models/lexicon-en'));
  const stressed = Lexicon.open(diskFiles('models/lexicon-en'), { stripStress: false });

  it('says of random words what the package says', () => {
    fc.assert(
      fc.property(fc.nat(words.length - 1), (index) => {
        const word = words[index]!;
        const joined = (lexicon: Lexicon) => lexicon.pronunciations(word).map((phones) => phones.join(' '));
        expect(joined(bare)).toEqual(packagePronunciations(word, false));
        expect(joined(stressed)).toEqual(packagePronunciations(word, true));
      }),
      { numRuns: 2000 },
    );
  });

  it('has every word of the package once, and no phone but the 39', () => {
    expect([...bare.words()].sort()).toEqual(words.sort());
    const phones = new Set(words.slice(0, 5000).flatMap((word) => bare.pronunciations(word).flat()));
    expect([...phones].sort()).toEqual(PHONES);
  });

  it('does not know words that are not there, before, between and after its own', () => {
    for (const word of ['', '!', 'zzzzz', 'aaaaa', 'tomat', 'tomatoo', '日本', 'a'.repeat(300)])
      expect(bare.pronunciations(word)).toEqual([]);
  });

  it('opens and answers at once', () => {
    const times = Array.from({ length: 5 }, () => {
      const start = performance.now();
      Lexicon.open(diskFiles('models/lexicon-en')).pronunciations('tomato');
      return performance.now() - start;
    });
    expect(Math.min(...times)).toBeLessThan(15);
  });
});

describe('compileLexicon', () => {
  const phones = fc.array(fc.constantFrom(...PHONES), { minLength: 1, maxLength: 6 });
  const entries = fc.dictionary(
    fc.string({ unit: fc.constantFrom(...'abc'), minLength: 1, maxLength: 40 }),
    fc.array(phones, { minLength: 1, maxLength: 8 }),
    { noNullPrototype: true },
  );

  it('gives back what went in, in byte order, for any words', () => {
    fc.assert(
      fc.property(entries, (given) => {
        const compiled = new CompiledLexicon(compileLexicon(new Map(Object.entries(given))));
        const sorted = Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1));
        expect([...compiled.entries()]).toEqual(sorted);
        for (const [word, variants] of sorted) expect(compiled.pronunciations(word)).toEqual(variants);
      }),
    );
  });

  it('can be searched while its entries are walked', () => {
    const given = new Map([
      ['ab', [['B']]],
      ['abc', [['K']]],
      ['abcd', [['D'], ['T']]],
    ]);
    const compiled = new CompiledLexicon(compileLexicon(given));
    const walked: [string, string[][]][] = [];
    for (const entry of compiled.entries()) {
      walked.push(entry);
      expect(compiled.pronunciations('abcd')).toEqual([['D'], ['T']]);
      expect(compiled.pronunciations('zz')).toEqual([]);
    }
    expect(walked).toEqual([...given]);
  });

  it('refuses words it cannot express', () => {
    expect(() => compileLexicon(new Map([['é', [['EY']]]]))).toThrow('ASCII');
    expect(() => compileLexicon(new Map([['a'.repeat(257), [['EY']]]]))).toThrow('256 letters');
    expect(() => compileLexicon(new Map([['a', []]]))).toThrow('0 pronunciations');
  });

  it('refuses bytes of another kind', () => {
    expect(() => new CompiledLexicon(new Uint8Array(64))).toThrow('not a compiled lexicon');
  });
});

describe('merge', () => {
  const user = Lexicon.fromText('tomato T AH M AA T OW\nfrobnicate F R AA B N IH K EY T', 'user words');
  const merged = Lexicon.merge(
    user,
    Lexicon.fromText('Tomato T AH M EY T OW\nTOMATO T AH M AA T OW', 'base'),
  );

  it("puts the user's pronunciations first and repeats none", () => {
    expect(merged.pronunciations('tomato').map((phones) => phones.join(' '))).toEqual([
      'T AH M AA T OW',
      'T AH M EY T OW',
    ]);
  });

  it('lists each word once', () => {
    expect([...merged.words()]).toEqual(['tomato', 'frobnicate']);
  });
});

describe('normalizeWord', () => {
  it('folds case, apostrophes and accents', () => {
    expect(normalizeWord('DON’T')).toBe("don't");
    expect(normalizeWord('Noël')).toBe('noel');
    expect(normalizeWord('Straße')).toBe('strasse');
    expect(normalizeWord('ŁÓDŹ')).toBe('lodz');
    expect(normalizeWord('İzmir')).toBe('izmir');
  });

  it('folds plain words as it folds those that come with an accent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (word) => {
        expect(`${normalizeWord(word)}e`).toBe(normalizeWord(`${word}é`));
      }),
    );
  });

  it('leaves what has no ASCII form', () => {
    expect(normalizeWord('mp3')).toBe('mp3');
    expect(normalizeWord('한글')).toBe('한글');
  });

  it('is idempotent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (word) => {
        expect(normalizeWord(normalizeWord(word))).toBe(normalizeWord(word));
      }),
      { numRuns: 2000, examples: [['\u1fef'], ['\u1ffd']] },
    );
  });
});
