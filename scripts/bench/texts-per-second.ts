/** Texts a second on one core, tokenisation included: sentences and full reviews. */
import type { SentimentScorer } from '../../src/sentiment/scorer.js';

const SECONDS = 3;
const BATCH = 32;
export const SENTENCE =
  'Although the first half drags a little , the cast is a delight and the ending more than makes up for it .';

/** Tokens of a review of the mean length of aclImdb's. */
export const REVIEW_TOKENS = 287;

/** By the processor's time, so that other programs do not count. */
export function textsPerSecond(scorer: SentimentScorer): { sentences: number; reviews: number } {
  const words = SENTENCE.split(' ');
  const review = Array.from({ length: REVIEW_TOKENS }, (_, i) => words[i % words.length]).join(' ');
  return { sentences: rateOf(scorer, SENTENCE), reviews: rateOf(scorer, review) };
}

function rateOf(scorer: SentimentScorer, text: string): number {
  const batch = new Array<string>(BATCH).fill(text);
  scorer.score(batch);
  const begin = process.cpuUsage();
  let texts = 0;
  let spent = 0;
  while (spent < SECONDS) {
    scorer.score(batch);
    texts += BATCH;
    const { user, system } = process.cpuUsage(begin);
    spent = (user + system) / 1e6;
  }
  return texts / spent;
}
