/** Says two things against each other: the one that the conjunction favours decides (Polanyi & Zaenen 2006). */
import type { Random } from '../../random.js';
import { alternatives, chance, pick, pickSided, side } from './draw.js';
import { composeDenial } from './negation.js';
import type { Part, Parts } from './parts.js';
import { composeShift } from './shift.js';
import { clampValence } from './valence.js';

/** @returns two texts of the same parts, of which the first is as the sign says, the second the opposite */
export function composeContrast(random: Random, parts: Parts): [Part, Part] {
  const sign = side(random);
  if (chance(random, 0.2)) return concededThing(random, parts, sign);
  if (chance(random, 0.3)) {
    const [a, b] = adjective(random, parts, sign);
    const subject = `${pick(random, parts.subjects)} `;
    const join = pick(random, QUALITIES);
    return [
      { text: join(b.text, a.text, subject), valence: decided(a, b) },
      { text: join(a.text, b.text, subject), valence: decided(b, a) },
    ];
  }
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

/** A frame in which C is what is conceded and F what is favoured. */
function joinOf(frame: string): Join {
  return (conceded, favoured) =>
    frame.replace(/\b[CF]\b/gu, (place) => (place === 'C' ? conceded : favoured));
}

const CLAUSES: readonly Join[] = [
  ...alternatives(`C , but F | C , but F | C , but F | C , yet F | C , still F | C , and yet F | C , but in the end F
    | C , but overall F | C , nevertheless F | C ; however , F | C . but F | C . yet F | C . still , F | C . even so , F
    | C . that said , F | C . all in all , F | C . nonetheless , F | C ; nevertheless , F | C , to be sure , but F
    | C , but by the end F | C , but who cares : F`),
  ...['although', 'though', 'even though', 'while', 'even if'].flatMap((word) => [
    `${word} C , F`,
    `F , ${word} C`,
  ]),
  ...alternatives(`true , | granted , | yes , | at first | i admit that | some say that | everyone told me that
    | i had expected that | the critics say | i thought that | it is said that`).flatMap((opening) => [
    `${opening} C , but F`,
    `${opening} C . but F`,
  ]),
].map(joinOf);

const PREDICATES: readonly Join[] = [
  (conceded, favoured, subject) => `${subject}${conceded} but ${favoured}`,
  (conceded, favoured, subject) => `${subject}${conceded} , but ${favoured}`,
  (conceded, favoured, subject) => `${subject}${conceded} yet ${favoured}`,
  (conceded, favoured, subject) => `${subject}${favoured} , though ${conceded}`,
];

/** For adjectives alone: behind a subject, and by themselves. */
const QUALITIES: readonly Join[] = [
  ...alternatives(`is not C but F | is F , not C | is more F than C | is less C than F | is F rather than C
    | is F instead of C | is F , if C | is F , albeit C | is C at times , but F | is a bit C , but F | looks C but is F
    | starts out C but becomes F | begins C and ends F | could have been C , but is F | may be C , but it is F
    | should have been C , but it is F | sounds C , yet it is F | is never C , only F | is F despite being C
    | is F in spite of being C | is sometimes C , but mostly F | used to be C , now it is F`).map(
    (frame): Join =>
      (conceded, favoured, subject) =>
        `${subject}${joinOf(frame)(conceded, favoured, subject)}`,
  ),
  ...alternatives(`C but F | C , yet F | C , but F | C at times , but ultimately F | a bit C , but F | F , if a bit C
    | F despite being C | despite being C , it is F | i expected it to be C , but it is F | not C but F | F , not C
    | i had heard it was C , but i found it F | they call it C . i found it F | what looks C turns out to be F
    | what could have been C turns out F | instead of being C , it is F | rather than C , it is F
    | most of its kind are C . this one is F | the others were C , but this one is F`).map(joinOf),
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
    const { said, denied } = (chance(random, 0.7) ? composeDenial : composeShift)(random, parts);
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

const CONCEDING =
  alternatives(`despite | despite | in spite of | for all | even with | regardless of | apart from
  | except for | aside from | other than | if you forget`);

/** "despite dull moments , it entertains us" */
function concededThing(random: Random, parts: Parts, sign: 1 | -1): [Part, Part] {
  const word = pick(random, CONCEDING);
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
