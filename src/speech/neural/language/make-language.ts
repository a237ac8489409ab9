/** Books and transcripts → the folder of the second pass's language model, and how much better it foretells dev text. */
import { join } from 'node:path';
import { diskFiles } from '../../../model-folder.js';
import { Kernels } from '../../../rnn/kernels/kernels.js';
import type { NgramModel } from '../../../text/ngram/model.js';
import { tuneWeight, wordProbabilities } from '../../../text/ngram/tune.js';
import { RecurrentLanguage, scoreSentences } from './recurrent-language.js';
import { prepareLanguageText } from './text.js';
import { countPieces, type LanguageShape, trainLanguage } from './train-language.js';
import { writeLanguage } from './write-language.js';

export interface MakeLanguageOptions {
  /** Books, a paragraph a line, and transcripts as LibriSpeech has them: `utterance-id WORDS`. */
  books: string;
  transcripts: string;
  kernels: Kernels;
  shape: LanguageShape;
  /** Slices of 10,000 passages at the full rate, and with the rate falling. */
  stableSlices: number;
  decaySlices: number;
  /** Texts as ids, checkpoints and metrics. */
  work: string;
  /** Where the model goes. */
  folder: string;
  signal?: AbortSignal;
  log: (line: string) => void;
}

/** Trains the model, or goes on training it, unless `work` has it already. @returns whether it is there now */
export async function makeRecurrentLanguage(options: MakeLanguageOptions): Promise<boolean> {
  const { kernels, shape, work, folder, log } = options;
  const text = prepareLanguageText(options, work, log);
  const weights = await trainLanguage({ ...options, text, folder: join(work, 'training') });
  if (!weights) return false;
  writeLanguage(folder, kernels, {
    ...{ shape, weights, vocabulary: text.vocabulary, counts: countPieces(text) },
  });
  return true;
}

/** Perplexities over words and ends of sentences, those aside that the n-gram does not know. */
export interface Perplexities {
  ngram: number;
  recurrent: number;
  mixture: number;
  /** Share of the recurrent model in the mixture, the best for this text. */
  share: number;
}

/**
 * How well both models and their mixture foretell a text.
 * @param parent - folder that holds the recurrent model's
 */
export async function comparePerplexities(
  ngram: NgramModel,
  parent: string,
  name: string,
  sentences: readonly (readonly string[])[],
): Promise<Perplexities> {
  const language = RecurrentLanguage.open(diskFiles(parent), name, await Kernels.load());
  const first = wordProbabilities(ngram, sentences);
  // A few at a time: each has a context of its own in the kernels' memory.
  const second: number[] = [];
  for (let from = 0; from < sentences.length; from += 32) {
    for (const scores of scoreSentences(language, sentences.slice(from, from + 32))) {
      for (const score of scores) second.push(Math.exp(score));
    }
  }
  language.close();
  const known = [...first.keys()].filter((i) => first[i]! > 0);
  const of = (probs: ArrayLike<number>) => known.map((i) => probs[i]!);
  const perplexity = (probs: readonly number[]): number =>
    Math.exp(-probs.reduce((sum, p) => sum + Math.log(p), 0) / probs.length);
  const mixed = tuneWeight(of(second), of(first));
  return {
    ngram: perplexity(of(first)),
    recurrent: perplexity(of(second)),
    mixture: mixed.perplexity,
    share: mixed.weight,
  };
}
