/** Review sentiment. IMDB reviews and the Stanford treebank → models/sentiment-en, in stages that are kept. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluateSentiment } from '../../src/sentiment/evaluation/evaluate.js';
import { collectVotes, fitEnsemble } from '../../src/sentiment/fit-ensemble.js';
import { openNbSvm } from '../../src/sentiment/nb-svm/nb-svm.js';
import { openRecurrentScorer } from '../../src/sentiment/neural/open-recurrent-scorer.js';
import { openSentimentScorer } from '../../src/sentiment/open-scorer.js';
import { UNSURE, writeSentimentModel } from '../../src/sentiment/sentiment-model.js';
import { modelFolder, type RecipeContext } from './recipe.js';
import { sentimentCard } from './sentiment/card.js';
import { readSet, SETS, type SetName, tuningTexts } from './sentiment/data.js';
import { trainLinearMembers } from './sentiment/members.js';
import { finishedRecurrentMembers } from './sentiment/recurrent-members.js';

const COMMAND = 'npm run recipe -- sentiment';

export async function sentiment(context: RecipeContext): Promise<string> {
  const { log, tune } = context;
  const folder = modelFolder(context, 'sentiment-en');
  const linear = trainLinearMembers(context);
  log('votes of the members');
  const recurrent = await finishedRecurrentMembers(context, folder);
  const members = [
    ...linear.map(({ path, model }) => openNbSvm(model, path)),
    ...(await Promise.all(recurrent.map((path) => openRecurrentScorer(join(folder, path))))),
  ];
  const ensemble = fitEnsemble(collectVotes(members, tuningTexts()));
  for (const member of members) member.close();
  writeSentimentModel(
    folder,
    {
      name: 'sentiment-en',
      description: 'English reviews and sentences: for or against, with calibrated probability and stars',
      data: 'aclImdb train (Maas et al. 2011), Stanford Sentiment Treebank (Socher et al. 2013)',
      licence: 'research use, as both corpora',
      command: COMMAND,
      members: [
        ...linear.map(({ path, model: { order, bias } }) => ({ kind: 'nb-svm' as const, path, order, bias })),
        ...recurrent.map((path) => ({ kind: 'recurrent' as const, path })),
      ],
      ...ensemble,
      unsure: UNSURE,
      corrections: [],
    },
    Object.fromEntries(linear.map(({ path, model }) => [path, model.table])),
  );
  using scorer = await openSentimentScorer(folder);
  const lines: Partial<Record<SetName, string>> = {};
  // What is tuned is not shown the sets for final figures.
  for (const name of tune ? SETS.slice(0, 2) : SETS) {
    log(`measuring on ${name}`);
    lines[name] = figures(evaluateSentiment(scorer, readSet(name)).evaluation);
  }
  const report = Object.entries(lines)
    .map(([name, line]) => `${name}: ${line}\n`)
    .join('');
  if (!tune) writeFileSync(join(folder, 'CARD.md'), sentimentCard(lines, recurrent.length > 0));
  return report;
}

/** `90.12 % (95 %: 88.9 to 91.2) of 2500, AUC 0.965, calibration error 1.2 %` */
function figures({
  accuracy,
  ci95,
  n,
  auc,
  ece,
}: ReturnType<typeof evaluateSentiment>['evaluation']): string {
  const [low, high] = ci95.map((rate) => (100 * rate).toFixed(1));
  return `${(100 * accuracy).toFixed(2)} % right (95 %: ${low} to ${high}) of ${n}, AUC ${auc.toFixed(3)}, calibration error ${(100 * ece).toFixed(1)} %`;
}
