/** Trained models against the formula, against the axioms of probability, and through the automaton. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NgramAutomaton } from '../../../src/text/ngram/automaton.js';
import { encodeNgramModel } from '../../../src/text/ngram/binary.js';
import type { NgramModel } from '../../../src/text/ngram/model.js';
import { pruneNgram } from '../../../src/text/ngram/prune.js';
import { trainNgram } from '../../../src/text/ngram/train.js';
import { NgramWalker } from '../../../src/text/ngram/walker.js';
import { bruteForceKneserNey } from './brute-force.js';
import { largestDefect, zipfSentences } from './fixtures.js';

const split = (text: string) => text.split(' ').filter((word) => word !== '');
const sentence = fc.array(fc.constantFrom(...'abcdefg'), { minLength: 1, maxLength: 8 });
const corpus = fc.array(sentence, { minLength: 1, maxLength: 25 });

/** P(word | <s> history). */
function probability(model: NgramModel, history: string[], word: string): number {
  const words = [...history, word];
  const automaton = new NgramAutomaton(model, words);
  let state = automaton.start;
  history.forEach((_, i) => {
    state = automaton.advance(state, i);
  });
  if (word === '</s>') return Math.exp(automaton.endScore(state));
  automaton.advance(state, history.length);
  return Math.exp(automaton.score);
}

