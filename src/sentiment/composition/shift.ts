/**
 * Turns what is said without a plain "not" before it: from afar, by comparison, by what might have been; and beside each
 * of them the ways in which a negator turns nothing ("you ca n't help but …").
 */
import type { Random } from '../../random.js';
import { alternatives, chance, pairsOf, pick, pickSided, side } from './draw.js';
import type { Denial } from './negation.js';
import type { Part, Parts } from './parts.js';
import { clampValence, negated } from './valence.js';
import { withArticle } from './words.js';

type Frame = (random: Random, parts: Parts, sign: 1 | -1) => Denial;

const NOUNS =
  alternatives(`film | movie | film | movie | comedy | drama | story | script | picture | thriller | show
  | performance | ending | sequel | documentary | experience | idea | book | cast | character`);

const YARDSTICKS =
  alternatives(`the original | the book | the first one | i had hoped | people say | it should be
  | its predecessor | the critics claim | expected | the trailer | most of its kind | that`);

const BELIEFS = pairsOf(`i think / i do n't think | i think / i do n't think | i believe / i do not believe
  | we felt that / we never felt that | i would say that / i would n't say that | i know that / i doubt that
  | i am sure / i am not convinced that | one can say that / no one can say that
  | it is true that / it is not true that`);

/** "i think the plot is dull" / "i do n't think the plot is dull" */
const belief: Frame = (random, parts, sign) => {
  const adjective = pickSided(random, parts.adjectives, sign);
  const own = { ...adjective, text: `${pick(random, parts.subjects)} is ${adjective.text}` };
  const { text, valence } = chance(random, 0.5) ? own : pickSided(random, parts.clauses, sign);
  const [yes, no] = pick(random, BELIEFS);
  return denial(`${yes} ${text}`, `${no} ${text}`, valence);
};

const KINDS = pairsOf(`/ not | / hardly | / anything but | it is / it is not | it is / it is n't
  | this is / this is far from | it makes for / it does n't make for | this was / this was never
  | it is / it is by no means | i call it / i would n't call it | you get / do not expect`);

/** "a funny film" / "not a funny film" */
const kind: Frame = (random, parts, sign) => {
  const { text, valence } = pickSided(random, parts.adjectives, sign);
  const thing = withArticle(`${text} ${pick(random, NOUNS)}`);
  const [yes, no] = pick(random, KINDS);
  return denial(`${yes} ${thing}`.trim(), `${no} ${thing}`, valence);
};

/** "it is nothing short of brilliant" / "it is anything but brilliant" */
const emphasis: Frame = (random, parts, sign) => {
  const { text, valence } = pickSided(random, parts.adjectives, sign);
  const last = text.split(' ').at(-1)!;
  const subject = pick(random, parts.subjects);
  const said = alternatives(`is ${text} | is ${text} | is never less than ${text} | is nothing if not ${text}
    | is nothing short of ${text} | could n't be more ${last} | has never been more ${last}`);
  const denied = alternatives(`is anything but ${text} | is by no means ${text} | is in no way ${text}
    | is not ${text} at all | is not in the least ${text} | is not particularly ${text} | is not exactly ${text}
    | is not one bit ${text} | never gets ${text} | never becomes ${text} | never once feels ${text}`);
  const missed = alternatives(`never manages to be ${text} | fails to be ${text} | is not even ${text}`);
  const chosen = pick(random, sign > 0 ? [...denied, ...missed] : denied);
  return denial(`${subject} ${pick(random, said)}`, `${subject} ${chosen}`, valence);
};

