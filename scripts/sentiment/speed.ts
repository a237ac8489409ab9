/** Texts a second on one core, tokenisation included: sentences and full reviews. */
import type { SentimentScorer } from '../../src/sentiment/scorer.js';

const SECONDS = 5;
const BATCH = 32;
const SENTENCE =
  'Although the first half drags a little , the cast is a delight and the ending more than makes up for it .';

/** A review of the mean length of aclImdb's. */
const REVIEW_TOKENS = 287;

export function measureSpeed(scorer: SentimentScorer): string {
  const words = SENTENCE.split(' ');
  const review = Array.from({ length: REVIEW_TOKENS }, (_, i) => words[i % words.length]).join(' ');
  const rates = [SENTENCE, review].map((text) => {
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
  });
  return `${rates[0]!.toFixed(0)} sentences of ${words.length} tokens, ${rates[1]!.toFixed(0)} reviews of ${REVIEW_TOKENS} tokens a second of CPU\n`;
}
