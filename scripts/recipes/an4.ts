/** AN4: spelled names, numbers and commands. Raw corpus and speech-en → models/speech-an4. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { corporaFolder } from '../../src/speech/corpus/locations.js';
import { readPinnedCorpus } from '../../src/speech/corpus/pinned-list.js';
import { readLexicon } from '../../src/speech/train-speech.js';
import { baselineLine, keepResult, trainBaseline } from './baseline.js';
import { type FineTunedModel, kindLine, trainFineTuned } from './fine-tuned.js';
import { measure, modelFolder, type RecipeContext, wordErrorLine } from './recipe.js';

const NAME = 'speech-an4';

export async function an4(context: RecipeContext): Promise<string> {
  const train = context.tune ? 'an4-train-without-dev' : 'an4-train';
  const test = context.tune ? 'an4-dev' : 'an4-test';
  const lexicon = readLexicon(join(corporaFolder(), 'an4', 'etc', 'an4.dic'));
  const description = {
    name: NAME,
    description: 'English spelled names, numbers and a few commands (about 100 words), read speech',
    licence: 'MIT, as the project; AN4 is free for any use',
    command: 'npm run recipe -- an4',
  };
  if (context.gaussians) {
    const data = `CMU AN4, list ${train}`;
    const { report, line } = await trainBaseline(context, {
      ...{ train, test, lexicon, description: { ...description, data } },
    });
    keepResult(context, `word error rate ${line}`);
    return report;
  }
  const folder = modelFolder(context, NAME);
  const model: FineTunedModel = {
    description: {
      ...description,
      data: `CMU AN4, list ${train}, after what trained speech-en`,
      licence: 'CC BY 4.0, as LibriSpeech; AN4 is free for any use',
    },
    ...{ list: train, out: folder, lexicon },
    sentences: readPinnedCorpus(train).map(({ text }) => text.split(' ')),
    // Wide enough for other readings to be told.
    decoding: { latticeBeam: 12 },
    training: { epochs: 12, copies: 4, peakRate: 1e-3, tolerance: 8 },
  };
  await trainFineTuned(context, model);
  const { evaluation, report } = await measure(folder, test, context);
  writeFileSync(join(folder, 'CARD.md'), card(model, test, wordErrorLine(evaluation)));
  return report;
}

function card(model: FineTunedModel, test: string, result: string): string {
  return `# ${NAME}

Hears spelled names, numbers, dates and a handful of commands in English: the language of the AN4 corpus, about 100
words. For general English it is the wrong model.

- **Kind**: ${kindLine(model, 'Trigram language model of the training transcripts, modified Kneser–Ney.')}
- **Data**: CMU AN4 (1991), list \`corpora/lists/${model.list}.txt\`, free for any use; before it what the card of
  \`speech-en\` tells of.
- **Result**: list \`${test}\`, each clip by itself: word error rate ${result}. Settings were tuned on \`an4-dev\`;
  nothing was tuned on this list.${baselineLine('an4')}
- **Made by**: \`npm run recipe -- an4\`; measured again by
  \`utterly evaluate speech --model ${NAME} --data corpora/data/an4 --split test\`.
- **Limits**: 74 speakers, American English, close microphone, quiet rooms.
- **Licence**: CC BY 4.0, as LibriSpeech.
`;
}
