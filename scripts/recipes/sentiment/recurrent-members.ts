/**
 * The stage of the recurrent member, which takes an hour: trained with --long, otherwise the one that an earlier run
 * finished is taken, or the one that was shipped, or none.
 */
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { trainRecurrentMember } from '../../../src/sentiment/neural/train-recurrent-member.js';
import type { RecipeContext } from '../recipe.js';

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
    await trainRecurrentMember({ folder: own, stateFolder: join(stateFolder, NAME), log });
  }
  const inModel = join(model, NAME);
  if (isFinished(own)) cpSync(own, inModel, { recursive: true });
  if (isFinished(inModel)) return [NAME];
  log('no recurrent member: neither trained nor shipped; --long trains one');
  return [];
}

function isFinished(folder: string): boolean {
  return existsSync(join(folder, 'model.json'));
}
