/** Says something of known valence and denies it: a pair of texts that differ in the negator. */
import type { Random } from '../../random.js';
import { chance, pick, pickSided, side } from './draw.js';
import type { Part, Parts } from './parts.js';
import { negated } from './valence.js';
import { TURNING_ADVERBS, withArticle } from './words.js';

/** What was said, and the same denied. */
export interface Denial {
  said: Part;
  denied: Part;
}

const PERSONS = ['i', 'we', 'you', 'they', 'he', 'she', 'my friends', 'most people'];

type Frame = (random: Random, parts: Parts, sign: 1 | -1) => Denial;

/** "the plot is funny" / "the plot is n't funny" */
const quality: Frame = (random, parts, sign) => {
  const adjective = pickSided(random, parts.adjectives, sign);
  const subject = pick(random, parts.subjects);
  const verb = pick(random, ['is', 'is', 'was', 'seems', 'feels']);
  const isCopula = verb === 'is' || verb === 'was';
  const adverb = pick(random, TURNING_ADVERBS);
  const not = isCopula
    ? pick(random, [`${verb} not`, `${verb} n't`, `${verb} n't`, `${verb} ${adverb}`, `${verb} far from`])
    : pick(random, [`does n't ${verb.replace(/s$/u, '')}`, `never ${verb}`]);
  return denial(
    `${subject} ${verb} ${adjective.text}`,
    `${subject} ${not} ${adjective.text}`,
    adjective.valence,
  );
};

/** "i was moved" / "i was not moved" */
const feeling: Frame = (random, parts, sign) => {
  const { text, valence } = pickSided(random, parts.feelings, sign);
  const person = pick(random, ['i', 'i', 'she', 'he', 'my family']);
  const not = pick(random, ["was n't", 'was not', 'was never', 'was hardly']);
  return denial(`${person} was ${text}`, `${person} ${not} ${text}`, valence);
};

/** "it entertains us" / "it does n't entertain us" */
const action: Frame = (random, parts, sign) => {
  const { text, base, valence } = pickSided(random, parts.verbs, sign);
  const subject = pick(random, parts.subjects);
  const not = pick(random, [
    ...[`does n't ${base}`, `does not ${base}`, `never ${text}`, `did n't ${base}`, `wo n't ${base}`],
    ...[`fails to ${base}`, `hardly ever ${text}`],
  ]);
  return denial(`${subject} ${text}`, `${subject} ${not}`, valence);
};

/** "i enjoyed it" / "i did n't enjoy it" */
const deed: Frame = (random, parts, sign) => {
  const { text, base, valence } = pickSided(random, parts.deeds, sign);
  const person = pick(random, PERSONS);
  const what = pick(random, ['', ' it', ' it', ` ${pick(random, parts.subjects)}`]);
  const not = pick(random, [`did n't ${base}`, `did not ${base}`, `never ${text}`, `could n't ${base}`]);
  const ending = chance(random, 0.2) ? ' at all' : '';
  return denial(`${person} ${text}${what}`, `${person} ${not}${what}${ending}`, valence);
};

/** "you will enjoy it" / "you wo n't enjoy it" */
const outlook: Frame = (random, parts, sign) => {
  const { base, valence } = pickSided(random, parts.deeds, sign);
  const person = pick(random, PERSONS);
  const [yes, no] = pick(random, [
    ...[['will', "wo n't"], ['can', "ca n't"], ['can', 'can not'], ['would', "would n't"], ['do', "do n't"]] as const, // biome-ignore format: one thought
  ]);
  return denial(`${person} ${yes} ${base} it`, `${person} ${no} ${base} it`, valence);
};

/** "there is charm" / "there is no charm" */
const presence: Frame = (random, parts, sign) => {
  const { text, valence } = pickSided(random, parts.things, sign);
  const subject = pick(random, parts.subjects);
  const place = chance(random, 0.5) ? '' : pick(random, [' here', ' in it', ' in this', ' to be found']);
  const [yes, no] = pick(random, [
    [`there is ${text}${place}`, `there is no ${text}${place}`],
    [`there is ${text}${place}`, `there is n't any ${text}${place}`],
    [`${subject} has ${text}`, `${subject} has no ${text}`],
    [`${subject} has ${text}`, `${subject} lacks ${text}`],
    [`${subject} with ${text}`, `${subject} without ${text}`],
    [`${subject} is ${withArticle(text)}`, `${subject} is not ${withArticle(text)}`],
    [`${subject} is ${withArticle(text)}`, `${subject} is no ${text}`],
    [`there is ${withArticle(text)}${place}`, `there is not one ${text}${place}`],
  ] as const);
  return denial(yes, no, valence);
};

/** "everything is dull" / "nothing is dull" */
const quantity: Frame = (random, parts, sign) => {
  const adjective = pickSided(random, parts.adjectives, sign);
  const verb = pickSided(random, parts.verbs, sign);
  const noun = pick(random, parts.subjects).split(' ').at(-1)!;
  const [yes, no, { valence }] = pick(random, [
    [`everything is ${adjective.text}`, `nothing is ${adjective.text}`, adjective],
    [`everything about it is ${adjective.text}`, `nothing about it is ${adjective.text}`, adjective],
    [`every ${noun} is ${adjective.text}`, `no ${noun} is ${adjective.text}`, adjective],
    [`everything ${verb.text}`, `nothing ${verb.text}`, verb],
  ] as const);
  return denial(yes, no, valence);
};

/** Each as often as it stands here. */
const FRAMES: readonly Frame[] = [
  ...[quality, quality, quality, feeling, action, action, deed, outlook, presence, presence, quantity],
];

export function composeDenial(random: Random, parts: Parts): Denial {
  return pick(random, FRAMES)(random, parts, side(random));
}

function denial(said: string, denied: string, valence: number): Denial {
  return { said: { text: said, valence }, denied: { text: denied, valence: negated(valence) } };
}
