/** AN4: spelled names, numbers and commands. Raw corpus → models/speech-an4. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { corporaFolder } from '../../src/speech/corpus/locations.js';
import { readPinnedCorpus } from '../../src/speech/corpus/pinned-list.js';
import { readLexicon, trainSpeech } from '../../src/speech/train-speech.js';
import { writeStageCurve } from '../report/curves.js';
import { measure, modelFolder, type RecipeContext, wordErrorLine } from './recipe.js';

const NAME = 'speech-an4';

export async function an4(context: RecipeContext): Promise<string> {
  const folder = modelFolder(context, NAME);
  const train = context.tune ? 'an4-train-without-dev' : 'an4-train';
  const test = context.tune ? 'an4-dev' : 'an4-test';
  const { metrics } = await trainSpeech({
    description: {
      name: NAME,
      description: 'English spelled names, numbers and a few commands (about 100 words), read speech',
      data: `CMU AN4, list ${train}`,
      licence: 'MIT, as the project; AN4 is free for any use',
      command: 'npm run recipe -- an4',
    },
    utterances: readPinnedCorpus(train),
    lexicon: readLexicon(join(corporaFolder(), 'an4', 'etc', 'an4.dic')),
    out: folder,
    stateFolder: context.stateFolder,
    log: context.log,
    onProgress: context.bar.iteration,
  });
  if (metrics) writeStageCurve(metrics, join(context.runFolder, 'likelihood.svg'));
  const { evaluation, report } = await measure(folder, test, context);
  writeFileSync(join(folder, 'CARD.md'), card(train, test, wordErrorLine(evaluation)));
  return report;
}

function card(train: string, test: string, result: string): string {
  return `# ${NAME}

Hears spelled names, numbers, dates and a handful of commands in English: the language of the AN4 corpus, about 100
words. For general English it is the wrong model.

- **Kind**: Gaussian mixtures on HMM states of tied triphones; 13 MFCC, spliced over 9 frames, LDA and MLLT to 40
  dimensions; a second pass adapts the features to the clip's speaker (fMLLR). Trigram language model of the training
  transcripts, modified Kneser–Ney.
- **Data**: CMU AN4 (1991), list \`corpora/lists/${train}.txt\`; nothing else. Free for any use.
- **Result**: list \`${test}\`, each clip by itself: word error rate ${result}. Nothing was tuned on this list.
- **Made by**: \`npm run recipe -- an4\`; measured again by
  \`utterly evaluate speech --model ${NAME} --data corpora/data/an4 --split test\`.
- **Limits**: 74 speakers, American English, close microphone, quiet rooms.
- **Licence**: MIT, as the project.
`;
}
