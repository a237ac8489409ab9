/** Pruned and interpolated models: still distributions, and changed as their formulas say. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpolateNgrams } from '../../../src/text/ngram/interpolate.js';
import type { NgramModel } from '../../../src/text/ngram/model.js';
import { scoreText } from '../../../src/text/ngram/perplexity.js';
import { pruneNgram } from '../../../src/text/ngram/prune.js';
import { trainNgram } from '../../../src/text/ngram/train.js';
import { tuneInterpolation } from '../../../src/text/ngram/tune.js';
import { START_ID } from '../../../src/text/ngram/vocabulary.js';
import { largestDefect, zipfSentences } from './fixtures.js';

const corpusOver = (letters: string) =>
  fc.array(fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: 8 }), {
    minLength: 1,
    maxLength: 25,
  });

/** P of each word, then of </s>, in a history after <s>. */
function distribution(model: NgramModel, words: readonly string[], history: readonly string[]): number[] {
  const { trie, vocabulary } = model;
  let state = trie.next(1 + START_ID);
  for (const word of history) {
    let node = trie.childOf(state, vocabulary.id(word) ?? 0);
    while (node < 0) {
      state = trie.suffix(state);
      node = trie.childOf(state, vocabulary.id(word) ?? 0);
    }
    state = trie.next(node);
  }
  return [...words, '</s>'].map((word) => {
    const id = vocabulary.id(word);
    return id === undefined ? 0 : Math.exp(trie.score(state, id));
  });
}

