/** Dictionary text: what is read, and what a fault says. */

import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.js';
import { type Pronouncer, parseLexicon } from '../../../src/text/lexicon/parse-lexicon.js';

function faultOf(text: string, name = 'words.txt'): InputError {
  try {
    parseLexicon(text, name);
  } catch (error) {
    if (error instanceof InputError) return error;
  }
  throw new Error('no InputError was thrown');
}

describe('parseLexicon', () => {
  it('reads variants, comments, tabs, stress and foreign line ends', () => {
    const text =
      '\uFEFF;;; CMU style\r\n# a comment\r\n\r\nA                    AH\r\nA(2)\tEY\r\naalto AA1 L T OW2 # name, finnish\r\nA.M. ey eh m';
    expect([...parseLexicon(text, 'x')]).toEqual([
      ['a', [['AH'], ['EY']]],
      ['aalto', [['AA', 'L', 'T', 'OW']]],
      ['a.m.', [['EY', 'EH', 'M']]],
    ]);
  });

  it('keeps stress when asked', () => {
    expect(parseLexicon('aalto AA1 L T OW2', 'x', { stripStress: false }).get('aalto')).toEqual([
      ['AA1', 'L', 'T', 'OW2'],
    ]);
  });

  it('folds variants that differ in stress only', () => {
    expect(parseLexicon('record R EH1 K\nrecord(2) R EH0 K', 'x').get('record')).toEqual([['R', 'EH', 'K']]);
  });

  it('takes the bare word again, as Kaldi writes variants', () => {
    expect(parseLexicon('a AH\na EY', 'x').get('a')).toEqual([['AH'], ['EY']]);
  });

  it('asks the pronouncer about words that stand alone, by their normalised spelling', () => {
    const asked: [string, number | undefined][] = [];
    const g2p: Pronouncer = {
      pronounce(word, options) {
        asked.push([word, options?.nbest]);
        return [{ phones: ['K', 'AE', 'F', 'EY'], probability: 0.9 }];
      },
    };
    const entries = parseLexicon('Café  # no phones\ntea T IY', 'x', { g2p, guesses: 2 });
    expect(asked).toEqual([['cafe', 2]]);
    expect(entries.get('cafe')).toEqual([['K', 'AE', 'F', 'EY']]);
  });

  it('does not take silence of the pronouncer for a pronunciation', () => {
    expect(() => parseLexicon('frobnicate', 'x', { g2p: { pronounce: () => [] } })).toThrow(
      '"frobnicate" without phones on line 1 of x',
    );
  });

  it('names an unknown phone and its line', () => {
    const fault = faultOf('tea T IY\n\ncoffee K AO F II');
    expect(fault.code).toBe('lexicon-unknown-phone');
    expect(fault.found).toBe('phone "II" on line 3 of words.txt');
  });

  it('refuses a pronunciation that nobody could say in one breath', () => {
    const fault = faultOf(`tea T IY\nlong${' AA'.repeat(201)}`);
    expect(fault.code).toBe('lexicon-long-pronunciation');
    expect(fault.found).toBe('201 phones on line 2 of words.txt');
  });

  it('refuses stress on a consonant', () => {
    expect(faultOf('tea T1 IY').found).toBe('phone "T1" on line 1 of words.txt');
  });

  it('names an empty pronunciation and its line', () => {
    const fault = faultOf('tea T IY\nCoffee\n');
    expect(fault.code).toBe('lexicon-empty-pronunciation');
    expect(fault.found).toBe('"Coffee" without phones on line 2 of words.txt');
  });

  it('names a duplicate, its line and the line it repeats', () => {
    const fault = faultOf('tea T IY\ncoffee K AO F IY\nTEA(2)  T\tIY');
    expect(fault.code).toBe('lexicon-duplicate');
    expect(fault.found).toBe('"tea T IY" on line 3 of words.txt, which line 1 has already');
  });
});
