/** Chooses which speakers to hold out of training for tuning: by a rule anybody can repeat. */
import { createRandom } from '../../random.js';

export interface HoldOutOptions {
  /** Speakers to take from each group. */
  perGroup: number;
  /** Group of a speaker, e.g. by sex, so that the held-out set is balanced. */
  groupOf: (speaker: string) => string;
  seed: number;
}

/**
 * Takes `perGroup` speakers of each group by a seeded shuffle of their sorted names: the order in which they come
 * does not matter.
 *
 * @returns the chosen names, sorted
 */
export function chooseHeldOut(
  speakers: Iterable<string>,
  { perGroup, groupOf, seed }: HoldOutOptions,
): string[] {
  const groups = new Map<string, string[]>();
  for (const speaker of [...new Set(speakers)].sort()) {
    const group = groups.get(groupOf(speaker));
    if (group) group.push(speaker);
    else groups.set(groupOf(speaker), [speaker]);
  }
  const random = createRandom(seed);
  const chosen: string[] = [];
  for (const [, members] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    random.shuffle(members);
    chosen.push(...members.slice(0, perGroup));
  }
  return chosen.sort();
}

/**
 * The eight AN4 speakers held out of its training set: four women and four men (names begin with f or m). Names that
 * differ in a final digit only (`mdcs`, `mdcs2`) may be one person and are never chosen, so that no voice can be on
 * both sides.
 */
export function an4HeldOut(trainingSpeakers: Iterable<string>): string[] {
  const names = [...new Set(trainingSpeakers)];
  const stem = (name: string) => name.replace(/\d$/u, '');
  const single = names.filter((name) => names.filter((other) => stem(other) === stem(name)).length === 1);
  return chooseHeldOut(single, { perGroup: 4, groupOf: (name) => name[0]!, seed: 1991 });
}

/** The speakers of Speech Commands held out of its training set: of whom nothing is known but a hash. */
export function commandsHeldOut(trainingSpeakers: Iterable<string>): string[] {
  return chooseHeldOut(trainingSpeakers, { perGroup: 120, groupOf: () => '', seed: 2018 });
}
