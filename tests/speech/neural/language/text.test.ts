import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  BOUNDARY,
  formatCountedPieces,
  parseCountedPieces,
} from '../../../../src/speech/neural/language/counted-pieces.js';
import { dealText, nextExample } from '../../../../src/speech/neural/language/deal.js';
import { cutIntoPassages } from '../../../../src/speech/neural/language/passages.js';
import { countPieces } from '../../../../src/speech/neural/language/train-language.js';
import { joinTexts } from '../../../../src/text/pieces/encoded-texts.js';
import { PieceVocabulary } from '../../../../src/text/pieces/vocabulary.js';
import { smallText } from './small-language.js';

const folder = mkdtempSync(join(tmpdir(), 'text-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('cutIntoPassages', () => {
  it('leaves out sentences with digits and nothing else, and goes on for no longer than people speak', () => {
    const word = fc.constantFrom('A', 'B', 'C', '1861');
    fc.assert(
      fc.property(fc.array(fc.array(word, { maxLength: 60 })), fc.nat(9), (sentences, seed) => {
        const passages = [...cutIntoPassages(sentences, seed)];
        const kept = sentences.filter((words) => !words.includes('1861'));
        expect(passages.flat()).toEqual(kept.flat());
        for (const { length } of passages) {
          expect(length).toBeGreaterThan(0);
          expect(length).toBeLessThanOrEqual(44);
        }
      }),
    );
  });
});

describe('dealText', () => {
  const texts = [
    joinTexts([[1], [2], [3], [4], [5]]),
    joinTexts([
      [6, 6],
      [7, 7],
    ]),
  ] as const;
  const options = { boundary: 9, perSlice: 4, share: 0.25, seed: 1 };

  it('deals every passage before any comes again, each slice with its share of the second text', () => {
    const set = dealText(texts, options);
    const dealt = Array.from({ length: 5 }, (_, epoch) =>
      set.frames(epoch).map((frames, index) => {
        const { input } = set.example(index, epoch);
        expect(input.length).toBe(frames);
        return [...input].slice(1).join();
      }),
    );
    const first = dealt.flatMap((slice) => slice.slice(0, 3));
    expect(new Set(first.slice(0, 5)).size).toBe(5);
    expect(first.slice(5, 10)).toEqual(first.slice(0, 5));
    const second = dealt.map((slice) => slice[3]);
    expect(new Set(second)).toEqual(new Set(['6,6', '7,7']));
    // A run that goes on from another begins where that one ended.
    const later = dealText(texts, { ...options, dealt: [6, 2] });
    expect(later.frames(0).map((_, index) => [...later.example(index, 0).input].slice(1).join())).toEqual(
      dealt[2],
    );
  });

  it('foretells each id from those before it, and the end', () => {
    const { input, target } = nextExample([4, 5], 9);
    expect([...input]).toEqual([9, 4, 5]);
    expect([...target.directions[0]!]).toEqual([4, 5, 9]);
  });
});

describe('prepareLanguageText', () => {
  it('holds some transcripts out, and finds its files again', () => {
    const text = smallText(folder);
    const again = smallText(folder);
    expect(again.books).toEqual(text.books);
    expect(text.heldOut.starts.length - 1).toBe(100);
    expect(text.transcripts.starts.length - 1).toBe(200);
    const counts = countPieces(text);
    const id = (word: string): number => text.vocabulary.idsOf(word)[0]!;
    expect(counts[id('SUE')]).toBe(counts[id('SEE')]! + counts[id('SEA')]!);
    expect(counts[id(BOUNDARY)]).toBe(300 + text.books.starts.length - 1);
  });
});

describe('counted pieces', () => {
  it('come back from their file, with the share of each', () => {
    const vocabulary = new PieceVocabulary([BOUNDARY, 'NO', '##ON']);
    const counts = new Float64Array(vocabulary.size);
    counts.set([10, 4, 2], vocabulary.size - 3);
    const again = parseCountedPieces(formatCountedPieces(vocabulary, counts));
    expect(again.vocabulary.entries).toEqual(vocabulary.entries);
    const total = 16 + 0.5 * (vocabulary.size - 3);
    expect(again.logShares.length).toBe(vocabulary.size);
    expect(again.logShares.at(-2)).toBeCloseTo(Math.log(4 / total), 5);
    expect(again.logShares[0]).toBeCloseTo(Math.log(0.5 / total), 5);
  });

  it('are refused when a line is damaged', () => {
    expect(() => parseCountedPieces('NO 3\nSUE\n')).toThrow(/line 2/);
  });
});
