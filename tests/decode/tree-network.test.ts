import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DenseScores } from '../../src/decode/acoustic-scores.js';
import { Decoder } from '../../src/decode/decoder.js';
import { GrammarAutomaton } from '../../src/decode/grammar-automaton.js';
import { buildLexiconNetwork } from '../../src/decode/lexicon-network.js';
import { buildLexiconTree, decodeLexiconTree, encodeLexiconTree } from '../../src/decode/lexicon-tree.js';
import type { PhoneContext } from '../../src/decode/phone-hmm.js';
import type { Pronunciation } from '../../src/decode/pronunciation-tree.js';
import { treeNetwork } from '../../src/decode/tree-network.js';
import { createRandom } from '../../src/random.js';

const PHONES = 4;
const SENONES = 2 * PHONES * PHONES;
const EXHAUSTIVE = { beam: Infinity, wordBeam: Infinity, maxActive: Infinity, latticeBeam: Infinity };

/** Left biphones; two left contexts share their senones, so that first phones are shared too. */
const context: PhoneContext = {
  silence: 0,
  topology: 'chain',
  selfLogProb: new Float32Array(SENONES),
  senones: (left, phone) => [0, 1].map((i) => (phone === 0 ? i : ((left >> 1) * PHONES + phone) * 2 + i)),
};

const lexicons = fc
  .uniqueArray(fc.array(fc.integer({ min: 1, max: PHONES - 1 }), { minLength: 1, maxLength: 4 }), {
    minLength: 1,
    maxLength: 12,
    selector: (phones) => phones.join(' '),
  })
  .map((lists) =>
    lists.map((phones, i): Pronunciation => ({ word: i >> 1, variant: i & 1, phones, logProb: 0 })),
  );

describe('lexicon tree', () => {
  it('holds every pronunciation once, and survives its file', () => {
    fc.assert(
      fc.property(lexicons, (pronunciations) => {
        const tree = buildLexiconTree(pronunciations);
        const found: string[] = [];
        const walk = (node: number, phones: number[]): void => {
          for (let e = tree.endStart[node]!; e < tree.endStart[node + 1]!; e++) {
            found.push(`${phones.join(' ')} = ${tree.endWord[e]}/${tree.endVariant[e]}`);
          }
          for (let i = 0; i < tree.children[node]!; i++) {
            const child = tree.firstChild[node]! + i;
            expect(child).toBeGreaterThan(node);
            if (phones.length > 0) expect(tree.left[child]).toBe(phones.at(-1));
            walk(child, [...phones, tree.phone[child]!]);
          }
        };
        walk(0, []);
        const expected = pronunciations.map((p) => `${p.phones.join(' ')} = ${p.word}/${p.variant}`);
        expect(found.sort()).toEqual(expected.sort());
        const prefixes = pronunciations.flatMap(({ phones }) =>
          phones.map((_, i) => phones.slice(0, i).join(' ')),
        );
        const all = [...prefixes, ...pronunciations.map(({ phones }) => phones.join(' '))];
        expect(tree.nodes).toBe(new Set(all).size);
        // What leads nowhere has no first child to speak of.
        const reread = decodeLexiconTree(encodeLexiconTree(tree));
        tree.children.forEach((count, n) => {
          if (count === 0) tree.firstChild[n] = 0;
        });
        expect(reread).toEqual(tree);
      }),
    );
  });
});

describe('treeNetwork', () => {
  it('is searched as the network of the same words is, with or without look-ahead, in one tree or two', () => {
    const weights = { languageWeight: 1.3, wordInsertionPenalty: 0.4 };
    fc.assert(
      fc.property(
        lexicons,
        fc.nat(12),
        fc.boolean(),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(),
        (pronunciations, cut, looksAhead, frames, seed) => {
          // Not drawn by fast-check, which likes values that tie.
          const random = createRandom(seed);
          const draw = (): number => -6 * random.next();
          const words = Array.from({ length: (pronunciations.length + 1) >> 1 }, (_, w) => `w${w}`);
          const phonesOf = new Map(
            pronunciations.map(({ word, variant, phones }) => [`${words[word]}/${variant}`, phones]),
          );
          const unigram = Float32Array.from(words, draw);
          const automaton = GrammarAutomaton.unigram(unigram, -1);
          const scores = new DenseScores(
            Float32Array.from({ length: frames * SENONES }, draw),
            frames,
            SENONES,
            0.03,
          );
          const options = { silenceProbability: 0.2 };
          const network = buildLexiconNetwork(pronunciations, words, context, options);
          const expected = new Decoder(network, automaton, { ...EXHAUSTIVE, ...weights }).decode(scores);
          const trees = [pronunciations.slice(0, cut), pronunciations.slice(cut)].map(buildLexiconTree);
          const search = treeNetwork(trees, words, context, {
            ...options,
            ...weights,
            unigramLogProb: looksAhead ? unigram : new Float32Array(words.length),
          });
          const result = new Decoder(search, automaton, { ...EXHAUSTIVE, ...weights }).decode(scores);
          expect(result.reachedEnd).toBe(expected.reachedEnd);
          expect(result.logLikelihood).toBeCloseTo(expected.logLikelihood, 3);
          // The same phones may be cut in two ways: words in another order, or in another variant.
          expect(result.acousticLogLikelihood).toBeCloseTo(expected.acousticLogLikelihood, 3);
          expect(result.languageLogProbability).toBeCloseTo(expected.languageLogProbability, 3);
          const spoken = ({ words: list }: typeof result): { words: string[]; phones: number[] } => ({
            words: list.map(({ word }) => word).sort(),
            phones: list.flatMap(({ word, pronunciation }) => phonesOf.get(`${word}/${pronunciation}`)!),
          });
          expect(spoken(result)).toEqual(spoken(expected));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('does without words', () => {
    const search = treeNetwork([buildLexiconTree([])], [], context, {
      silenceProbability: 0.5,
      languageWeight: 1,
      wordInsertionPenalty: 0,
      unigramLogProb: new Float32Array(0),
    });
    const decoder = new Decoder(search, GrammarAutomaton.unigram([], 0), EXHAUSTIVE);
    const result = decoder.decode(new DenseScores(new Float32Array(3 * SENONES), 3, SENONES, 0.03));
    expect(result).toMatchObject({ reachedEnd: true, words: [] });
    expect(result.logLikelihood).toBeCloseTo(Math.log(0.5), 3);
  });
});
