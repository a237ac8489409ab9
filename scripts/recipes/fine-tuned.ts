/** What recipes of fine-tuned models share: speech-en and a pinned list → a model, and the lines of its card. */
import { join } from 'node:path';
import { readPinnedCorpus } from '../../src/speech/corpus/pinned-list.js';
import { type FineTuningOptions, fineTuneSpeech } from '../../src/speech/neural/fine-tuning/fine-tune.js';
import type { RecipeContext } from './recipe.js';

/** The model that hears English before it hears these clips. */
export const BASE = join('models', 'speech-en');

export interface FineTunedModel extends Omit<FineTuningOptions, 'from' | 'utterances' | 'heldOut'> {
  /** Pinned list to train on. */
  list: string;
}

/** Trains on all of the list: what to do was decided on the dev list, with `--tune`. */
export async function trainFineTuned(
  { stateFolder, log, bar }: RecipeContext,
  { list, ...options }: FineTunedModel,
): Promise<void> {
  const utterances = readPinnedCorpus(list);
  await fineTuneSpeech({
    ...{ ...options, from: BASE, utterances, heldOut: [] },
    ...{ stateFolder: join(stateFolder, list), log, onStep: bar.step },
  });
}

/** The line `Kind` of a card. */
export function kindLine({ training }: FineTunedModel, words: string): string {
  const { epochs, peakRate } = { ...training };
  return `the encoder of \`speech-en\` (three bidirectional LSTM layers of 2 × 256 on 40 MFCC, 4.6 million weights,
  stored in 8 bits), fine-tuned by lattice-free MMI: ${epochs} epochs, rate ${peakRate}, plain and augmented copies
  (speed, rooms, noise, bands, codecs) in turn, alignment by \`speech-en\` itself. ${words}`;
}
