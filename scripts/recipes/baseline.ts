/**
 * Gaussian mixtures trained on the same clips and on nothing else, the baseline of a fine-tuned model:
 * `npm run recipe -- NAME --gaussians`. The shipped model is left alone, but its card quotes the result.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPinnedCorpus } from '../../src/speech/corpus/pinned-list.js';
import { type SpeechTrainingOptions, trainSpeech } from '../../src/speech/train-speech.js';
import { writeStageCurve } from '../report/curves.js';
import { measure, type RecipeContext, wordErrorLine } from './recipe.js';

/** What is trained, and on which pinned lists. */
export interface Baseline
  extends Omit<SpeechTrainingOptions, 'utterances' | 'out' | 'stateFolder' | 'log' | 'onProgress'> {
  train: string;
  test: string;
}

const RESULT = 'result.txt';

/** Trains on `train` and measures on `test`. @returns the report for people, and its error rate as a line */
export async function trainBaseline(
  context: RecipeContext,
  { train, test, ...options }: Baseline,
): Promise<{ report: string; line: string; wer: number }> {
  const { runFolder, stateFolder, log, bar } = context;
  const folder = join(runFolder, train);
  const { metrics } = await trainSpeech({
    ...{ ...options, utterances: readPinnedCorpus(train), out: folder },
    ...{ stateFolder, log, onProgress: bar.iteration },
  });
  if (metrics) writeStageCurve(metrics, join(runFolder, `${train}-likelihood.svg`));
  const { evaluation, report } = await measure(folder, test, context);
  return { report, line: wordErrorLine(evaluation), wer: evaluation.wer };
}

/** Keeps a result for the card of the fine-tuned model. */
export function keepResult({ runFolder }: RecipeContext, result: string): void {
  writeFileSync(join(runFolder, RESULT), result);
}

/** The line of a card that tells what the baseline reached, empty where it was not trained. */
export function baselineLine(name: string): string {
  const path = join('runs', `${name}-gaussians`, RESULT);
  if (!existsSync(path)) return '';
  const result = readFileSync(path, 'utf8').trim();
  return `\n- **Without any other speech**: Gaussian mixtures on tied triphones, trained on this corpus alone by
  \`npm run recipe -- ${name} --gaussians\`: ${result}.`;
}
