/** The shipped model under texts of every kind: hostile ones, long ones, and ones with words taken away. */
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/random.js';
import { openSentimentScorer } from '../../src/sentiment/open-scorer.js';
import { packageFolder } from '../../src/speech/corpus/locations.js';

const scorer = await openSentimentScorer(join(packageFolder(), 'models', 'sentiment-en'));
const REVIEW =
  'I really wanted to like this film. The cast is superb and the photography is beautiful! Sadly the script is a ' +
  'mess: dull jokes, a boring love story, and the worst ending I have seen in years. A complete waste of time.';

describe('SentimentScorer', () => {
  it('scores any string', () => {
    const any = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.string());
    fc.assert(
      fc.property(fc.array(any, { maxLength: 20 }), (texts) => {
        const opinions = scorer.score(texts);
        expect(opinions).toHaveLength(texts.length);
        for (const { label, score, stars } of opinions) {
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1);
          expect(label).toBe(
            score > 1 / 3 && score < 2 / 3 ? 'unsure' : score >= 0.5 ? 'positive' : 'negative',
          );
          expect([1, 2, 3, 4, 5]).toContain(stars);
        }
      }),
    );
  });

  it('scores a text the same whatever stands beside it', () => {
    const [alone] = scorer.score([REVIEW]);
    expect(scorer.score(['good', REVIEW, '', 'bad'])[1]!.score).toBeCloseTo(alone!.score, 6);
  });

  it('takes texts of a million characters, and refuses endless ones', () => {
    const long = `${REVIEW} `.repeat(Math.ceil(1e6 / REVIEW.length));
    const [whole] = scorer.score([long]);
    expect(whole!.score).toBeGreaterThan(0);
    expect(scorer.score(['\u0000\ufffd'.repeat(5e5), 'x'.repeat(1e6), '!'.repeat(1e6)])).toHaveLength(3);
    expect(() => scorer.score(['a '.repeat(3e6)])).toThrow(/text-too-long/u);
  });

  it('explains faithfully: without the words it says weigh most, the text changes more than without others', () => {
    const { tokens, score } = scorer.explain(REVIEW);
    expect(score).toBeLessThan(0.5);
    const logit = (left: readonly { token: string }[]) => {
      const p = scorer.score([left.map(({ token }) => token).join(' ')])[0]!.score;
      return Math.log(p / (1 - p));
    };
    const COUNT = 6;
    const without = (gone: ReadonlySet<number>) => logit(tokens.filter((_, i) => !gone.has(i)));
    const ranked = tokens.map((_, i) => i).sort((a, b) => tokens[a]!.contribution - tokens[b]!.contribution);
    const blamed = without(new Set(ranked.slice(0, COUNT)));
    const random = createRandom(1);
    const others = Array.from({ length: 20 }, () => {
      const order = tokens.map((_, i) => i);
      random.shuffle(order);
      return without(new Set(order.slice(0, COUNT)));
    });
    // Taking away what speaks against it makes the text better, and more so than any random choice does.
    expect(blamed).toBeGreaterThan(logit(tokens));
    expect(blamed).toBeGreaterThan(Math.max(...others));
  });

  it('leaves members for longer texts closed, gives the same score, and refuses what it was not opened for', async () => {
    const sentence = 'A film that is not half as clever as it thinks.';
    const folder = join(packageFolder(), 'models', 'sentiment-en');
    using short = await openSentimentScorer(folder, { longest: 64 });
    expect(short.score([sentence])).toEqual(scorer.score([sentence]));
    expect(() => short.score([REVIEW.repeat(3)])).toThrow(RangeError);
  });
});
