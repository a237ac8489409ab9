import { describe, expect, it } from 'vitest';
import { Aligner, type Entry } from '../../../src/text/g2p/align.js';
import { lettersOf, parseGraphone, spokenOf } from '../../../src/text/g2p/graphone.js';

function entry(word: string, phones: string): Entry {
  return { word, letters: lettersOf(word)!, spoken: spokenOf(phones.split(' ')) };
}

const ENTRIES = [
  entry('ship', 'SH IH1 P'),
  entry('shop', 'SH AA1 P'),
  entry('hip', 'HH IH1 P'),
  entry('hop', 'HH AA1 P'),
  entry('pip', 'P IH1 P'),
  entry('sip', 'S IH1 P'),
  entry('top', 'T AA1 P'),
  entry('posh', 'P AA1 SH'),
  entry('pitpat', 'P IH1 T P AE1 T'),
];

describe('Aligner', () => {
  it('never lowers the likelihood', () => {
    const aligner = new Aligner();
    let last = Number.NEGATIVE_INFINITY;
    for (let step = 0; step < 5; step++) {
      const logLikelihood = aligner.update(ENTRIES);
      expect(logLikelihood).toBeGreaterThanOrEqual(last - 1e-9);
      last = logLikelihood;
    }
  });

  it('finds which letters make which phones', () => {
    const aligner = new Aligner();
    for (let step = 0; step < 8; step++) aligner.update(ENTRIES);
    const shop = aligner.align(ENTRIES[1]!)!.map(parseGraphone);
    expect(shop.map(({ letters }) => letters.length)).toEqual([2, 1, 1]);
    expect(shop.map(({ spoken }) => spoken).join('')).toBe(ENTRIES[1]!.spoken);
    // Whatever the alignment, it spells the word and says it.
    for (const { letters, spoken, word } of ENTRIES) {
      const graphones = aligner.align({ word, letters, spoken })!.map(parseGraphone);
      expect(graphones.flatMap((graphone) => [...graphone.letters])).toEqual([...letters]);
      expect(graphones.map((graphone) => graphone.spoken).join('')).toBe(spoken);
    }
  });
});
