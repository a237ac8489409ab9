/**
 * Treebank phrases → texts that say the opposite with nearly the same words: what is denied, what is conceded, what is
 * only somewhat so. Labelled sentences hold too few of them for a network to learn the rule from.
 */
import type { Random } from '../../random.js';
import { wordsOnly } from '../corpus/pinned-reviews.js';
import { composeContrast } from './contrast.js';
import { chance, pick, pickSided, side } from './draw.js';
import { composeDenial } from './negation.js';
import type { Part, Parts } from './parts.js';
import { composeShift } from './shift.js';
import { clampValence } from './valence.js';
import { BOOSTERS, DAMPERS } from './words.js';

/** Two texts of different valence that share most words. */
export function composePair(random: Random, parts: Parts): [Part, Part] {
  const lot = random.next();
  if (lot < 0.55) {
    const { said, denied } = (lot < 0.3 ? composeDenial : composeShift)(random, parts);
    return [said, denied].map((part) => finish(random, part)) as [Part, Part];
  }
  if (lot < 0.88) return composeContrast(random, parts).map((part) => finish(random, part)) as [Part, Part];
  return composeDegrees(random, parts).map((part) => finish(random, part)) as [Part, Part];
}

/** "utterly dull" / "somewhat dull" */
function composeDegrees(random: Random, parts: Parts): [Part, Part] {
  const { text, valence } = pickSided(random, parts.adjectives, side(random));
  const begin = chance(random, 0.5) ? `${pick(random, parts.subjects)} is ` : '';
  return [
    { text: `${begin}${pick(random, BOOSTERS)} ${text}`, valence: clampValence(1.4 * valence) },
    { text: `${begin}${pick(random, DAMPERS)} ${text}`, valence: 0.5 * valence },
  ];
}

/** As people write: mostly with a full stop. */
function finish(random: Random, { text, valence }: Part): Part {
  return { text: chance(random, 0.8) ? `${text} .` : text, valence };
}

/**
 * Composes pairs; what is measured on is thrown away where it is hit by chance.
 * @param excluded - texts of which none is to come out, whatever their case and punctuation
 * @returns what draws so many pairs, one text after the other
 */
export function composer(
  parts: Parts,
  excluded: readonly string[],
): (random: Random, pairs: number) => Part[] {
  const known = new Set(excluded.map(wordsOnly));
  return (random, pairs) => {
    const texts: Part[] = [];
    while (texts.length < 2 * pairs) {
      const pair = composePair(random, parts);
      if (!pair.some(({ text }) => known.has(wordsOnly(text)))) texts.push(...pair);
    }
    return texts;
  };
}
