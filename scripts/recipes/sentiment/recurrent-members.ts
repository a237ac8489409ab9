/**
 * The stages of the recurrent members. The first, for reviews, takes an hour: trained with --long, otherwise the one
 * that an earlier run finished is taken, or the one that was shipped, or none. The second goes on from it with composed
 * texts, and reads what is short.
 */
import { cpSync, existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gateByLength } from '../../../src/sentiment/length-gate.js';
import { openRecurrentScorer } from '../../../src/sentiment/neural/open-recurrent-scorer.js';
import { trainPlainLstm } from '../../../src/sentiment/neural/plain-lstm.js';
import { trainRecurrentMember } from '../../../src/sentiment/neural/train-recurrent-member.js';
import type { MemberEntry } from '../../../src/sentiment/sentiment-model.js';
import { VOCABULARY_FILE } from '../../../src/text/pieces/vocabulary-file.js';
import { teach } from '../../sentiment/teach.js';
import type { RecipeContext } from '../recipe.js';
import { memberVoter, type Voter } from './votes.js';

type RecurrentEntry = Extract<MemberEntry, { kind: 'recurrent' }>;

/** Folders of the members in the model, and in the run. */
const REVIEWS = 'recurrent';
const SENTENCES = 'recurrent-sentences';
const PLAIN = 'plain-lstm';

/** The longest sentence of the treebank has fewer tokens; hardly a review of aclImdb has. */
const LONGEST_SENTENCE = 64;

/** @param model - the model's folder, into which the members are put */
export async function finishedRecurrentMembers(
  context: RecipeContext,
  model: string,
): Promise<RecurrentEntry[]> {
  const { runFolder, stateFolder, log, long } = context;
  const reviews = join(runFolder, REVIEWS);
  if (long && !isFinished(reviews)) {
    log('recurrent member: about an hour on one core; started again it goes on where it was');
    await trainRecurrentMember({ folder: reviews, stateFolder: join(stateFolder, REVIEWS), log });
  }
  if (isFinished(reviews)) cpSync(reviews, join(model, REVIEWS), { recursive: true });
  if (!isFinished(join(model, REVIEWS))) {
    log('no recurrent member: neither trained nor shipped; --long trains one');
    return [];
  }
  const sentences = join(runFolder, SENTENCES);
  if (long && !isFinished(sentences)) {
    log('the same for sentences: some minutes');
    await teach({ from: join(model, REVIEWS), out: sentences, state: join(stateFolder, SENTENCES), log });
  }
  if (isFinished(sentences)) {
    // One vocabulary serves both.
    const filter = (path: string) => basename(path) !== VOCABULARY_FILE;
    cpSync(sentences, join(model, SENTENCES), { recursive: true, filter });
  }
  if (!isFinished(join(model, SENTENCES))) return [{ kind: 'recurrent', path: REVIEWS }];
  return [
    { kind: 'recurrent', path: REVIEWS, from: LONGEST_SENTENCE + 1 },
    { kind: 'recurrent', path: SENTENCES, vocabulary: REVIEWS, upTo: LONGEST_SENTENCE },
  ];
}

/** A member as it votes in the model at `folder`. */
export async function recurrentVoter(folder: string, entry: RecurrentEntry): Promise<Voter> {
  const path = join(folder, entry.path);
  const member = await openRecurrentScorer(path, join(folder, entry.vocabulary ?? entry.path));
  const range = JSON.stringify([entry.from, entry.upTo]);
  return memberVoter(entry.path, gateByLength(member, entry), [
    join(path, 'weights.bin'),
    Buffer.from(range),
  ]);
}

/** The baseline without pre-training: trained with --long, otherwise the one that an earlier run finished, or none. */
export async function plainLstm({ runFolder, stateFolder, log, long }: RecipeContext): Promise<Voter[]> {
  const folder = join(runFolder, PLAIN);
  if (long && !isFinished(folder)) {
    log('plain LSTM, the baseline: labelled texts alone');
    // The tokens of the reviews are kept there already.
    await trainPlainLstm({ folder, stateFolder: join(stateFolder, REVIEWS), log });
  }
  if (!isFinished(folder)) return [];
  const voter = memberVoter('plain LSTM', await openRecurrentScorer(folder), [join(folder, 'weights.bin')]);
  return [{ ...voter, isMember: false }];
}

function isFinished(folder: string): boolean {
  return existsSync(join(folder, 'model.json'));
}
