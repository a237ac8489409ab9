/** Text files → sentences to train on or to measure with, some of them held out. */
import { normalizeForLm, readLines } from './normalize.js';

export interface SentenceOptions {
  /** Lines are an utterance's name and its words, already normalised. Default: running text, a paragraph a line. */
  transcripts?: boolean;
  /** Of blocks of 1000 lines every k-th is held out. Blocks, not lines: neighbouring lines are of one book. */
  holdOutEvery?: number;
  /** With `holdOutEvery`: which lines to read. Default `rest`. */
  part?: 'held out' | 'rest';
}

const BLOCK_LINES = 1000;

/** The words of each line, one line at a time. */
export function* readSentences(path: string, options: SentenceOptions = {}): Generator<string[]> {
  const { transcripts = false, holdOutEvery = Number.POSITIVE_INFINITY, part = 'rest' } = options;
  let number = 0;
  for (const line of readLines(path)) {
    const block = Math.floor(number++ / BLOCK_LINES);
    const isHeldOut = block % holdOutEvery === holdOutEvery - 1;
    if (isHeldOut !== (part === 'held out')) continue;
    yield transcripts ? line.split(/\s+/).slice(1) : normalizeForLm(line);
  }
}
