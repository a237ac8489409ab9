/** Which cached utterances teach, and which choose the epoch: those of some speakers of whom there is one utterance. */
import { createRandom } from '../../random.js';
import type { FeatureCache } from './feature-cache.js';

/** Speakers kept out of training. */
const HELD_OUT = 64;

/** Speakers of one utterance each who teach nothing. No dev or test set is touched. */
export function heldOutSpeakers({ utterances }: Pick<FeatureCache, 'utterances'>): Set<string> {
  const ids = new Map<string, Set<string>>();
  for (const { speaker, id } of utterances) ids.set(speaker, (ids.get(speaker) ?? new Set()).add(id));
  const single = [...ids].filter(([, own]) => own.size === 1).map(([speaker]) => speaker);
  single.sort();
  createRandom(1).shuffle(single);
  return new Set(single.slice(0, HELD_OUT));
}

/**
 * Splits by speaker.
 * @returns numbers of utterances; `dev` are of the unaugmented copy
 */
export function splitBySpeaker(
  { utterances }: Pick<FeatureCache, 'utterances'>,
  heldOut: ReadonlySet<string> = heldOutSpeakers({ utterances }),
): { train: number[]; dev: number[] } {
  const train: number[] = [];
  const dev: number[] = [];
  utterances.forEach(({ speaker, copy }, i) => {
    if (!heldOut.has(speaker)) train.push(i);
    else if (copy === 0) dev.push(i);
  });
  return { train, dev };
}
