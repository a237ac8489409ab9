/** A model hears a pinned list once: scores for the report, and every word with its confidence. */
import { createRandom } from '../../src/random.js';
import { readPinnedCorpus } from '../../src/speech/corpus/pinned-list.js';
import { type WordTrial, wordTrials } from '../../src/speech/evaluation/calibration.js';
import { type SpeechEvaluation, summarizeScores } from '../../src/speech/evaluation/evaluation.js';
import { recognizeCorpus } from '../../src/speech/evaluation/recognize-corpus.js';
import type { UtteranceScore } from '../../src/speech/evaluation/utterance-score.js';
import { openRecognizer } from '../../src/speech/open-recognizer.js';

export interface HeardCorpus {
  list: string;
  evaluation: SpeechEvaluation;
  scores: UtteranceScore[];
  trials: WordTrial[];
}

export interface HearCorpusOptions {
  /** Folder of the model. */
  folder: string;
  list: string;
  /** At most so many clips, drawn with seed 1; all unless given. */
  clips?: number | undefined;
  log: (line: string) => void;
}

export async function hearCorpus({ folder, list, clips, log }: HearCorpusOptions): Promise<HeardCorpus> {
  const utterances = readPinnedCorpus(list);
  if (clips !== undefined) {
    createRandom(1).shuffle(utterances);
    utterances.length = Math.min(utterances.length, clips);
  }
  using recognizer = await openRecognizer(folder);
  const trials: WordTrial[] = [];
  const { scores, timing } = await recognizeCorpus(recognizer, utterances, {
    onUtterance: (score, transcript) => {
      if (transcript) trials.push(...wordTrials(score, transcript));
    },
    onFailure: (error, id) => log(`${id}: ${String(error)}`),
  });
  return { list, evaluation: summarizeScores(scores, timing, { seed: 1 }), scores, trials };
}
