/** Which cached utterances teach, and which choose the epoch: those of some speakers of whom there is one utterance. */
import { createRandom } from '../../random.js';
import type { FeatureCache } from './feature-cache.js';

/** Speakers kept out of training. */
const HELD_OUT = 64;

/**
 * Splits by speaker. No dev or test set is touched: these are training speakers that teach nothing.
 * @returns numbers of utterances; `dev` are of the unaugmented copy
 */
export function splitBySpeaker({ utterances }: Pick<FeatureCache, 'utterances'>): {
  train: number[];
  dev: number[];
} {
  const ids = new Map<string, Set<string>>();
  for (const { speaker, id } of utterances) ids.set(speaker, (ids.get(speaker) ?? new Set()).add(id));
  const single = [...ids].filter(([, own]) => own.size === 1).map(([speaker]) => speaker);
  single.sort();
  createRandom(1).shuffle(single);
  const heldOut = new Set(single.slice(0, HELD_OUT));
  const train: number[] = [];
  const dev: number[] = [];
  utterances.forEach(({ speaker, copy }, i) => {
    if (!heldOut.has(speaker)) train.push(i);
    else if (copy === 0) dev.push(i);
  });
  return { train, dev };
}
