/** Sentences → one array of word ids, read once and never held as strings. */
import { InputError } from '../../errors.js';
import { END_ID, RESERVED_WORDS, START_ID, UNKNOWN_ID } from './vocabulary.js';

/** Stands in {@link EncodedCorpus.tokens} for a word that may not be counted; no n-gram reaches across it. */
export const BREAK = 0xffffffff;

export interface EncodedCorpus {
  /** Each sentence as <s> … </s>, one after the other. */
  tokens: Uint32Array;
  /** The words by id, the reserved ones first, then as given or by falling frequency. */
  words: string[];
}

export interface EncodeOptions {
  /** The words of the model; all others become <unk>. Default: all words seen often enough. */
  vocabulary?: Iterable<string>;
  /** Without a vocabulary: words seen less often become <unk>. Default 1. */
  minWordCount?: number;
  /** Words outside the vocabulary interrupt the sentence instead of being counted as <unk>. Default false. */
  closedVocabulary?: boolean;
}

/**
 * Numbers the words of a corpus. Sentences without words are skipped.
 * @throws InputError `ngram-reserved-word`, `ngram-bad-word`, `ngram-empty-corpus`
 */
export function encodeCorpus(sentences: Iterable<readonly string[]>, options: EncodeOptions): EncodedCorpus {
  const ids = new Map<string, number>(RESERVED_WORDS.map((word, id) => [word, id]));
  const given = options.vocabulary ? addGiven(ids, options.vocabulary) : undefined;
  const stream = new IdStream();
  let counts = new Uint32Array(1 << 16);
  for (const sentence of sentences) {
    if (sentence.length === 0) continue;
    stream.push(START_ID);
    for (const word of sentence) {
      let id = ids.get(word);
      if (id === undefined) {
        id = given === undefined ? addWord(ids, word) : UNKNOWN_ID;
      } else if (id === START_ID || id === END_ID) throw reserved(word);
      if (id >= counts.length) counts = grown(counts);
      counts[id]!++;
      stream.push(id);
    }
    stream.push(END_ID);
  }
  if (stream.length === 0) {
    throw new InputError({
      code: 'ngram-empty-corpus',
      found: 'no words',
      expected: 'at least one sentence',
      remedy: 'Check the path and what normalisation leaves of the text.',
    });
  }
  const unknown = options.closedVocabulary ? BREAK : UNKNOWN_ID;
  const words = [...ids.keys()];
  const remap = Uint32Array.from(words.keys());
  remap[UNKNOWN_ID] = unknown;
  if (given !== undefined) return { tokens: stream.mapped(remap), words };

  const reservedCount = RESERVED_WORDS.length;
  const minimum = options.minWordCount ?? 1;
  const kept = [...words.keys()].slice(reservedCount).filter((id) => counts[id]! >= minimum);
  // Frequent words together: their n-grams then share cache lines.
  kept.sort((a, b) => counts[b]! - counts[a]!);
  remap.fill(unknown, reservedCount);
  kept.forEach((id, i) => {
    remap[id] = reservedCount + i;
  });
  return { tokens: stream.mapped(remap), words: [...RESERVED_WORDS, ...kept.map((id) => words[id]!)] };
}

function addGiven(ids: Map<string, number>, vocabulary: Iterable<string>): number {
  for (const word of vocabulary) if (!ids.has(word)) addWord(ids, word);
  return ids.size;
}

function addWord(ids: Map<string, number>, word: string): number {
  if (word === '' || /\s/.test(word)) {
    throw new InputError({
      code: 'ngram-bad-word',
      found: `the word ${JSON.stringify(word)}`,
      expected: 'words without white space',
      remedy: 'Split the text into words first, for example with normalizeForLm.',
    });
  }
  const id = ids.size;
  ids.set(word, id);
  return id;
}

function reserved(word: string): InputError {
  return new InputError({
    code: 'ngram-reserved-word',
    found: `${word} within a sentence`,
    expected: 'sentences without marks of beginning and end',
    remedy: 'Remove them: training adds <s> and </s> itself.',
  });
}

function grown(counts: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(counts.length * 2);
  larger.set(counts);
  return larger;
}

const CHUNK = 1 << 20;

/** Ids in chunks: growing copies nothing. */
class IdStream {
  private readonly chunks: Uint32Array[] = [];
  length = 0;

  push(id: number): void {
    const at = this.length % CHUNK;
    if (at === 0) this.chunks.push(new Uint32Array(CHUNK));
    this.chunks[this.chunks.length - 1]![at] = id;
    this.length++;
  }

  /** All ids in one array, each replaced by remap[id]; the chunks are given up. */
  mapped(remap: Uint32Array): Uint32Array {
    const all = new Uint32Array(this.length);
    for (let i = 0; i < this.length; i++) {
      all[i] = remap[this.chunks[Math.floor(i / CHUNK)]![i % CHUNK]!]!;
    }
    this.chunks.length = 0;
    return all;
  }
}
