/** The second pass against its formula, path by path. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decoder } from '../../src/decode/decoder.js';
import type { Lattice } from '../../src/decode/lattice.js';
import { nBest } from '../../src/decode/nbest.js';
import { NO_WORD } from '../../src/decode/network.js';
import { latticeResult } from '../../src/decode/result.js';
import {
  mixLogProbs,
  readLattice,
  SecondPass,
  type SecondPassOptions,
  type SentenceReader,
} from '../../src/decode/second-pass.js';
import { enumerateLattice } from './lattice-paths.js';
import { anyAutomaton, anyNetwork, anyScores, EXHAUSTIVE, WEIGHTS } from './small-networks.js';

const anyResult = fc
  .tuple(anyNetwork, anyAutomaton, anyScores(1, 5))
  .map(([network, automaton, scores]) =>
    new Decoder(network, automaton, { ...EXHAUSTIVE, ...WEIGHTS }).decode(scores),
  )
  .filter(({ lattice }) => lattice.arcs > 0 && lattice.arcs < 60);
const anyShare = fc.double({ min: 0.05, max: 0.95, noNaN: true });

/** A probability for every word after every beginning, as if from nowhere. */
function logProb(before: readonly string[], word: string): number {
  let hash = 7;
  for (const letter of [...before, word].join(' ')) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) | 0;
  return Math.log(((hash >>> 8) % 1000) + 1) - Math.log(1001);
}

/** A language model that remembers everything. */
class Reader implements SentenceReader {
  wordsRead = 0;
  private sentences: string[][] = [];

  constructor(private readonly probability = logProb) {}

  start(): number {
    this.sentences = [[]];
    return 0;
  }

  read(places: readonly number[], words: readonly string[]) {
    this.wordsRead += words.length;
    const logProbs = Float64Array.from(places, (p, i) => this.probability(this.sentences[p]!, words[i]!));
    const next = places.map((p, i) => this.sentences.push([...this.sentences[p]!, words[i]!]) - 1);
    return { logProbs, next };
  }

  end(places: readonly number[]): Float64Array {
    return Float64Array.from(places, (p) => this.probability(this.sentences[p]!, '</s>'));
  }

  keep(): void {}
}

const WHOLE = { history: 99, width: Infinity, beam: Infinity };

/** Score of a path by the formula. */
function byFormula(
  lattice: Lattice,
  arcs: readonly number[],
  { share, languageWeight, wordInsertionPenalty }: SecondPassOptions,
  keeps: (word: number) => boolean,
): number {
  const before: string[] = [];
  return arcs.reduce((sum, arc) => {
    const id = lattice.arcWord[arc]!;
    const old = lattice.arcLanguage[arc]!;
    const mix = (word: string) =>
      Math.log((1 - share) * Math.exp(old) + share * Math.exp(logProb(before, word)));
    let language = old;
    if (id !== NO_WORD) {
      const word = lattice.words.at(id)!;
      if (!keeps(id)) language = mix(word);
      before.push(word);
    } else if (lattice.reachedEnd && lattice.arcTo[arc] === lattice.final) language = mix('</s>');
    const penalty = id === NO_WORD ? 0 : wordInsertionPenalty;
    return sum + lattice.arcAcoustic[arc]! + languageWeight * language - penalty;
  }, 0);
}

describe('readLattice', () => {
  it('gives every path the mixed score of its words, and keeps that of words a user asked for', () => {
    fc.assert(
      fc.property(anyResult, anyShare, fc.nat(3), ({ lattice }, share, kept) => {
        const options = { share, languageWeight: 0.7, wordInsertionPenalty: 0.2, ...WHOLE };
        const keeps = (word: number) => word === kept;
        const again = readLattice(lattice, new Reader(), options, keeps)!;
        const truth = enumerateLattice(lattice).map(({ arcs }) => byFormula(lattice, arcs, options, keeps));
        truth.sort((a, b) => b - a);
        const found = enumerateLattice(again).sort((a, b) => b.score - a.score);
        expect(found.length).toBe(truth.length);
        found.forEach(({ score }, i) => {
          expect(score).toBeCloseTo(truth[i]!, 8);
        });
        expect(latticeResult(again, 1)!.logLikelihood).toBeCloseTo(truth[0]!, 8);
      }),
      { numRuns: 200 },
    );
  });

  it('finds nothing that is not there when it reads little, and reads less', () => {
    const few = fc.record({
      history: fc.nat(2),
      width: fc.integer({ min: 1, max: 3 }),
      beam: fc.constantFrom(0.1, 4),
    });
    fc.assert(
      fc.property(anyResult, few, ({ lattice }, little) => {
        const options = { share: 0.4, languageWeight: 0.7, wordInsertionPenalty: 0.2 };
        const [all, some] = [new Reader(), new Reader()];
        readLattice(lattice, all, { ...options, ...WHOLE });
        const again = readLattice(lattice, some, { ...options, ...little });
        expect(some.wordsRead).toBeLessThanOrEqual(all.wordsRead);
        // What won all the way was read word by word: its score is by the formula.
        const scores = enumerateLattice(lattice).map(({ arcs }) =>
          byFormula(lattice, arcs, { ...options, ...little }, () => false),
        );
        // Where what was best on the way leads nowhere, nothing is left, and that is said.
        if (!again) return;
        const { logLikelihood } = latticeResult(again, 1)!;
        expect(Math.min(...scores.map((score) => Math.abs(score - logLikelihood)))).toBeLessThan(1e-8);
      }),
      { numRuns: 200 },
    );
  });
});

describe('SecondPass', () => {
  it('never stops before the end', () => {
    fc.assert(
      fc.property(anyResult, fc.constantFrom(0, 0.1, 1), (result, beam) => {
        const options = { share: 0.9, posteriorScale: 1, ...WEIGHTS, history: 1, width: 1, beam };
        const revised = new SecondPass(
          () => new Reader(),
          options,
          () => false,
        ).revise(result);
        const end = ({ lattice }: typeof result) => lattice.nodeFrame[lattice.final];
        expect(end(revised)).toBe(end(result));
      }),
      { numRuns: 200 },
    );
  });

  it('changes nothing where the second model has no share', () => {
    fc.assert(
      fc.property(anyResult, (result) => {
        const options = { share: 0, posteriorScale: 1, ...WEIGHTS, ...WHOLE };
        const revised = new SecondPass(
          () => new Reader(),
          options,
          () => false,
        ).revise(result);
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
        const favoured = [...second!.words, '</s>'];
        const reader = new Reader((before, word) =>
          favoured.slice(0, before.length + 1).join() === [...before, word].join() ? 0 : -1e4,
        );
        const options = { share: 1, posteriorScale: 1, ...WEIGHTS, ...WHOLE };
        const { words } = new SecondPass(
          () => reader,
          options,
          () => false,
        ).revise(result);
        expect(words.map(({ word }) => word).join(' ')).toBe(second!.words.join(' '));
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
