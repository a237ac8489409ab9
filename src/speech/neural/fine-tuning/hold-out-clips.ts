/** Which clips of a user's corpus are kept from training, to tell what it was good for. */
import { createRandom } from '../../../random.js';
import type { Utterance } from '../../corpus/utterance.js';

/** Share of the clips, about. */
const SHARE = 0.1;
/** With fewer speakers than this, clips are held out instead: a voice is too much to lose. */
const LEAST_SPEAKERS = 5;

/**
 * Whole speakers, where the corpus has enough of them and names them, else single clips. The same clips give the same
 * choice.
 */
export function holdOutClips(utterances: readonly Utterance[]): { train: Utterance[]; heldOut: Utterance[] } {
  const speakers = new Set(utterances.map(({ speaker }) => speaker));
  const bySpeaker = speakers.size >= LEAST_SPEAKERS && !speakers.has(undefined);
  const groupOf = (utterance: Utterance): string => (bySpeaker ? utterance.speaker! : utterance.id);
  const groups = [...new Set(utterances.map(groupOf))].sort();
  createRandom(1).shuffle(groups);
  const wanted = Math.ceil(SHARE * utterances.length);
  const chosen = new Set<string>();
  let count = 0;
  for (const group of groups) {
    if (count >= wanted || chosen.size === groups.length - 1) break;
    chosen.add(group);
    count += utterances.filter((utterance) => groupOf(utterance) === group).length;
  }
  return {
    train: utterances.filter((utterance) => !chosen.has(groupOf(utterance))),
    heldOut: utterances.filter((utterance) => chosen.has(groupOf(utterance))),
  };
}
