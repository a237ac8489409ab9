/** Pieces of words and how often each occurs, as a model's folder keeps them: `piece count`, one a line, by id. */
import { InputError } from '../../../errors.js';
import { BUCKETS, PieceVocabulary } from '../../../text/pieces/vocabulary.js';

/** Stands before the first word as input, and behind the last as what is foretold. The first entry of the vocabulary. */
export const BOUNDARY = '<s>';

/** @param counts - of every id, those of the buckets first */
export function formatCountedPieces({ entries }: PieceVocabulary, counts: ArrayLike<number>): string {
  return entries.map((piece, index) => `${piece} ${counts[BUCKETS + index]!}\n`).join('');
}

/**
 * @returns the pieces, and of every id the natural log of its share; what never occurs counts half
 * @throws InputError `vocabulary-damaged`
 */
export function parseCountedPieces(text: string): { vocabulary: PieceVocabulary; logShares: Float32Array } {
  const lines = text.replace(/\n$/, '').split('\n');
  const counts = [...Array<number>(BUCKETS).fill(0)];
  const pieces = lines.map((line, index) => {
    // No regular expression: the first clip waits for these thousands of lines.
    const space = line.indexOf(' ');
    const count = Number(line.slice(space + 1));
    if (space < 1 || !Number.isSafeInteger(count) || count < 0) {
      throw new InputError({
        code: 'vocabulary-damaged',
        found: `${JSON.stringify(line)} in line ${index + 1}`,
        expected: 'a piece and its count',
        remedy: 'Restore the file from the model as it was shipped.',
      });
    }
    counts.push(count);
    return line.slice(0, space);
  });
  const shares = counts.map((count) => Math.max(0.5, count));
  const sum = shares.reduce((total, count) => total + count, 0);
  return {
    vocabulary: new PieceVocabulary(pieces),
    logShares: Float32Array.from(shares, (count) => Math.log(count / sum)),
  };
}
