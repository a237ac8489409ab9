/** What reviewers say in phrases of their own, whose words alone tell little; each with its base form and valence. */
import { pairsOf } from './draw.js';
import type { VerbPart } from './parts.js';

const phrases = (valence: number, list: string): VerbPart[] =>
  pairsOf(list).map(([text, base]) => ({ text, base, valence }));

/** Third person, present. */
export const SET_VERBS: readonly VerbPart[] = [
  ...phrases(
    0.55,
    `works / work | makes sense / make sense | holds together / hold together | pays off / pay off | adds up / add up
    | comes to life / come to life | holds my attention / hold my attention | rings true / ring true
    | keeps you interested / keep you interested | stays with you / stay with you | hits the mark / hit the mark
    | lives up to its promise / live up to its promise | deserves praise / deserve praise
    | deserves to be seen / deserve to be seen | is worth seeing / be worth seeing | earns its ending / earn its ending`,
  ),
  ...phrases(
    -0.6,
    `falls apart / fall apart | falls flat / fall flat | drags / drag | gets old / get old | bores / bore
    | wastes your time / waste your time | misses the mark / miss the mark | runs out of steam / run out of steam
    | goes nowhere / go nowhere | insults your intelligence / insult your intelligence | feels forced / feel forced
    | feels fake / feel fake | looks cheap / look cheap | gets on my nerves / get on my nerves
    | puts you to sleep / put you to sleep`,
  ),
];

/** First person, past. */
export const SET_DEEDS: readonly VerbPart[] = [
  ...phrases(0.6, 'recommended / recommend | cared about / care about | fell for / fall for'),
  ...phrases(-0.6, 'regretted / regret | walked out of / walk out of | gave up on / give up on'),
];
