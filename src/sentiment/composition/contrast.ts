/** Says two things against each other: the one that the conjunction favours decides (Polanyi & Zaenen 2006). */
import type { Random } from '../../random.js';
import { chance, pick, pickSided, side } from './draw.js';
import { composeDenial } from './negation.js';
import type { Part, Parts } from './parts.js';
import { clampValence } from './valence.js';

/** @returns two texts of the same parts, of which the first is as the sign says, the second the opposite */
export function composeContrast(random: Random, parts: Parts): [Part, Part] {
  const sign = side(random);
  if (chance(random, 0.2)) return concededThing(random, parts, sign);
  const draw = pick(random, [clause, clause, clause, adjective, verb]);
  const [a, b] = draw(random, parts, sign);
  const subject = draw === clause ? '' : `${pick(random, parts.subjects)} ${draw === adjective ? 'is ' : ''}`;
  const join = pick(random, draw === clause ? CLAUSES : PREDICATES);
  return [
    { text: join(b.text, a.text, subject), valence: decided(a, b) },
    { text: join(a.text, b.text, subject), valence: decided(b, a) },
  ];
}

type Join = (conceded: string, favoured: string, subject: string) => string;

const CLAUSES: readonly Join[] = [
  ...['but', 'but', 'but', 'yet', 'still', 'and yet', 'but in the end', 'but overall', 'nevertheless'].map(
    (word): Join =>
      (conceded, favoured) =>
        `${conceded} , ${word} ${favoured}`,
  ),
  ...['although', 'though', 'even though', 'while', 'even if'].flatMap((word): Join[] => [
    (conceded, favoured) => `${word} ${conceded} , ${favoured}`,
    (conceded, favoured) => `${favoured} , ${word} ${conceded}`,
  ]),
  (conceded, favoured) => `${conceded} ; however , ${favoured}`,
  (conceded, favoured) => `${conceded} . but ${favoured}`,
];

const PREDICATES: readonly Join[] = [
  (conceded, favoured, subject) => `${subject}${conceded} but ${favoured}`,
  (conceded, favoured, subject) => `${subject}${conceded} , but ${favoured}`,
  (conceded, favoured, subject) => `${subject}${conceded} yet ${favoured}`,
  (conceded, favoured, subject) => `${subject}${favoured} , though ${conceded}`,
];

type Draw = (random: Random, parts: Parts, sign: 1 | -1) => [wanted: Part, other: Part];

/** Clauses of the treebank, or made ones, which may be denials. */
const clause: Draw = (random, parts, sign) => [
  oneClause(random, parts, sign),
  oneClause(random, parts, -sign as 1 | -1),
];

function oneClause(random: Random, parts: Parts, sign: 1 | -1): Part {
  if (chance(random, 0.4)) return pickSided(random, parts.clauses, sign);
  for (;;) {
    const { said, denied } = composeDenial(random, parts);
    const made = chance(random, 0.7) ? said : denied;
    if (made.valence * sign > 0) return made;
  }
}

const adjective: Draw = (random, parts, sign) => [
  pickSided(random, parts.adjectives, sign),
  pickSided(random, parts.adjectives, -sign),
];

const verb: Draw = (random, parts, sign) => [
  pickSided(random, parts.verbs, sign),
  pickSided(random, parts.verbs, -sign),
];

/** "despite dull moments , it entertains us" */
function concededThing(random: Random, parts: Parts, sign: 1 | -1): [Part, Part] {
  const word = pick(random, ['despite', 'in spite of', 'for all', 'even with']);
  const owner = pick(random, ['its ', 'the ', '']);
  const [a, b] = [oneClause(random, parts, sign), oneClause(random, parts, -sign as 1 | -1)];
  const [pro, contra] = [pickSided(random, parts.things, sign), pickSided(random, parts.things, -sign)];
  const isAfter = chance(random, 0.3);
  const text = (thing: Part, main: Part) =>
    isAfter ? `${main.text} ${word} ${owner}${thing.text}` : `${word} ${owner}${thing.text} , ${main.text}`;
  return [
    { text: text(contra, a), valence: decided(a, contra) },
    { text: text(pro, b), valence: decided(b, pro) },
  ];
}

/** What is favoured decides, at least a little. */
function decided(favoured: Part, conceded: Part): number {
  const least = 0.25 * Math.sign(favoured.valence);
  return clampValence(least + 0.7 * favoured.valence + 0.1 * conceded.valence);
}
