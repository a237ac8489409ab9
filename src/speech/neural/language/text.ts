/** What the recurrent language model learns from: books and transcripts as ids of pieces, kept in files between runs. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readSentences } from '../../../text/ngram/sentences.js';
import { type EncodedTexts, readEncoded, writeEncoded } from '../../../text/pieces/encoded-texts.js';
import { buildVocabulary, PieceVocabulary } from '../../../text/pieces/vocabulary.js';
import { readVocabulary, VOCABULARY_FILE, writeVocabulary } from '../../../text/pieces/vocabulary-file.js';
import { BOUNDARY } from './counted-pieces.js';
import { cutIntoPassages } from './passages.js';

/** Words with an id of their own, and pieces that spell the others: 8,192 ids with the boundary and the buckets. */
const SIZES = { words: 6_659, pieces: 1_500 };
/** Of the transcripts every such block of 100 is kept for watching the loss. */
const HOLD_OUT_EVERY = 71;
const BLOCK = 100;
const SEED = 3;

export interface LanguageText {
  vocabulary: PieceVocabulary;
  books: EncodedTexts;
  transcripts: EncodedTexts;
  /** Transcripts that nothing is learnt from. */
  heldOut: EncodedTexts;
}

/** Reads books (a paragraph a line) and transcripts (`utterance-id WORDS`), from files in `folder` if a run left them. */
export function prepareLanguageText(
  sources: { books: string; transcripts: string },
  folder: string,
  log: (line: string) => void,
): LanguageText {
  mkdirSync(folder, { recursive: true });
  const listed = join(folder, VOCABULARY_FILE);
  const transcripts = [...readSentences(sources.transcripts, { transcripts: true })];
  const passages = (): Iterable<string[]> => cutIntoPassages(readSentences(sources.books), SEED);
  if (!existsSync(listed)) {
    log('choosing the pieces of the language model; a minute or two');
    const counts = new Map<string, number>();
    for (const text of [passages(), transcripts]) {
      for (const words of text) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    writeVocabulary(listed, new PieceVocabulary([BOUNDARY, ...buildVocabulary(counts, SIZES).entries]));
  }
  const vocabulary = readVocabulary(listed);
  const encoded = (name: string, texts: () => Iterable<readonly string[]>): EncodedTexts => {
    const path = join(folder, `${name}.ids`);
    if (!existsSync(path)) writeEncoded(path, encode(texts(), vocabulary));
    return readEncoded(path)!;
  };
  const isHeldOut = (index: number): boolean => Math.floor(index / BLOCK) % HOLD_OUT_EVERY === 0;
  return {
    vocabulary,
    books: encoded('books', passages),
    transcripts: encoded('transcripts', () => transcripts.filter((_, index) => !isHeldOut(index))),
    heldOut: encoded('held-out', () => transcripts.filter((_, index) => isHeldOut(index))),
  };
}

/** Texts as ids, without boundaries; too many for an array of arrays. */
function encode(texts: Iterable<readonly string[]>, vocabulary: PieceVocabulary): EncodedTexts {
  let ids = new Uint16Array(1 << 20);
  const starts: number[] = [0];
  let length = 0;
  for (const words of texts) {
    for (const word of words) {
      for (const id of vocabulary.idsOf(word)) {
        if (length === ids.length) {
          const longer = new Uint16Array(2 * length);
          longer.set(ids);
          ids = longer;
        }
        ids[length++] = id;
      }
    }
    starts.push(length);
  }
  return { ids: ids.slice(0, length), starts: Uint32Array.from(starts) };
}
