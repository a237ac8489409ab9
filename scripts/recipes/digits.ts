/** Spoken digits, one a clip. Raw corpus and speech-en → models/speech-digits. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { baselineLine, keepResult, trainBaseline } from './baseline.js';
import { type FineTunedModel, kindLine, trainFineTuned } from './fine-tuned.js';
import { measure, modelFolder, type RecipeContext, wordErrorLine } from './recipe.js';

const NAME = 'speech-digits';
const SPEAKERS = ['george', 'jackson', 'lucas', 'nicolas', 'theo', 'yweweler'];

const GRAMMAR = `#JSGF V1.0;
grammar digits;
public <digit> = ZERO | ONE | TWO | THREE | FOUR | FIVE | SIX | SEVEN | EIGHT | NINE;
`;
const DESCRIPTION = {
  name: NAME,
  description: 'one English digit a clip, zero to nine, telephone bandwidth',
  licence: 'CC BY-SA 4.0, as its corpus',
  command: 'npm run recipe -- digits',
};

export async function digits(context: RecipeContext): Promise<string> {
  const train = context.tune ? 'digits-train-without-dev' : 'digits-train';
  const test = context.tune ? 'digits-dev' : 'digits-test';
  if (context.gaussians) return gaussians(context, train, test);
  const folder = modelFolder(context, NAME);
  const model = fineTuned(train, folder);
  await trainFineTuned(context, model);
  const { evaluation, report } = await measure(folder, test, context);
  if (context.tune) return report;
  const writeCard = (folds?: string): void =>
    writeFileSync(join(folder, 'CARD.md'), card(model, test, wordErrorLine(evaluation), folds));
  writeCard();
  const folds = await leaveOneOut(async (list, held, speaker) => {
    const fold = join(context.runFolder, `without-${speaker}`);
    await trainFineTuned(context, fineTuned(list, fold));
    return (await measure(fold, held, context)).evaluation.wer;
  });
  writeCard(folds);
  return `${report}\nleave one speaker out\n${folds}\n`;
}

function fineTuned(list: string, out: string): FineTunedModel {
  const data = `Free Spoken Digit Dataset, list ${list}, after the LibriSpeech that trained speech-en`;
  const training = { epochs: 12, copies: 4, peakRate: 1e-3, tolerance: 8 };
  return { description: { ...DESCRIPTION, data }, list, out, grammar: GRAMMAR, training };
}

/** The baseline; see baseline.ts. */
async function gaussians(context: RecipeContext, train: string, test: string): Promise<string> {
  const trained = (list: string, held: string) =>
    trainBaseline(context, {
      description: { ...DESCRIPTION, data: `Free Spoken Digit Dataset, list ${list}` },
      ...{ train: list, test: held, grammar: GRAMMAR, gmm: { fmllrPriorFrames: 0 } },
    });
  const { report, line } = await trained(train, test);
  if (context.tune) return report;
  const folds = await leaveOneOut(async (list, held) => (await trained(list, held)).wer);
  keepResult(context, `error rate ${line}; speakers left out: ${folds}`);
  return `${report}\nleave one speaker out\n${folds}\n`;
}

/** What `errorRate` says of each speaker whom the training did not hear. */
async function leaveOneOut(
  errorRate: (train: string, test: string, speaker: string) => Promise<number>,
): Promise<string> {
  const right: number[] = [];
  for (const speaker of SPEAKERS) {
    const list = `digits-fold-${speaker}`;
    right.push(1 - (await errorRate(`${list}-train`, `${list}-test`, speaker)));
  }
  const percent = (share: number) => (100 * share).toFixed(1);
  const mean = right.reduce((sum, share) => sum + share, 0) / right.length;
  const each = SPEAKERS.map((speaker, i) => `${speaker} ${percent(right[i]!)}`).join(', ');
  return `${percent(mean)} % right on average (${each})`;
}

function card(model: FineTunedModel, test: string, result: string, folds = 'not measured'): string {
  return `# ${NAME}

Hears one digit a clip, zero to nine, under a grammar of these ten words.

- **Kind**: ${kindLine(model, 'A grammar of ten words.')}
- **Data**: Free Spoken Digit Dataset (Zohar Jackson and others), list \`corpora/lists/${model.list}.txt\`; six speakers,
  8 kHz. CC BY-SA 4.0. Before it LibriSpeech, as the card of \`speech-en\` tells.
- **Result**: list \`${test}\` (indices 0 to 4, the same speakers): error rate ${result}. Settings were tuned on
  \`digits-dev\`; nothing was tuned on this list.
- **A speaker never heard** (leave one speaker out, all clips of the speaker): ${folds}.${baselineLine('digits')}
- **Made by**: \`npm run recipe -- digits\`; measured again by
  \`utterly evaluate speech --model ${NAME} --data corpora/data/free-spoken-digit-dataset --split test\`.
- **Limits**: six men, some with an accent; other voices are recognised worse, as the folds show.
- **Licence**: CC BY-SA 4.0, as its corpus.
`;
}
