/** Texts nobody means: a hundred thousand random Unicode strings, none at all, a megabyte, bytes of anything. */
import { InputError } from '../../src/errors.js';
import { createRandom, type Random } from '../../src/random.js';
import type { SentimentScorer } from '../../src/sentiment/scorer.js';

const BATCH = 100;
const MAX_LENGTH = 200;
const MEGABYTE = 1_000_000;
/** Ranges strings are drawn from, each as likely: ASCII, everything two bytes long with lone surrogates, all planes. */
const RANGES = [0x80, 0x10000, 0x110000];
const MARKS = '<>&;:()!?.-\'"\n\t\u200d\ufe0f😀';

/** @returns lines for people @throws Error at the first opinion that is none, and at an error that is not typed */
export function fuzz(scorer: SentimentScorer, count: number, seed: number): string {
  const random = createRandom(seed);
  const tally = new Tally(scorer);
  for (let at = 0; at < count; at += BATCH) {
    tally.score(Array.from({ length: Math.min(BATCH, count - at) }, () => randomText(random)));
  }
  const lines = [`${count} random strings: ${tally.take()}`];
  for (const [name, text] of Object.entries(extremes(random))) {
    tally.score([text]);
    lines.push(`${name}: ${tally.take()}`);
  }
  return `${lines.join('\n')}\nat most ${(tally.peak / 1e6).toFixed(0)} MB of memory\n`;
}

/** What came of texts so far. */
class Tally {
  peak = 0;
  private scores = 0;
  private unsure = 0;
  private readonly errors = new Map<string, number>();

  constructor(private readonly scorer: SentimentScorer) {}

  score(texts: readonly string[]): void {
    try {
      for (const [i, { score, label }] of this.scorer.score(texts).entries()) {
        if (!(score >= 0 && score <= 1)) throw new Error(`score ${score} of ${JSON.stringify(texts[i])}`);
        this.scores++;
        if (label === 'unsure') this.unsure++;
      }
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.errors.set(error.code, (this.errors.get(error.code) ?? 0) + texts.length);
    }
    this.peak = Math.max(this.peak, process.memoryUsage().rss);
  }

  take(): string {
    const errors = [...this.errors].map(([code, n]) => `, ${n} errors ${code}`).join('');
    const line = `${this.scores} scored, ${this.unsure} of them unsure${errors}`;
    this.scores = this.unsure = 0;
    this.errors.clear();
    return line;
  }
}

function extremes(random: Random): Record<string, string> {
  const bytes = Uint8Array.from({ length: MEGABYTE }, () => random.int(256));
  return {
    'the empty text': '',
    'blanks and line ends only': ' \t\n\u00a0'.repeat(1000),
    '1 MB of words': 'a good film . '.repeat(MEGABYTE / 14),
    '1 MB without a blank': 'a'.repeat(MEGABYTE),
    '1 MB of marks': '<&;!?.-'.repeat(MEGABYTE / 7),
    '1 MB of random strings': Array.from({ length: MEGABYTE / 100 }, () => randomText(random)).join(' '),
    '1 MB of random bytes as UTF-8': Buffer.from(bytes).toString('utf8'),
    '1 MB of random bytes as Latin-1': Buffer.from(bytes).toString('latin1'),
    '5 MB': 'b '.repeat((5 * MEGABYTE) / 2),
  };
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
