/** What fine-tuning was good for: word errors on clips that taught nothing, before and after. */
import type { Utterance } from '../../corpus/utterance.js';
import { type SpeechEvaluation, summarizeScores } from '../../evaluation/evaluation.js';
import { recognizeCorpus } from '../../evaluation/recognize-corpus.js';
import { openRecognizer } from '../../open-recognizer.js';

export interface Comparison {
  /** The model begun with, in its own language. */
  from: SpeechEvaluation;
  /** Its ears with the words of the new model. */
  before: SpeechEvaluation;
  /** The new model. */
  after: SpeechEvaluation;
}

/** Recognises the clips with models in three folders. */
export async function compareOn(
  utterances: readonly Utterance[],
  folders: Record<keyof Comparison, string>,
): Promise<Comparison> {
  const measure = async (folder: string): Promise<SpeechEvaluation> => {
    using recognizer = await openRecognizer(folder, {});
    const { scores, timing } = await recognizeCorpus(recognizer, utterances);
    return summarizeScores(scores, timing, { seed: 1 });
  };
  return {
    from: await measure(folders.from),
    before: await measure(folders.before),
    after: await measure(folders.after),
  };
}

/** A table for people. */
export function formatComparison({ from, before, after }: Comparison): string {
  const line = (what: string, { wer, ci95 }: SpeechEvaluation): string => {
    const [low, high] = ci95.map((rate) => (100 * rate).toFixed(1));
    return `${what.padEnd(34)} ${(100 * wer).toFixed(1).padStart(5)} %  (95 %: ${low} to ${high})`;
  };
  return [
    `word error rate on ${after.utterances} clips held out, ${after.words} words`,
    line('the model begun with', from),
    line('the same with the new words', before),
    line('the new model', after),
    '',
  ].join('\n');
}
