/** Review sentiment. IMDB reviews and the Stanford treebank → models/sentiment-en, in stages that are kept. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PolarText } from '../../src/sentiment/corpus/hold-out-texts.js';
import { evaluateSentiment } from '../../src/sentiment/evaluation/evaluate.js';
import { collectVotes, fitEnsemble } from '../../src/sentiment/fit-ensemble.js';
import { openNbSvm } from '../../src/sentiment/nb-svm/nb-svm.js';
import { openRecurrentScorer } from '../../src/sentiment/neural/open-recurrent-scorer.js';
import { openSentimentScorer } from '../../src/sentiment/open-scorer.js';
import { UNSURE, writeSentimentModel } from '../../src/sentiment/sentiment-model.js';
import { judgePairs, pairTable, readMinimalPairs } from '../sentiment/pairs.js';
import { modelFolder, type RecipeContext } from './recipe.js';
import { sentimentCard } from './sentiment/card.js';
import { readSet, SETS, tuningTexts } from './sentiment/data.js';
import { trainLinearMembers } from './sentiment/members.js';
import { finishedRecurrentMembers } from './sentiment/recurrent-members.js';
import { errorReport, figures, writePlots } from './sentiment/report.js';
import { comparisonTable } from './sentiment/table.js';

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
  const lines: Record<string, string> = {};
  const errors: string[] = [];
  const sets: Record<string, PolarText[]> = {};
  const accuracies: Record<string, number> = {};
  // What is tuned is not shown the sets for final figures.
  for (const name of tune ? SETS.slice(0, 2) : SETS) {
    log(`measuring on ${name}`);
    sets[name] = readSet(name);
    const { evaluation, judged } = evaluateSentiment(scorer, sets[name]);
    lines[name] = figures(evaluation);
    accuracies[name] = evaluation.accuracy;
    errors.push(errorReport(name, judged));
    writePlots(context.runFolder, name, judged);
  }
  log('baselines');
  const table = await comparisonTable(
    sets,
    {
      linear,
      recurrent: recurrent.map((path) => join(folder, path)),
      plainLstm: join(context.runFolder, 'plain-lstm'),
    },
    accuracies,
  );
  const pairs = pairTable(judgePairs(scorer, readMinimalPairs()));
  if (!tune) writeFileSync(join(folder, 'CARD.md'), sentimentCard(lines, table, pairs, recurrent.length > 0));
  const summary = Object.entries(lines).map(([name, line]) => `${name}: ${line}\n`);
  return [...summary, '\n', table, '\nminimal pairs\n', pairs, '\n', ...errors].join('');
}
