/**
 * The stages of the recurrent member, which take an hour: run with --long, otherwise the member that an earlier run
 * finished is taken, or the one that was shipped, or none.
 */
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { openRecurrentScorer } from '../../../src/sentiment/neural/open-recurrent-scorer.js';
import { trainRecurrentMember } from '../../../src/sentiment/neural/train-recurrent-member.js';
import { teach } from '../../sentiment/teach.js';
import type { RecipeContext } from '../recipe.js';
import { memberVoter, type Voter } from './votes.js';

/** Folder of the member in the model, and in the run. */
const NAME = 'recurrent';

/**
 * @param model - the model's folder, into which the member is put
 * @returns the folders of the members, relative to the model's
 */
export async function finishedRecurrentMembers(
  { runFolder, stateFolder, log, long }: RecipeContext,
  model: string,
): Promise<string[]> {
  const own = join(runFolder, NAME);
  if (long && !isFinished(own)) {
    log('recurrent member: about an hour on one core; started again it goes on where it was');
    const finetuned = join(stateFolder, 'finetuned');
    if (!isFinished(finetuned)) {
      await trainRecurrentMember({ folder: finetuned, stateFolder: join(stateFolder, NAME), log });
    }
    await teach({ from: finetuned, out: own, state: join(stateFolder, 'taught'), log });
  }
  const inModel = join(model, NAME);
  if (isFinished(own)) cpSync(own, inModel, { recursive: true });
  if (isFinished(inModel)) return [NAME];
  log('no recurrent member: neither trained nor shipped; --long trains one');
  return [];
}

/** The baseline without pre-training, where somebody has trained it. */
export async function plainLstm({ runFolder }: RecipeContext): Promise<Voter[]> {
  const folder = join(runFolder, 'plain-lstm');
  if (!isFinished(folder)) return [];
  const voter = memberVoter('plain LSTM', await openRecurrentScorer(folder), [join(folder, 'weights.bin')]);
  return [{ ...voter, isMember: false }];
}

function isFinished(folder: string): boolean {
  return existsSync(join(folder, 'model.json'));
}
