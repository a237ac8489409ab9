/** Text files → sentences to train on or to measure with, some of them held out. */
import { normalizeForLm, readLines, splitSentences } from './normalize.js';

export interface SentenceOptions {
  /** Lines are an utterance's name and its words, already normalised. Default: running text, paragraphs a line each. */
  transcripts?: boolean;
  /** Of blocks of 1000 lines every k-th is held out. Blocks, not lines: neighbouring lines are of one book. */
  holdOutEvery?: number;
  /** With `holdOutEvery`: which lines to read. Default `rest`. */
  part?: 'held out' | 'rest';
}

const BLOCK_LINES = 1000;

/** The words of each sentence of running text, or of each utterance. */
export function* readSentences(path: string, options: SentenceOptions = {}): Generator<string[]> {
  const { transcripts = false, holdOutEvery = Number.POSITIVE_INFINITY, part = 'rest' } = options;
  let number = 0;
  for (const line of readLines(path)) {
    const block = Math.floor(number++ / BLOCK_LINES);
    const isHeldOut = block % holdOutEvery === holdOutEvery - 1;
    if (isHeldOut !== (part === 'held out')) continue;
    if (transcripts) yield line.split(/\s+/).slice(1);
    else for (const sentence of splitSentences(line)) yield normalizeForLm(sentence);
  }
}
