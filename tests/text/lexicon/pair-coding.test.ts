/** Pair coding on a string small enough to work out by hand, and the round trip on any. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { END, learnPairs, pairDecoder } from '../../../src/text/lexicon/pair-coding.js';

describe('learnPairs', () => {
  it('joins the most frequent pair first, END like any other symbol', () => {
    const strings = [
      [1, 2, 1, 2, END],
      [1, 2, END],
    ];
    const { pairs } = learnPairs(strings, 3);
    // (1 2) occurs three times → 3; (3 END) twice → 4; nothing else twice.
    expect([...pairs]).toEqual([1, 2, 3, END]);
    expect(strings).toEqual([[3, 4], [4]]);
  });

  it('is undone by the decoder', () => {
    const string = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 20 });
    fc.assert(
      fc.property(fc.array(string, { minLength: 1, maxLength: 20 }), (plain) => {
        const coded = plain.map((symbols) => [...symbols, END]);
        const { expansion, ends } = pairDecoder(learnPairs(coded, 5));
        expect(coded.map((codes) => codes.flatMap((code) => [...expansion[code]!]))).toEqual(plain);
        for (const codes of coded)
          expect(codes.map((code) => ends[code])).toEqual(codes.map((_, i) => +(i === codes.length - 1)));
      }),
    );
  });
});
