/**
 * Tokens → ids, so that no word is lost: frequent words have an id of their own, rarer ones are spelled in pieces, and a
 * character that no piece holds falls into one of a few buckets.
 */
import { InputError } from '../../errors.js';
import type { Token } from '../review/tokens.js';

/** Ids that unknown characters share. They stand first in the vocabulary. */
export const BUCKETS = 32;

/** Marks a piece that goes on a word. */
const INNER = '##';

/** Longest piece, in code points: no word is spelled in longer ones. */
const LONGEST_PIECE = 12;

/** See the file's first line. Immutable. */
export class PieceVocabulary {
  private readonly ids = new Map<string, number>();
  /** Ids of words that were spelled lately: names come again and again in a text. */
  private readonly spelled = new Map<string, readonly number[]>();

  /**
   * @param entries - words and pieces, each once; pieces that go on a word begin with `##`
   * @throws InputError `vocabulary-damaged`
   */
  constructor(readonly entries: readonly string[]) {
    entries.forEach((entry, index) => {
      if (entry === '' || /\s/u.test(entry) || this.ids.has(entry)) {
        throw new InputError({
          code: 'vocabulary-damaged',
          found: `entry ${index + 1} ${JSON.stringify(entry)}, which is empty, spaced or there twice`,
          expected: 'words and pieces without spaces, each once',
          remedy: 'Restore the file from the model as it was shipped.',
        });
      }
      this.ids.set(entry, BUCKETS + index);
    });
  }

  /** Ids run from 0 to one less than this. */
  get size(): number {
    return BUCKETS + this.entries.length;
  }

  /** Ids of the form of a token, one or several. */
  idsOf(form: string): readonly number[] {
    const whole = this.ids.get(form);
    if (whole !== undefined) return [whole];
    const known = this.spelled.get(form);
    if (known) return known;
    const ids = this.spell(form);
    // Bounded: hostile texts hold nothing but new words.
    if (this.spelled.size >= 20_000) this.spelled.clear();
    this.spelled.set(form, ids);
    return ids;
  }

  /** Ids of a text. At least as many as tokens. */
  encode(tokens: readonly Pick<Token, 'form'>[]): Int32Array {
    const ids: number[] = [];
    for (const { form } of tokens) for (const id of this.idsOf(form)) ids.push(id);
    return Int32Array.from(ids);
  }

  /** From the left, the longest piece each time. */
  private spell(form: string): number[] {
    const letters = [...form];
    const ids: number[] = [];
    for (let at = 0; at < letters.length; ) {
      let length = Math.min(LONGEST_PIECE, letters.length - at);
      let id: number | undefined;
      for (; length > 0; length--) {
        const piece = letters.slice(at, at + length).join('');
        id = this.ids.get(at > 0 ? INNER + piece : piece);
        if (id !== undefined) break;
      }
      ids.push(id ?? bucketOf(letters[at]!));
      at += Math.max(1, length);
    }
    return ids;
  }
}

function bucketOf(letter: string): number {
  return Math.imul(letter.codePointAt(0)!, 0x9e3779b1) >>> 27;
}

/** How often each form occurs. */
export function countForms(texts: Iterable<readonly Token[]>, into = new Map<string, number>()) {
  for (const tokens of texts) for (const { form } of tokens) into.set(form, (into.get(form) ?? 0) + 1);
  return into;
}

/**
 * Chooses the words, by how often they occur, and then the pieces that spell most of the other words' letters.
 *
 * @param counts - see {@link countForms}
 */
export function buildVocabulary(
  counts: ReadonlyMap<string, number>,
  sizes: { words: number; pieces: number },
): PieceVocabulary {
  const sorted = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  const words = sorted.slice(0, sizes.words).map(([word]) => word);
  const taken = new Set(words);
  const weights = new Map<string, number>();
  const add = (piece: string, weight: number): void => {
    if (!taken.has(piece)) weights.set(piece, (weights.get(piece) ?? 0) + weight);
  };
  for (const [form, count] of sorted.slice(sizes.words)) {
    const letters = [...form];
    for (let from = 0; from < letters.length; from++) {
      for (let to = from + 1; to <= Math.min(letters.length, from + 7); to++) {
        const length = to - from;
        const piece = letters.slice(from, to).join('');
        const isEnd = to === letters.length && from > 0;
        // A letter is worth having in any case; endings carry more meaning than what lies between.
        add(from > 0 ? INNER + piece : piece, count * (length === 1 ? 20 : (length - 1) * (isEnd ? 2 : 1)));
      }
    }
  }
  const pieces = [...weights]
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(0, sizes.pieces)
    .map(([piece]) => piece);
  return new PieceVocabulary([...words, ...pieces]);
}
