/** Eleven commands and digits, one a clip. Speech Commands and speech-en → models/speech-commands. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPinnedCorpus } from '../../src/speech/corpus/pinned-list.js';
import type { Utterance } from '../../src/speech/corpus/utterance.js';
import { type FineTunedModel, kindLine, trainFineTuned } from './fine-tuned.js';
import { measure, modelFolder, type RecipeContext, wordErrorLine } from './recipe.js';

const NAME = 'speech-commands';

const GRAMMAR = `#JSGF V1.0;
grammar commands;
public <command> = DOWN | EIGHT | FIVE | GO | LEFT | NO | ONE | RIGHT | UP | YES | ZERO;
`;

const OTHER_LISTS = ['librispeech-train-clean-5', 'librispeech-train-clean-100-subset'];
/** About six seconds. */
const LONGEST_OTHER_WORDS = 16;

export async function commands(context: RecipeContext): Promise<string> {
  const folder = modelFolder(context, NAME);
  const train = context.tune ? 'commands-train-without-dev' : 'commands-train';
  const test = context.tune ? 'commands-dev' : 'commands-validation';
  const model: FineTunedModel = {
    description: {
      name: NAME,
      description: 'one of eleven English commands and digits a clip, anybody’s voice and microphone',
      data: `Speech Commands v0.01, list ${train}, after what trained speech-en`,
      licence: 'CC BY 4.0, as both corpora',
      command: 'npm run recipe -- commands',
    },
    ...{ list: train, out: folder, grammar: GRAMMAR, otherSpeech: otherSpeech() },
    training: { epochs: 12, copies: 4, peakRate: 1e-3, tolerance: 8 },
  };
  await trainFineTuned(context, model);
  const { evaluation, report } = await measure(folder, test, context);
  writeFileSync(join(folder, 'CARD.md'), card(model, test, wordErrorLine(evaluation)));
  return report;
}

/** Short sentences of the base's own training: what a grammar of eleven words is to reject. */
function otherSpeech(): Utterance[] {
  const all = OTHER_LISTS.flatMap((list) => readPinnedCorpus(list));
  return all.filter(({ text }) => text.split(' ').length <= LONGEST_OTHER_WORDS);
}

function card(model: FineTunedModel, test: string, result: string): string {
  return `# ${NAME}

Hears one of eleven words a clip: DOWN, EIGHT, FIVE, GO, LEFT, NO, ONE, RIGHT, UP, YES, ZERO.

- **Kind**: ${kindLine(model, 'A grammar of eleven words.')}
- **Data**: Google Speech Commands v0.01 (Warden 2018), list \`corpora/lists/${model.list}.txt\`: 4,620 clips of 1,160
  speakers. CC BY 4.0. Before it what the card of \`speech-en\` tells of; LibriSpeech's shorter sentences are heard in
  fine-tuning too, for what is outside the grammar to stay other phones.
- **Result**: list \`${test}\` (112 unseen speakers): error rate ${result}. Settings were tuned on \`commands-dev\`;
  nothing was tuned on this list.
- **Made by**: \`npm run recipe -- commands\`; measured again by
  \`utterly evaluate speech --model ${NAME} --list ${test} --data corpora/data\`.
- **Limits**: another word is taken for one of the eleven, until \`npm run bench -- rejection --model ${NAME} --clips 400
  --write\` has put a bound on the misfit into model.json, which costs a few right answers. The figure is not that of the
  usual twelve classes, which have \`unknown\` and \`silence\` among them.
- **Licence**: CC BY 4.0.
`;
}
