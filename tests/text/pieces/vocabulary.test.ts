import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BUCKETS,
  buildVocabulary,
  countForms,
  PieceVocabulary,
} from '../../../src/text/pieces/vocabulary.js';
import { tokenize } from '../../../src/text/review/tokens.js';

const letters = [...'abcdefghijklmnopqrstuvwxyz'];
const spelling = new PieceVocabulary([
  ...['good', 'film', 'un', 'the', '.'],
  ...letters,
  ...letters.map((letter) => `##${letter}`),
  ...['##ness', '##film', '##ing'],
]);
const written = (vocabulary: PieceVocabulary, ids: readonly number[]): string[] =>
  ids.map((id) => vocabulary.entries[id - BUCKETS] ?? `bucket ${id}`);

describe('PieceVocabulary', () => {
  it('knows a frequent word by one id and spells others in the longest pieces', () => {
    expect(written(spelling, spelling.idsOf('film'))).toEqual(['film']);
    expect(written(spelling, spelling.idsOf('unfilmness'))).toEqual(['un', '##film', '##ness']);
    expect(written(spelling, spelling.idsOf('goodx'))).toEqual(['good', '##x']);
  });

  it('loses no word: pieces of a word of known letters join to it', () => {
    const word = fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(word, (parts) => {
        const pieces = written(spelling, spelling.idsOf(parts.join('')));
        expect(pieces.map((piece) => piece.replace(/^##/, '')).join('')).toBe(parts.join(''));
      }),
    );
  });

  it('gives any text ids within its size, at least one a token, the same each time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const tokens = tokenize(text);
        const ids = spelling.encode(tokens);
        expect(ids.length).toBeGreaterThanOrEqual(tokens.length);
        for (const id of ids) expect(id >= 0 && id < spelling.size).toBe(true);
        expect(spelling.encode(tokens)).toEqual(ids);
      }),
      { numRuns: 300 },
    );
  });

  it('puts characters without a piece into buckets', () => {
    for (const id of spelling.idsOf('映画')) expect(id).toBeLessThan(BUCKETS);
  });

  it('refuses entries twice or with spaces', () => {
    expect(() => new PieceVocabulary(['a', 'a'])).toThrow(/vocabulary-damaged/);
    expect(() => new PieceVocabulary(['a b'])).toThrow(/vocabulary-damaged/);
    expect(() => new PieceVocabulary([''])).toThrow(/vocabulary-damaged/);
  });
});

describe('buildVocabulary', () => {
  const counts = countForms([tokenize('a film a film a good film'), tokenize('talking walking')]);

  it('takes the most frequent words', () => {
    const { entries } = buildVocabulary(counts, { words: 3, pieces: 0 });
    expect(entries).toEqual(['a', 'film', 'good']);
  });

  it('takes pieces that spell the rest', () => {
    const vocabulary = buildVocabulary(counts, { words: 3, pieces: 2 });
    // Of the pieces that both words share, the letters' weight decides.
    for (const word of ['talking', 'walking']) {
      const shared = written(vocabulary, vocabulary.idsOf(word)).filter((piece) => piece.startsWith('##'));
      expect(shared.length).toBeGreaterThan(0);
    }
  });
});
