/** The second pass against its formula, sentence by sentence. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decoder } from '../../src/decode/decoder.js';
import type { Lattice } from '../../src/decode/lattice.js';
import { nBest } from '../../src/decode/nbest.js';
import { NO_WORD } from '../../src/decode/network.js';
import { latticeResult } from '../../src/decode/result.js';
import {
  mixLogProbs,
  rescoreSentences,
  SecondPass,
  type SentenceScorer,
} from '../../src/decode/second-pass.js';
import { enumerateLattice } from './lattice-paths.js';
import { anyAutomaton, anyNetwork, anyScores, EXHAUSTIVE, WEIGHTS } from './small-networks.js';

const anyResult = fc
  .tuple(anyNetwork, anyAutomaton, anyScores(1, 5))
  .map(([network, automaton, scores]) =>
    new Decoder(network, automaton, { ...EXHAUSTIVE, ...WEIGHTS }).decode(scores),
  );
const anyShare = fc.double({ min: 0.05, max: 0.95, noNaN: true });
const ALL = 2000;

/** A probability for every word after every beginning, as if from nowhere. */
const scorer: SentenceScorer = {
  score: (sentences) =>
    sentences.map((words) =>
      Float64Array.from([...words, '</s>'], (word, i) => {
        const key = [...words.slice(0, i), word].join(' ');
        let hash = 7;
        for (const letter of key) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) | 0;
        return Math.log(((hash >>> 8) % 1000) + 1) - Math.log(1001);
      }),
    ),
};

/** Scores of the lattice's sentences by the formula, best first. */
function byFormula(lattice: Lattice, share: number, keeps: (word: number) => boolean): number[] {
  const scores = nBest(lattice, ALL, 1).map(({ arcs, words }) => {
    const [other] = scorer.score([words]);
    let word = 0;
    return arcs.reduce((sum, arc) => {
      const id = lattice.arcWord[arc]!;
      const old = lattice.arcLanguage[arc]!;
      const isEnd = lattice.reachedEnd && lattice.arcTo[arc] === lattice.final;
      let language = old;
      if (id !== NO_WORD || isEnd) {
        const p = (1 - share) * Math.exp(old) + share * Math.exp(other![word]!);
        if (id === NO_WORD || !keeps(id)) language = Math.log(p);
        word++;
      }
      return sum + lattice.arcAcoustic[arc]! + 0.7 * language - (id === NO_WORD ? 0 : 0.2);
    }, 0);
  });
  return scores.sort((a, b) => b - a);
}

describe('rescoreSentences', () => {
  it('gives every sentence the mixed score of its words, and keeps that of words a user asked for', () => {
    fc.assert(
      fc.property(anyResult, anyShare, fc.nat(3), ({ lattice }, share, kept) => {
        fc.pre(lattice.arcs < 60 && nBest(lattice, ALL, 1).length < ALL);
        const options = { sentences: ALL, share, languageWeight: 0.7, wordInsertionPenalty: 0.2 };
        const keeps = (word: number) => word === kept;
        const again = rescoreSentences(lattice, scorer, options, keeps);
        const truth = byFormula(lattice, share, keeps);
        const paths = enumerateLattice(again).sort((a, b) => b.score - a.score);
        if (lattice.arcs === 0) return;
        expect(paths.length).toBe(truth.length);
        paths.forEach(({ score }, i) => {
          expect(score).toBeCloseTo(truth[i]!, 8);
        });
        expect(latticeResult(again, 1)!.logLikelihood).toBeCloseTo(truth[0]!, 8);
      }),
      { numRuns: 200 },
    );
  });

  it('reads no more sentences than it is told to', () => {
    fc.assert(
      fc.property(anyResult, fc.integer({ min: 1, max: 4 }), ({ lattice }, sentences) => {
        const read: number[] = [];
        const counting: SentenceScorer = {
          score(list) {
            read.push(list.length);
            return scorer.score(list);
          },
        };
        const options = { sentences, share: 0.5, languageWeight: 1, wordInsertionPenalty: 0 };
        rescoreSentences(lattice, counting, options);
        expect(read).toEqual([Math.min(sentences, nBest(lattice, sentences, 1).length)]);
      }),
    );
  });
});

describe('SecondPass', () => {
  it('changes nothing where the second model has no share', () => {
    fc.assert(
      fc.property(anyResult, (result) => {
        const options = { sentences: 10, share: 0, posteriorScale: 1, ...WEIGHTS };
        const revised = new SecondPass(scorer, options, () => false).revise(result);
        expect(revised.logLikelihood).toBeCloseTo(result.logLikelihood, 6);
        expect(revised.acousticLogLikelihood).toBeCloseTo(result.acousticLogLikelihood, 6);
        expect(revised.reachedEnd).toBe(result.reachedEnd);
        for (const { confidence, startFrame, endFrame } of revised.words) {
          expect(endFrame).toBeGreaterThanOrEqual(startFrame);
          expect(confidence).toBeGreaterThan(0);
          expect(confidence).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('takes the sentence that the second model finds far better', () => {
    fc.assert(
      fc.property(anyResult, (result) => {
        const [, second] = nBest(result.lattice, 2, 1);
        // Where nothing may end, the second model has no say on a sentence without words.
        fc.pre(second !== undefined && result.reachedEnd);
        const favoured = second!.words.join(' ');
        const partial: SentenceScorer = {
          score: (list) =>
            list.map((words) =>
              Float64Array.from([...words, '</s>'], () => (words.join(' ') === favoured ? 0 : -1e4)),
            ),
        };
        const options = { sentences: 2, share: 1, posteriorScale: 1, ...WEIGHTS };
        const { words } = new SecondPass(partial, options, () => false).revise(result);
        expect(words.map(({ word }) => word).join(' ')).toBe(favoured);
      }),
    );
  });
});

it('mixes two probabilities', () => {
  expect(mixLogProbs(Math.log(0.2), Math.log(0.5), 0.25)).toBeCloseTo(Math.log(0.275), 12);
  expect(mixLogProbs(Math.log(0.2), -Infinity, 0.25)).toBeCloseTo(Math.log(0.15), 12);
  expect(mixLogProbs(Math.log(0.2), Math.log(0.5), 0)).toBeCloseTo(Math.log(0.2), 12);
  expect(mixLogProbs(Math.log(0.2), Math.log(0.5), 1)).toBeCloseTo(Math.log(0.5), 12);
});