describe('pruneNgram', () => {
  it('leaves a distribution, smaller with every step of the threshold', () => {
    fc.assert(
      fc.property(
        corpusOver('abcdef'),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        (sentences, order, raw) => {
          const model = trainNgram(sentences, { order });
          const histories = raw
            ? trainNgram(sentences, { order: Math.max(1, order - 1), lowerOrders: 'raw' })
            : model;
          let size = Number.POSITIVE_INFINITY;
          for (const threshold of [0, 1e-4, 1e-3, 1e-2, Number.POSITIVE_INFINITY]) {
            const pruned = pruneNgram(model, { threshold, histories });
            expect(largestDefect(pruned)).toBeLessThan(2e-6);
            const now = pruned.counts.reduce((sum, count) => sum + count);
            expect(now).toBeLessThanOrEqual(size);
            size = now;
          }
          expect(size).toBe(model.counts[0]);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('keeps the model as it is at threshold 0', () => {
    const model = trainNgram(zipfSentences(100), { order: 3 });
    const same = pruneNgram(model, { threshold: 0 });
    expect(same.counts).toEqual(model.counts);
    const text = zipfSentences(150).slice(100);
    expect(scoreText(same, text).perplexity / scoreText(model, text).perplexity).toBeCloseTo(1, 5);
  });

  it('drops the bigrams whose relative entropy, summed over all words, is below the threshold', () => {
    const model = trainNgram(zipfSentences(150, 40), { order: 2 });
    const { trie, vocabulary } = model;
    const ids = [...Array(vocabulary.size).keys()].filter((id) => id !== START_ID);
    const rises = new Map<string, number>();
    const bigram = ({ trie }: NgramModel, history: number, id: number) => {
      const state = trie.ownState(1 + history, 1);
      return state < 0 ? -1 : trie.childOf(state, id);
    };
    for (let history = 0; history < vocabulary.size; history++) {
      const probs = ids.map((id) => Math.exp(trie.score(trie.next(1 + history), id)));
      const unigrams = ids.map((id) => Math.exp(trie.score(0, id)));
      const isBigram = ids.map((id) => bigram(model, history, id) >= 0);
      const historyProb = Math.exp(trie.score(0, history === START_ID ? 2 : history));
      ids.forEach((id, dropped) => {
        if (!isBigram[dropped]) return;
        const isKept = (i: number) => isBigram[i] && i !== dropped;
        const over = (values: number[]) => 1 - values.reduce((sum, p, i) => sum + (isKept(i) ? p : 0), 0);
        const weight = over(probs) / over(unigrams);
        const entropy = probs.reduce((sum, p, i) => {
          return isKept(i) ? sum : sum + p * Math.log(p / (weight * unigrams[i]!));
        }, 0);
        rises.set(`${history} ${id}`, Math.exp(historyProb * entropy) - 1);
      });
    }
    for (const share of [0.2, 0.5, 0.9]) {
      const sorted = [...rises.values()].sort((a, b) => a - b);
      const at = Math.floor(share * sorted.length);
      const threshold = (sorted[at - 1]! + sorted[at]!) / 2;
      const pruned = pruneNgram(model, { threshold });
      expect(pruned.counts[1]).toBe(sorted.length - at);
      for (const [ngram, rise] of rises) {
        const [history, id] = ngram.split(' ').map(Number);
        expect(bigram(pruned, history!, id!) >= 0).toBe(rise > threshold);
      }
    }
  });
});

describe('interpolateNgrams', () => {
  it('leaves a distribution over the words of both', () => {
    const orders = fc.integer({ min: 1, max: 4 });
    const weights = fc.constantFrom(0, 0.3, 1);
    fc.assert(
      fc.property(
        corpusOver('abcd'),
        corpusOver('fcdeb'),
        orders,
        orders,
        weights,
        (a, b, orderA, orderB, weight) => {
          const mixed = interpolateNgrams(
            trainNgram(a, { order: orderA }),
            trainNgram(b, { order: orderB }),
            weight,
          );
          expect(mixed.vocabulary.size).toBe(new Set([...a.flat(), ...b.flat()]).size + 3);
          expect(largestDefect(mixed)).toBeLessThan(2e-6);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is the weighted sum wherever one model has the n-gram', () => {
    const a = trainNgram(zipfSentences(80, 30), { order: 3 });
    const b = trainNgram(zipfSentences(200, 50).slice(80), { order: 2 });
    const mixed = interpolateNgrams(a, b, 0.7);
    const words = ['w0', 'w1', 'w2', 'w45', 'w29'];
    let checked = 0;
    for (const history of [[], ['w1'], ['w0', 'w0'], ['w45', 'w1']]) {
      const pa = distribution(a, words, history);
      const pb = distribution(b, words, history);
      const pm = distribution(mixed, words, history);
      const { trie, vocabulary } = mixed;
      [...words, '</s>'].forEach((word, i) => {
        const path = ['<s>', ...history].slice(-2).map((w) => vocabulary.id(w)!);
        let node = trie.childOf(0, path[0]!);
        for (const [i, id] of [...path.slice(1), vocabulary.id(word)!].entries()) {
          const state = node < 0 ? -1 : trie.ownState(node, i + 1);
          node = state < 0 ? -1 : trie.childOf(state, id);
        }
        if (node < 0) return;
        expect(pm[i]! / (0.7 * pa[i]! + 0.3 * pb[i]!)).toBeCloseTo(1, 5);
        checked++;
      });
    }
    expect(checked).toBeGreaterThan(8);
  });

  it('gives back either model at the ends of the scale', () => {
    const a = trainNgram(zipfSentences(80, 30), { order: 3 });
    const b = trainNgram(zipfSentences(200, 50).slice(80), { order: 2 });
    const words = Array.from({ length: 50 }, (_, i) => `w${i}`);
    for (const history of [[], ['w3', 'w0'], ['w49']]) {
      for (const [weight, model] of [
        [1, a],
        [0, b],
      ] as const) {
        const expected = distribution(model, words, history);
        distribution(interpolateNgrams(a, b, weight), words, history).forEach((p, i) => {
          expect(p).toBeCloseTo(expected[i]!, 6);
        });
      }
    }
  });

  it('refuses a weight that is none', () => {
    const model = trainNgram([['a']]);
    for (const weight of [-0.1, 1.1, Number.NaN]) {
      expect(() => interpolateNgrams(model, model, weight)).toThrow(
        expect.objectContaining({ code: 'ngram-bad-option' }),
      );
    }
  });
});

describe('tuneInterpolation', () => {
  it('finds the weight that a search finds', () => {
    const a = trainNgram(zipfSentences(300, 60).slice(0, 100), { order: 2 });
    const b = trainNgram(zipfSentences(300, 20).slice(100, 200), { order: 2 });
    const text = zipfSentences(300, 40).slice(200);
    const tuned = tuneInterpolation(a, b, text);
    const words = [...new Set(text.flat())];
    const perplexity = (weight: number) => {
      let logProb = 0;
      let count = 0;
      for (const sentence of text) {
        [...sentence, '</s>'].forEach((word, at) => {
          const i = word === '</s>' ? words.length : words.indexOf(word);
          const of = (model: NgramModel) => distribution(model, words, sentence.slice(0, at))[i]!;
          const p = weight * of(a) + (1 - weight) * of(b);
          if (p > 0) count++;
          if (p > 0) logProb += Math.log(p);
        });
      }
      return Math.exp(-logProb / count);
    };
    expect(tuned.weight).toBeGreaterThan(0.02);
    expect(tuned.weight).toBeLessThan(0.98);
    expect(tuned.perplexity).toBeCloseTo(perplexity(tuned.weight), 6);
    for (const other of [tuned.weight - 0.02, tuned.weight + 0.02]) {
      expect(perplexity(other)).toBeGreaterThan(tuned.perplexity);
    }
  });
});
