/** A hundred thousand random Unicode strings through the scorer, with the memory that took. */
import { createRandom, type Random } from '../../src/random.js';
import type { SentimentScorer } from '../../src/sentiment/scorer.js';

const BATCH = 100;
const MAX_LENGTH = 200;
/** Ranges strings are drawn from, each as likely: ASCII, everything two bytes long with lone surrogates, all planes. */
const RANGES = [0x80, 0x10000, 0x110000];
const MARKS = '<>&;:()!?.-\'"\n\t\u200d\ufe0f😀';

/** @returns a line for people @throws Error at the first opinion that is none */
export function fuzz(scorer: SentimentScorer, count: number, seed: number): string {
  const random = createRandom(seed);
  let peak = 0;
  for (let at = 0; at < count; at += BATCH) {
    const texts = Array.from({ length: Math.min(BATCH, count - at) }, () => randomText(random));
    scorer.score(texts).forEach(({ score }, i) => {
      if (!(score >= 0 && score <= 1)) throw new Error(`score ${score} of ${JSON.stringify(texts[i])}`);
    });
    peak = Math.max(peak, process.memoryUsage().rss);
  }
  return `${count} random strings scored, at most ${(peak / 1e6).toFixed(0)} MB of memory\n`;
}

function randomText(random: Random): string {
  const range = RANGES[random.int(RANGES.length)]!;
  const marks = [...MARKS];
  const length = random.int(MAX_LENGTH);
  const characters = Array.from({ length }, () =>
    random.int(4) === 0 ? marks[random.int(marks.length)]! : String.fromCodePoint(random.int(range)),
  );
  return characters.join('');
}
