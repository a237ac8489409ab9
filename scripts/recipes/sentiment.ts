/** Review sentiment. IMDB reviews and the Stanford treebank → models/sentiment-en, in stages that are kept. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { combine } from '../../src/sentiment/combination.js';
import type { LabelledText } from '../../src/sentiment/corpus/labelled-text.js';
import { type JudgedText, summarizeJudged } from '../../src/sentiment/evaluation/evaluate.js';
import { type Ensemble, fitEnsemble } from '../../src/sentiment/fit-ensemble.js';
import { openNbSvm } from '../../src/sentiment/nb-svm/nb-svm.js';
import { openSentimentScorer } from '../../src/sentiment/open-scorer.js';
import { UNSURE, writeSentimentModel } from '../../src/sentiment/sentiment-model.js';
import { judgePairs, pairTable, readMinimalPairs } from '../sentiment/pairs.js';
import { modelFolder, type RecipeContext } from './recipe.js';
import { lexiconBaselines } from './sentiment/baselines.js';
import { sentimentCard } from './sentiment/card.js';
import { readCauses } from './sentiment/causes.js';
import { composedTuningTexts, readSet, SETS, type SetName, tuningPhrases } from './sentiment/data.js';
import { trainLinearMembers } from './sentiment/members.js';
import { finishedRecurrentMembers, plainLstm, recurrentVoter } from './sentiment/recurrent-members.js';
import { errorReport, figures, writePlots } from './sentiment/report.js';
import { comparisonTable } from './sentiment/table.js';
import {
  filterVotes,
  memberVoter,
  memberVotes,
  type VotedSet,
  type Voter,
  votesOn,
} from './sentiment/votes.js';

const COMMAND = 'npm run recipe -- sentiment';

export async function sentiment(context: RecipeContext): Promise<string> {
  const { log, tune } = context;
  const folder = modelFolder(context, 'sentiment-en');
  const linear = trainLinearMembers(context);
  const recurrent = await finishedRecurrentMembers(context, folder);
  const voters: Voter[] = [
    ...lexiconBaselines(),
    ...(await plainLstm(context)),
    ...linear.map(({ path, model }) =>
      memberVoter(`NB-SVM, ${path.replace(/\.bin$/u, '')}`, openNbSvm(model, path), [model.table]),
    ),
    ...(await Promise.all(recurrent.map((entry) => recurrentVoter(folder, entry)))),
  ];
  const members = voters.filter(({ isMember }) => isMember);
  // What is tuned is not shown the sets for final figures.
  const names = tune ? SETS.slice(0, 2) : SETS;
  const sets = Object.fromEntries(
    names.map((name) => [name, votesOn(context, name, readSet(name), voters)]),
  ) as Record<SetName, VotedSet>;
  const memberNames = members.map(({ name }) => name);
  const phrases = votesOn(context, 'tuning-phrases', tuningPhrases(), members);
  const pairTexts = readMinimalPairs().flatMap(({ higher, lower }) => [higher, lower]);
  const composed = votesOn(context, 'tuning-composed', composedTuningTexts(pairTexts), members);
  const tuning = [sets['imdb-dev'], sets['sst-tune'], phrases, composed];
  const ensemble = fitEnsemble(memberVotes(tuning, memberNames));
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
        ...recurrent,
      ],
      ...ensemble,
      unsure: UNSURE,
      corrections: [],
    },
    Object.fromEntries(linear.map(({ path, model }) => [path, model.table])),
  );
  using scorer = await openSentimentScorer(folder);
  const polar = Object.fromEntries(
    Object.entries(sets).map(([name, set]) => [name, filterVotes(set, isPolar)]),
  );
  const lines: Record<string, string> = {};
  const accuracies: Record<string, number> = {};
  const causes = readCauses();
  const errors = Object.entries(polar).map(([name, set]) => {
    log(`figures of ${name}`);
    const judged = judge(set, memberNames, ensemble, scorer);
    const evaluation = summarizeJudged(judged, 0);
    lines[name] = figures(evaluation);
    accuracies[name] = evaluation.accuracy;
    writePlots(context.runFolder, name, judged);
    return errorReport(name, judged, causes);
  });
  const table = comparisonTable(
    polar,
    accuracies,
    recurrent.map(({ path }) => path),
  );
  const pairs = pairTable(judgePairs(scorer, readMinimalPairs()));
  if (!tune) writeFileSync(join(folder, 'CARD.md'), sentimentCard(lines, table, pairs, recurrent.length > 0));
  const summary = Object.entries(lines).map(([name, line]) => `${name}: ${line}\n`);
  return [...summary, '\n', table, '\nminimal pairs\n', pairs, '\n', ...errors].join('');
}

type Polar = LabelledText & { label: 0 | 1 };

function isPolar(text: LabelledText): text is Polar {
  return text.label !== undefined;
}

/** The votes of a set as the model combines them. */
function judge(
  set: VotedSet<Polar>,
  members: readonly string[],
  { combination }: Ensemble,
  scorer: { opinionOf(logit: number): JudgedText['opinion'] },
): JudgedText[] {
  const { texts, tokens, logits } = memberVotes([set], members);
  return texts.map((text, i) => ({
    ...text,
    opinion: scorer.opinionOf(combine(combination, tokens[i]!, logits[i]!)),
  }));
}