describe('trainNgram', () => {
  it('equals the formula of Chen & Goodman written with Maps', () => {
    fc.assert(
      fc.property(
        corpus,
        fc.integer({ min: 1, max: 4 }),
        fc.boolean(),
        fc.constantFrom([1, 1, 1, 1], [1, 1, 2, 2], [1, 2, 2, 3]),
        fc.array(fc.constantFrom(...'abcdefg'), { maxLength: 4 }),
        (sentences, order, continuation, minCounts, history) => {
          const truth = bruteForceKneserNey(sentences, { order, minCounts, continuation });
          const lowerOrders = continuation ? 'continuation' : 'raw';
          const model = trainNgram(sentences, { order, minCounts: minCounts.slice(0, order), lowerOrders });
          for (const known of [history.filter((word) => truth.vocabulary.includes(word)), []]) {
            for (const word of truth.vocabulary) {
              const expected = truth.prob(['<s>', ...known], word);
              expect(probability(model, known, word)).toBeCloseTo(expected, 6);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('gives distributions: the words of any history sum to 1', () => {
    fc.assert(
      fc.property(
        corpus,
        fc.integer({ min: 1, max: 5 }),
        fc.record({
          minWordCount: fc.integer({ min: 1, max: 3 }),
          minCounts: fc.constantFrom([1], [1, 2], [1, 1, 2, 3]),
          closedVocabulary: fc.boolean(),
          vocabulary: fc.constantFrom(undefined, ['a', 'b', 'c', 'z']),
        }),
        (sentences, order, options) => {
          fc.pre(!options.closedVocabulary || sentences.flat().some((word) => 'abc'.includes(word)));
          expect(largestDefect(trainNgram(sentences, { order, ...options }))).toBeLessThan(1e-6);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('equals it too where discounts are estimated from counts of counts', () => {
    const sentences = zipfSentences(150);
    const messages: string[] = [];
    const model = trainNgram(sentences, { log: (message) => messages.push(message) });
    expect(messages.join()).not.toContain('fall-back');
    const truth = bruteForceKneserNey(sentences, { order: 3, minCounts: [1, 1, 1], continuation: true });
    for (const history of [[], ['w0'], ['w1', 'w0'], ['w0', 'w0', 'w2'], ['w40', 'w1']]) {
      for (const word of truth.vocabulary) {
        const expected = truth.prob(['<s>', ...history], word);
        expect(probability(model, history, word) / expected).toBeCloseTo(1, 5);
      }
    }
  });

  it('reads words outside the vocabulary as <unk>, also those cut off by their count', () => {
    const sentences = ['a b x', 'a b y', 'a b a'].map(split);
    const cut = trainNgram(sentences, { minWordCount: 2 });
    const given = trainNgram(sentences, { vocabulary: ['a', 'b'] });
    expect(cut.vocabulary.id('x')).toBeUndefined();
    for (const model of [cut, given]) {
      expect(probability(model, ['a', 'b'], 'x')).toBe(probability(model, ['a', 'b'], 'never seen'));
      expect(probability(model, ['a', 'b'], 'x')).toBeGreaterThan(probability(model, ['a', 'b'], 'a'));
    }
  });

  it('gives <unk> nothing in a closed vocabulary, and counts nothing across a gap', () => {
    const model = trainNgram(['a x b', 'a a'].map(split), {
      order: 2,
      vocabulary: ['a', 'b'],
      closedVocabulary: true,
    });
    expect(probability(model, ['a'], 'x')).toBe(0);
    // Bigrams: <s> a, a a, a </s>, b </s>; "a b" only over the gap.
    expect(model.counts).toEqual([5, 4]);
  });

  it('knows words of the list that the corpus does not have', () => {
    const model = trainNgram([['a']], { vocabulary: ['a', 'never'] });
    expect(probability(model, [], 'never')).toBeGreaterThan(0);
  });

  it.each([
    ['ngram-bad-option', () => trainNgram([['a']], { order: 6 })],
    ['ngram-bad-option', () => trainNgram([['a']], { minCounts: [1, 3, 2] })],
    ['ngram-bad-option', () => trainNgram([['a']], { minCounts: [2] })],
    ['ngram-bad-option', () => trainNgram([['a']], { minWordCount: Number.NaN })],
    ['ngram-bad-option', () => trainNgram([['a']], { lowerOrders: 'other' as 'raw' })],
    ['ngram-bad-option', () => pruneNgram(trainNgram([['a']]), { threshold: Number.NaN })],
    ['ngram-bad-option', () => encodeNgramModel(trainNgram([['a']]), { bits: 12 as 8 })],
    ['ngram-empty-corpus', () => trainNgram([[], []])],
    ['ngram-reserved-word', () => trainNgram([['a', '</s>']])],
    ['ngram-bad-word', () => trainNgram([['a b']])],
  ])('refuses: %s', (code, train) => {
    expect(train).toThrow(expect.objectContaining({ code }));
  });
});

describe('NgramAutomaton', () => {
  it('shares one state between histories the model cannot tell apart', () => {
    const model = trainNgram(['a b c', 'd b c'].map(split), { order: 4, minCounts: [1, 1, 2] });
    const automaton = new NgramAutomaton(model, split('a b c d nowhere'));
    const reached = (...words: number[]) =>
      words.reduce((state, word) => automaton.advance(state, word), automaton.start);
    // Only "b c" and "b c </s>" were seen twice: what comes before b is forgotten.
    expect(reached(0, 1)).toBe(reached(3, 1));
    expect(reached(0, 1, 2)).toBe(reached(3, 1, 2));
    // No n-gram goes on after an unknown word.
    expect(reached(4)).toBe(0);
  });

  it('remembers steps without mixing them up', () => {
    const model = trainNgram(zipfSentences(400, 300), { order: 4 });
    const words = Array.from({ length: 320 }, (_, i) => `w${i}`);
    const automaton = new NgramAutomaton(model, words);
    const walker = new NgramWalker(model);
    let x = 1;
    const random = (n: number) => {
      x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
      return Math.floor((x / 2 ** 32) * n);
    };
    for (let i = 0; i < 300_000; i++) {
      const state = random(model.trie.stateCount);
      const word = random(words.length);
      const next = automaton.advance(state, word);
      if (next !== walker.advance(state, model.vocabulary.id(words[word]!) ?? 0))
        throw new Error(`${state} ${word}`);
      if (!(Math.abs(automaton.score - walker.score) < 1e-5)) throw new Error(`${state} ${word}`);
    }
  });

  it('adds the penalty to unknown words only', () => {
    const model = trainNgram([['a', 'b']]);
    const plain = new NgramAutomaton(model, ['a', 'zzz']);
    const fined = new NgramAutomaton(model, ['a', 'zzz'], { unknownLogPenalty: -5 });
    for (const [word, penalty] of [
      [0, 0],
      [1, -5],
    ] as const) {
      expect(fined.advance(fined.start, word)).toBe(plain.advance(plain.start, word));
      expect(fined.score).toBeCloseTo(plain.score + penalty, 5);
    }
    expect(fined.endScore(fined.start)).toBe(plain.endScore(plain.start));
  });
});
