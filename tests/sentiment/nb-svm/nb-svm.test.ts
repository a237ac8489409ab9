import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.js';
import { buildMatrix } from '../../../src/sentiment/nb-svm/examples.js';
import { logCountRatio } from '../../../src/sentiment/nb-svm/log-count-ratio.js';
import { openNbSvm } from '../../../src/sentiment/nb-svm/nb-svm.js';
import { ngramsOf } from '../../../src/sentiment/nb-svm/ngrams.js';
import { trainNbSvm } from '../../../src/sentiment/nb-svm/train-nb-svm.js';
import { packWeights, WeightTable } from '../../../src/sentiment/nb-svm/weight-table.js';
import { tokenize } from '../../../src/text/review/tokens.js';

const example = (text: string, label: 0 | 1) => ({ tokens: tokenize(text), label });
const EXAMPLES = [
  example('a good film', 1),
  example('a good cast', 1),
  example('not good', 0),
  example('a bad film', 0),
  example('not bad', 1),
];

describe('ngramsOf', () => {
  it('lists n-grams by their last token; the same words have the same hash', () => {
    const { start, order, length, low, high } = ngramsOf(tokenize('so good so good'), 2);
    expect([...start.subarray(0, length)]).toEqual([0, 1, 0, 2, 1, 3, 2]);
    expect([...order.subarray(0, length)]).toEqual([1, 1, 2, 1, 2, 1, 2]);
    expect([low[2], high[2]]).toEqual([low[6], high[6]]);
    expect(low[2]).not.toBe(low[4]);
  });
});

describe('logCountRatio', () => {
  it('is what Wang and Manning write, worked by hand', () => {
    const matrix = buildMatrix([example('good film', 1), example('bad film', 0), example('bad', 0)], {
      order: 1,
      minTexts: 1,
    });
    // p = 1 + (1, 1, 0), q = 1 + (0, 1, 2) for good, film, bad; sums 5 and 6.
    expect([...logCountRatio(matrix, 1)]).toEqual([
      expect.closeTo(Math.log(2 / 5 / (1 / 6)), 12),
      expect.closeTo(Math.log(2 / 5 / (2 / 6)), 12),
      expect.closeTo(Math.log(1 / 5 / (3 / 6)), 12),
    ]);
  });
});

describe('WeightTable', () => {
  it('gives weights back, and nothing for what it was not told', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { maxLength: 200 }), (values) => {
        const hash = (_: unknown, i: number) => Math.imul(i + 1, 0x9e3779b1) >>> 0;
        const low = Uint32Array.from(values, hash);
        // Fingerprints that differ, so that no two n-grams are alike.
        const high = Uint32Array.from(values, (_, i) => (i + 1) << 16);
        const largest = Math.max(0, ...values.map(Math.abs));
        const bytes = Buffer.from(packWeights({ low, high }, Float64Array.from(values)));
        const table = new WeightTable(bytes, 'test');
        values.forEach((value, i) => {
          const error = Math.abs(table.weight(low[i]!, high[i]!) - value);
          expect(error).toBeLessThanOrEqual(largest / 100);
        });
        expect(table.weight(12345, 60000 << 16)).toBe(0);
      }),
      { numRuns: 50 },
    );
  });

  it.each([0, 10, 1000])('refuses %i bytes that are none', (size) => {
    expect(() => new WeightTable(new Uint8Array(size), 'x.bin')).toThrow(InputError);
  });
});

describe('NB-SVM', () => {
  const model = trainNbSvm(EXAMPLES, { order: 2, minTexts: 1, cost: 1, interpolation: 0.5 });
  using member = openNbSvm(model, 'test');

  it('learns what negation does', () => {
    const [good, notGood, bad, notBad] = member.logits(['good', 'not good', 'bad', 'not bad'].map(tokenize));
    expect(good).toBeGreaterThan(notGood!);
    expect(notBad).toBeGreaterThan(bad!);
    expect(notGood).toBeLessThan(0);
  });

  it('adds up: contributions and bias make the logit', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'good', 'bad', 'not', 'film', 'so'), { minLength: 1 }),
        (words) => {
          const tokens = tokenize(words.join(' '));
          const sum = member.contributions(tokens).reduce((total, share) => total + share, model.bias);
          expect(sum).toBeCloseTo(member.logits([tokens])[0]!, 9);
        },
      ),
    );
  });

  it('has no opinion on nothing', () => {
    expect(member.logits([[]])[0]).toBe(0);
  });
});
