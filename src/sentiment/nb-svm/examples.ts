/** Labelled texts → a sparse binary matrix: which n-grams occur in which text. */
import type { Token } from '../../text/review/tokens.js';
import { FeatureIndex } from './feature-index.js';
import { IntegerList } from './integer-list.js';
import { ngramsOf } from './ngrams.js';

/** A text to learn from. */
export interface Example {
  tokens: readonly Pick<Token, 'form'>[];
  label: 0 | 1;
  /** How much it counts beside the others; 1 unless told. */
  weight?: number;
}

/** Rows are texts, columns are n-grams; an entry is one or nothing. */
export interface ExampleMatrix {
  /** Low words of the hashes of the columns' n-grams. // [F] */
  low: Uint32Array;
  /** High words of the same. // [F] */
  high: Uint32Array;
  /** Beginning of each row in `columns`; one more than there are rows. // [N + 1] */
  rows: Int32Array;
  columns: Int32Array;
  /** 1 or −1. // [N] */
  labels: Int8Array;
  weights: Float64Array; // [N]
}

export interface ExampleOptions {
  /** Longest n-gram. */
  order: number;
  /** n-grams in fewer texts are left out. */
  minTexts: number;
  /** Words that say nothing alone: n-grams of such words only are left out. */
  emptyWords?: ReadonlySet<string>;
}

/** n-grams are counted in texts, not in places: what a review repeats it says once. */
export function buildMatrix(
  examples: readonly Example[],
  { order, minTexts, emptyWords }: ExampleOptions,
): ExampleMatrix {
  const index = new FeatureIndex();
  const entries = new IntegerList();
  const ends = new Int32Array(examples.length);
  // By feature: in how many texts it occurs, and the last of them.
  const texts = new IntegerList();
  const last = new IntegerList();
  examples.forEach(({ tokens }, row) => {
    const { low, high, start, order: orders, length } = ngramsOf(tokens, order);
    const empty = emptyWords && tokens.map(({ form }) => emptyWords.has(form) || !/[\p{L}\p{N}]/u.test(form));
    for (let i = 0; i < length; i++) {
      if (empty?.slice(start[i]!, start[i]! + orders[i]!).every(Boolean)) continue;
      const feature = index.add(low[i]!, high[i]!);
      if (feature === texts.length) {
        texts.push(0);
        last.push(-1);
      }
      if (last.values[feature] === row) continue;
      last.values[feature] = row;
      texts.values[feature]!++;
      entries.push(feature);
    }
    ends[row] = entries.length;
  });

  const columnOf = new Int32Array(index.size).fill(-1);
  const low = new IntegerList();
  const high = new IntegerList();
  for (let feature = 0; feature < index.size; feature++) {
    if (texts.values[feature]! < minTexts) continue;
    const [lowWord, highWord] = index.hash(feature);
    columnOf[feature] = low.length;
    low.push(lowWord);
    high.push(highWord);
  }

  const rows = new Int32Array(examples.length + 1);
  const columns = new IntegerList(entries.length);
  for (let row = 0, at = 0; row < examples.length; row++) {
    for (; at < ends[row]!; at++) {
      const column = columnOf[entries.values[at]!]!;
      if (column >= 0) columns.push(column);
    }
    rows[row + 1] = columns.length;
  }
  return {
    low: Uint32Array.from(low.trimmed()),
    high: Uint32Array.from(high.trimmed()),
    rows,
    columns: columns.trimmed(),
    labels: Int8Array.from(examples, ({ label }) => (label === 1 ? 1 : -1)),
    weights: Float64Array.from(examples, ({ weight = 1 }) => weight),
  };
}