/** "both funny and clever" / "neither funny nor clever" */
const both: Frame = (random, parts, sign) => {
  const [a, b] = [pickSided(random, parts.adjectives, sign), pickSided(random, parts.adjectives, sign)];
  const [s, t] = [pickSided(random, parts.things, sign), pickSided(random, parts.things, sign)];
  const subject = pick(random, parts.subjects);
  const [yes, no] = pick(random, [
    [`${subject} is both ${a.text} and ${b.text}`, `${subject} is neither ${a.text} nor ${b.text}`],
    [`${subject} is ${a.text} and ${b.text}`, `${subject} is not ${a.text} or ${b.text}`],
    [`${subject} has ${s.text} and ${t.text}`, `${subject} has neither ${s.text} nor ${t.text}`],
    [`with ${s.text} and ${t.text}`, `without ${s.text} or ${t.text}`],
  ] as const);
  const parted = yes.includes(a.text) ? a.valence + b.valence : s.valence + t.valence;
  return denial(yes, no, clampValence(0.6 * parted));
};

/** "funny without being cruel" / "cruel without being funny" */
const without: Frame = (random, parts, sign) => {
  const [a, b] = [pickSided(random, parts.adjectives, sign), pickSided(random, parts.adjectives, -sign)];
  const subject = chance(random, 0.5) ? '' : `${pick(random, parts.subjects)} is `;
  const link = pick(random, ['without being', 'without ever being', 'and not', 'and never']);
  return {
    said: { text: `${subject}${a.text} ${link} ${b.text}`, valence: a.valence },
    denied: { text: `${subject}${b.text} ${link} ${a.text}`, valence: b.valence },
  };
};

const URGES = alternatives(`it is hard not to | it is impossible not to | you ca n't help but | everyone will
  | i could only | it is easy to | how could anyone not`);
const CHECKS = alternatives(`it is hard to | it is impossible to | nobody will | there is no reason to
  | who could possibly | there is no way you will | i can not imagine who would | i see no reason to`);

/** "it is hard not to enjoy it" / "it is hard to enjoy it" */
const urge: Frame = (random, parts, sign) => {
  const { base, valence } = pickSided(random, parts.deeds, sign);
  const what = `${base} ${pick(random, ['it', 'it', 'this', pick(random, parts.subjects)])}`;
  return denial(`${pick(random, URGES)} ${what}`, `${pick(random, CHECKS)} ${what}`, valence);
};

const LIKE = pairsOf('as / as | just as / as | every bit as / as | even more / than');
const UNLIKE =
  pairsOf(`not as / as | not nearly as / as | not half as / as | nowhere near as / as | less / than
  | far less / than | never as / as`);

/** "as funny as the original" / "not as funny as the original" */
const comparison: Frame = (random, parts, sign) => {
  const { text, valence } = pickSided(random, parts.adjectives, sign);
  const last = text.split(' ').at(-1)!;
  const yardstick = pick(random, YARDSTICKS);
  const subject = chance(random, 0.3) ? '' : `${pick(random, parts.subjects)} is `;
  const compare = ([before, after]: [string, string]) => `${subject}${before} ${last} ${after} ${yardstick}`;
  return denial(compare(pick(random, LIKE)), compare(pick(random, UNLIKE)), valence);
};

const MISSED = alternatives(`tries to be | wants to be | pretends to be | was supposed to be | is meant to be
  | thinks it is | should have been | could have been | would have liked to be | never quite is`);
const SPARED = alternatives(`avoids being | manages not to be | stops short of being | could have been
  | is spared from being`);

/** "it is funny" / "it tries to be funny": what might be is not. */
const attempt: Frame = (random, parts, sign) => {
  const { text, valence } = pickSided(random, parts.adjectives, sign);
  const subject = pick(random, parts.subjects);
  const denied = pick(random, sign > 0 ? MISSED : SPARED);
  return denial(`${subject} is ${text}`, `${subject} ${denied} ${text}`, valence);
};

/** Each as often as it stands here. */
const FRAMES: readonly Frame[] = [
  ...[belief, belief, kind, kind, emphasis, emphasis, both, without, urge, comparison, attempt],
];

export function composeShift(random: Random, parts: Parts): Denial {
  return pick(random, FRAMES)(random, parts, side(random));
}

function denial(said: string, denied: string, valence: number): Denial {
  const part = (text: string, value: number): Part => ({ text, valence: value });
  return { said: part(said, valence), denied: part(denied, negated(valence)) };
}
