/** Draws from lists as one throws dice. */
import type { Random } from '../../random.js';
import type { Part } from './parts.js';

export function pick<T>(random: Random, list: readonly T[]): T {
  return list[random.int(list.length)]!;
}

/** Draws before the list is searched. */
const TRIES = 30;

/**
 * One that is for (sign 1) or against (−1).
 * @throws RangeError where there is none
 */
export function pickSided<T extends Part>(random: Random, list: readonly T[], sign: number): T {
  const fits = ({ valence }: T) => valence * sign > 0;
  for (let i = 0; i < TRIES; i++) {
    const part = list.length > 0 ? pick(random, list) : undefined;
    if (part && fits(part)) return part;
  }
  const first = list.find(fits);
  if (first === undefined) throw new RangeError(`none of ${list.length} parts has the sign ${sign}`);
  return first;
}

/** `a | b | c` → its parts: long lists are read more easily so. */
export function alternatives(text: string): string[] {
  return text.split('|').map((part) => part.trim());
}

/** `a / b | c / d` → pairs. */
export function pairsOf(text: string): [string, string][] {
  return alternatives(text).map((pair) => {
    const [first = '', second = ''] = pair.split('/');
    return [first.trim(), second.trim()];
  });
}

export function chance(random: Random, share: number): boolean {
  return random.next() < share;
}

export function side(random: Random): 1 | -1 {
  return chance(random, 0.5) ? 1 : -1;
}
