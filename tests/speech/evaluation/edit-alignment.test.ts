import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AlignedPair,
  alignTokens,
  editDistance,
} from '../../../src/speech/evaluation/edit-alignment.js';

function counts(pairs: readonly AlignedPair[]) {
  const insertions = pairs.filter(({ reference }) => reference === undefined).length;
  const deletions = pairs.filter(({ hypothesis }) => hypothesis === undefined).length;
  const wrong = pairs.filter(({ reference, hypothesis }) => reference !== hypothesis).length;
  return { substitutions: wrong - insertions - deletions, insertions, deletions, errors: wrong };
}

/** Every alignment there is, by recursion: [errors, substitutions] of the best one. */
function bruteForce(reference: readonly string[], hypothesis: readonly string[]): [number, number] {
  if (reference.length === 0) return [hypothesis.length, 0];
  if (hypothesis.length === 0) return [reference.length, 0];
  const differs = reference[0] === hypothesis[0] ? 0 : 1;
  const [be, bs] = bruteForce(reference.slice(1), hypothesis.slice(1));
  const [de, ds] = bruteForce(reference.slice(1), hypothesis);
  const [ie, is] = bruteForce(reference, hypothesis.slice(1));
  const options: [number, number][] = [
    [be + differs, bs + differs],
    [de + 1, ds],
    [ie + 1, is],
  ];
  return options.sort((a, b) => a[0] - b[0] || a[1] - b[1])[0]!;
}

const tokens = (maxLength: number) => fc.array(fc.constantFrom('A', 'B', 'C'), { maxLength });

describe('alignTokens', () => {
  it('finds the best of all alignments', () => {
    fc.assert(
      fc.property(tokens(5), tokens(5), (reference, hypothesis) => {
        const { errors, substitutions } = counts(alignTokens(reference, hypothesis));
        expect([errors, substitutions]).toEqual(bruteForce(reference, hypothesis));
      }),
      { numRuns: 500 },
    );
  });

  it('reads both sequences from left to right', () => {
    fc.assert(
      fc.property(tokens(12), tokens(12), (reference, hypothesis) => {
        const pairs = alignTokens(reference, hypothesis);
        expect(pairs.flatMap((pair) => pair.reference ?? [])).toEqual(reference);
        expect(pairs.flatMap((pair) => pair.hypothesis ?? [])).toEqual(hypothesis);
      }),
    );
  });

  it('swaps insertions and deletions when the sides are swapped', () => {
    fc.assert(
      fc.property(tokens(12), tokens(12), (a, b) => {
        const there = counts(alignTokens(a, b));
        const back = counts(alignTokens(b, a));
        expect(back).toEqual({ ...there, insertions: there.deletions, deletions: there.insertions });
      }),
    );
  });

  it('finds no error between equal sequences', () => {
    fc.assert(
      fc.property(tokens(20), (a) => {
        expect(counts(alignTokens(a, a)).errors).toBe(0);
      }),
    );
  });
});

describe('editDistance', () => {
  it('is 3 from kitten to sitting', () => {
    expect(editDistance([...'kitten'], [...'sitting'])).toBe(3);
  });

  it('equals the errors of the alignment and obeys the triangle inequality', () => {
    fc.assert(
      fc.property(tokens(10), tokens(10), tokens(10), (a, b, c) => {
        expect(editDistance(a, b)).toBe(counts(alignTokens(a, b)).errors);
        expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
      }),
    );
  });
});
