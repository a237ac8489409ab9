/** Two sentences that a bigram cannot tell apart, and a recurrent language model that has learnt them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kernels } from '../../../../src/rnn/kernels/kernels.js';
import { type LanguageText, prepareLanguageText } from '../../../../src/speech/neural/language/text.js';
import { countPieces, trainLanguage } from '../../../../src/speech/neural/language/train-language.js';
import { writeLanguage } from '../../../../src/speech/neural/language/write-language.js';

export const SENTENCES = ['NO SUE SEE', 'NOON SUE SEA'];
/** A second or two, where nothing else runs. */
export const TRAINING_MS = 60_000;
export const SHAPE = { embedding: 16, units: 16 };

/** Books and transcripts of nothing but these sentences. */
export function smallText(folder: string): LanguageText {
  mkdirSync(folder, { recursive: true });
  const books = join(folder, 'books.txt');
  const transcripts = join(folder, 'transcripts.txt');
  writeFileSync(books, `${SENTENCES.map((line) => `${line.toLowerCase()}.`).join('\n')}\n`.repeat(30));
  const lines = Array.from({ length: 300 }, (_, i) => `clip-${i} ${SENTENCES[i % 2]!}\n`);
  writeFileSync(transcripts, lines.join(''));
  return prepareLanguageText({ books, transcripts }, join(folder, 'text'), () => undefined);
}

/** Trains the model in `folder` and writes it to `to`. */
export async function writeSmallLanguage(folder: string, to: string): Promise<void> {
  const text = smallText(folder);
  const kernels = await Kernels.load();
  const run = { stableSlices: 4, decaySlices: 2, perSlice: 2000, folder: join(folder, 'run') };
  const weights = await trainLanguage({ kernels, text, shape: SHAPE, ...run, log: () => undefined });
  const { vocabulary } = text;
  writeLanguage(to, kernels, { shape: SHAPE, weights: weights!, vocabulary, counts: countPieces(text) });
}
