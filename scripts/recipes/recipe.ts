/** What recipes share: where they write, how they measure, what a model card looks like. */
import { join } from 'node:path';
import type { TrainingBar } from '../../src/cli/progress.js';
import { readPinnedCorpus } from '../../src/speech/corpus/pinned-list.js';
import { type SpeechEvaluation, summarizeScores } from '../../src/speech/evaluation/evaluation.js';
import { recognizeCorpus } from '../../src/speech/evaluation/recognize-corpus.js';
import { formatReport } from '../../src/speech/evaluation/report.js';
import { openRecognizer } from '../../src/speech/open-recognizer.js';

export interface RecipeContext {
  /** Train without the dev list and report on it. */
  tune: boolean;
  /** Also do stages that take an hour and whose results come with the package; sentiment only. */
  long: boolean;
  /** Train Gaussian mixtures in place of the fine-tuned encoder, as a baseline; an4 and digits only. */
  gaussians: boolean;
  /** Folder for this run's model, unless it is the shipped one, and its report. */
  runFolder: string;
  /** Folder for results of finished stages. */
  stateFolder: string;
  /** Writes a line to standard error. */
  log: (line: string) => void;
  /** Shows how far a training has come, on a terminal. */
  bar: TrainingBar;
}

/** @returns the report for people. */
export type Recipe = (context: RecipeContext) => Promise<string>;

/** Where a recipe's model goes: the shipped one is only replaced by a full run. */
export function modelFolder({ tune, runFolder }: RecipeContext, name: string): string {
  return tune ? join(runFolder, name) : join('models', name);
}

/** Runs the model in `folder` on a pinned list. */
export async function measure(
  folder: string,
  list: string,
  { log }: RecipeContext,
): Promise<{ evaluation: SpeechEvaluation; report: string }> {
  using recognizer = await openRecognizer(folder);
  const { scores, timing } = await recognizeCorpus(recognizer, readPinnedCorpus(list), {
    onFailure: (error, id) => log(`${id}: ${String(error)}`),
  });
  const evaluation = summarizeScores(scores, timing, { seed: 1 });
  return { evaluation, report: `${list}\n${formatReport(evaluation, scores, { worst: 10 })}\n` };
}

/** `4.27 % (95 %: 3.1 to 5.6), 33 of 773 words wrong, 130 utterances` */
export function wordErrorLine({ wer, ci95, words, utterances, ...counts }: SpeechEvaluation): string {
  const errors = counts.substitutions + counts.insertions + counts.deletions;
  const [low, high] = ci95.map((rate) => (100 * rate).toFixed(1));
  const [wrong, all] = [errors, words].map((count) => count.toLocaleString('en'));
  return `${(100 * wer).toFixed(2)} % (95 %: ${low} to ${high}), ${wrong} errors in ${all} words, ${utterances} utterances`;
}
