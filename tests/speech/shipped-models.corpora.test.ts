import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { corporaFolder, packageFolder } from '../../src/speech/corpus/locations.js';
import { readPinnedCorpus } from '../../src/speech/corpus/pinned-list.js';
import { summarizeScores } from '../../src/speech/evaluation/evaluation.js';
import { recognizeCorpus } from '../../src/speech/evaluation/recognize-corpus.js';
import { openRecognizer } from '../../src/speech/open-recognizer.js';

/** What the cards of the shipped models say, measured again. */
const CASES = [
  { model: 'speech-an4', corpus: 'an4', list: 'an4-test', utterances: 130, words: 773, largestWer: 0.05 },
  {
    model: 'speech-digits',
    corpus: 'free-spoken-digit-dataset',
    list: 'digits-test',
    utterances: 300,
    words: 300,
    largestWer: 0.02,
  },
  {
    model: 'speech-commands',
    corpus: 'speech_commands',
    list: 'commands-validation',
    utterances: 700,
    words: 700,
    largestWer: 0.03,
  },
];

describe.each(CASES)('$model on $list', ({ model, corpus, list, utterances, words, largestWer }) => {
  const folder = join(corporaFolder(), corpus);
  const missing = !existsSync(folder);
  if (missing)
    process.stderr.write(`SKIPPED: no ${folder}; fetch it with npm run corpora, or set UTTERLY_CORPORA\n`);

  it.skipIf(missing)('makes no more errors than its card says', async () => {
    using recognizer = await openRecognizer(join(packageFolder(), 'models', model));
    const { scores, timing } = await recognizeCorpus(recognizer, readPinnedCorpus(list), {
      onFailure: (error) => {
        throw error;
      },
    });
    const evaluation = summarizeScores(scores, timing, { resamples: 1000, seed: 1 });
    expect(evaluation).toMatchObject({ utterances, words });
    expect(evaluation.wer).toBeLessThanOrEqual(largestWer);
  });
});
