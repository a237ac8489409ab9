/** The languages of speech-en: the 4-gram to search with, and the recurrent model of the second pass. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SecondPassOptions } from '../../src/decode/second-pass.js';
import type { Kernels } from '../../src/rnn/kernels/kernels.js';
import { corporaFolder } from '../../src/speech/corpus/locations.js';
import { makeEnglishLanguage } from '../../src/speech/neural/english-language.js';
import {
  comparePerplexities,
  makeRecurrentLanguage,
  type Perplexities,
} from '../../src/speech/neural/language/make-language.js';
import { LANGUAGE_MODEL_FILE, SECOND_PASS_FOLDER } from '../../src/speech/speech-model.js';
import { decodeNgramModel } from '../../src/text/ngram/binary.js';

/** Some four hours of one core: the books are read twice. More slices would teach it more. */
const TRAINING = { shape: { embedding: 192, units: 448 }, stableSlices: 85, decaySlices: 85 };

/**
 * Tuned on every fourth utterance of the dev list and, the last of a few ways, on all of it. The three that weigh against
 * the encoder's scores follow their scale, which boosted training raised by an eighth. With fewer words of history, what
 * is merged was often not the same after all, and the better path is lost.
 */
export const SECOND_PASS: SecondPassOptions = {
  share: 0.8,
  history: 5,
  width: 8,
  beam: 6,
  languageWeight: 0.8,
  wordInsertionPenalty: 0.27,
  consensusScale: 0.78,
};

export interface LanguageOptions {
  dev: readonly string[][];
  folder: string;
  log: (line: string) => void;
}

/** Books and transcripts. */
const texts = () => ({
  books: join(corporaFolder(), 'books', 'books.txt'),
  transcripts: join(corporaFolder(), 'LibriSpeech', 'train-clean-100.txt'),
});

/** The 4-gram, and the pronunciations of its words. */
export function makeNgrams(options: LanguageOptions & { phones: readonly string[] }): void {
  makeEnglishLanguage({ ...options, ...texts() });
}

/** @returns how well both foretell `dev`, or undefined when asked to stop before the end */
export async function makeSecondPass(
  options: LanguageOptions & { kernels: Kernels; signal: AbortSignal },
): Promise<Perplexities | undefined> {
  const { dev, folder, log } = options;
  // A training of another shape is another one.
  const work = join(folder, `recurrent-${Object.values(TRAINING.shape).join('-')}`);
  const out = join(folder, SECOND_PASS_FOLDER);
  const isMade = await makeRecurrentLanguage({ ...options, ...TRAINING, ...texts(), work, folder: out });
  if (!isMade) return undefined;
  const ngram = decodeNgramModel(readFileSync(join(folder, LANGUAGE_MODEL_FILE)));
  const perplexities = await comparePerplexities(ngram, folder, SECOND_PASS_FOLDER, dev);
  log(`perplexities on dev: ${JSON.stringify(perplexities)}`);
  return perplexities;
}
