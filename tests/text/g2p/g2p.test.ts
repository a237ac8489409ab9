import { describe, expect, it } from 'vitest';
import { shippedLexicon } from '../../../src/speech/shipped-lexicon.js';
import { measureErrors } from '../../../src/text/g2p/evaluate.js';
import { G2p } from '../../../src/text/g2p/g2p.js';
import { readG2pModel } from '../../../src/text/g2p/read-g2p.js';
import { splitLexicon } from '../../../src/text/g2p/split.js';
import { Lexicon } from '../../../src/text/lexicon/lexicon.js';
import { isPhone } from '../../../src/text/lexicon/phones.js';

const FILES = shippedLexicon();

describe('the shipped G2P', () => {
  const g2p = G2p.load(FILES);

  it('pronounces words that follow the rules, and names no dictionary has', () => {
    const best = (word: string): string => g2p.pronounce(word)[0]!.phones.join(' ');
    expect(best('blick')).toBe('B L IH K');
    expect(best('Shanning')).toBe('SH AE N IH NG');
    expect(best('fripped')).toBe('F R IH P T');
  });

  it('gives distinct pronunciations in known phones, most probable first, probabilities within 1', () => {
    for (const word of ['utterly', 'zwickau', "o'brannigan", 'Björkfors', 'psst', 'aaa']) {
      const guesses = g2p.pronounce(word, { nbest: 5 });
      expect(guesses.length).toBeGreaterThan(0);
      expect(new Set(guesses.map(({ phones }) => phones.join(' '))).size).toBe(guesses.length);
      const probabilities = guesses.map(({ probability }) => probability);
      expect(probabilities).toEqual([...probabilities].sort((a, b) => b - a));
      expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeLessThanOrEqual(1 + 1e-9);
      for (const { phones } of guesses) for (const phone of phones) expect(isPhone(phone)).toBe(true);
    }
  });

  it('refuses what is not spelled in letters', () => {
    expect(() => g2p.pronounce('mp3')).toThrow(/g2p-not-letters/);
    expect(() => g2p.pronounce("''")).toThrow(/g2p-no-letters/);
    expect(() => g2p.pronounce('a'.repeat(65))).toThrow(/g2p-too-long/);
  });

  it('is as good on held-out words as its card says', () => {
    const { train, test } = splitLexicon(Lexicon.open(FILES, { stripStress: false }), 1);
    const known = new Map(train.map(({ word, bare }) => [word, bare]));
    const model = G2p.of(readG2pModel(FILES), (word) => known.get(word) ?? []);
    const sample = test.slice(0, 1500);
    const { wrong } = measureErrors(model, sample);
    // 23 % on all of the test words; three standard errors of 1,500 words above.
    expect(wrong.reduce((sum, w) => sum + w, 0) / sample.length).toBeLessThan(0.265);
  });
});
