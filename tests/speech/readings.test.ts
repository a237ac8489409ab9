/** Other readings of a clip, from lattices of small random searches, against all of their paths. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decoder } from '../../src/decode/decoder.js';
import type { DecodedWord, DecodeResult } from '../../src/decode/result.js';
import { readings } from '../../src/speech/readings.js';
import { bestByWords, enumerateLattice, logSum } from '../decode/lattice-paths.js';
import { anyAutomaton, anyNetwork, anyScores, EXHAUSTIVE, WEIGHTS } from '../decode/small-networks.js';

const SCALE = 0.3;

const anyResult: fc.Arbitrary<DecodeResult> = fc
  .tuple(anyNetwork, anyAutomaton, anyScores(1, 5))
  .map(([network, automaton, scores]) =>
    new Decoder(network, automaton, { ...EXHAUSTIVE, ...WEIGHTS }).decode(scores),
  )
  .filter(({ lattice }) => lattice.arcs > 0 && lattice.arcs < 60);

/** Every sentence of the lattice in the order of its best path, with its whole probability. */
function sentences({ lattice }: DecodeResult): { wordIds: number[]; text: string; log: number }[] {
  const paths = enumerateLattice(lattice);
  const total = logSum(paths.map(({ score }) => SCALE * score));
  return bestByWords(paths).map(({ words }) => {
    const own = paths.filter((path) => path.words.join(' ') === words);
    const wordIds = own[0]!.words;
    const text = wordIds.map((word) => lattice.words.at(word)).join(' ');
    return { wordIds, text, log: logSum(own.map(({ score }) => SCALE * score)) - total };
  });
}

const heardAs = (result: DecodeResult, wordIds: readonly number[], confidence: number): DecodeResult => ({
  ...result,
  words: wordIds.map(
    (wordId) => ({ word: result.lattice.words.at(wordId), wordId, confidence }) as DecodedWord,
  ),
});

describe('readings', () => {
  it('are the likeliest sentences behind what was heard, of four times as many', () => {
    let fromBehind = 0;
    fc.assert(
      fc.property(anyResult, fc.integer({ min: 2, max: 5 }), (result, count) => {
        const all = sentences(result);
        const [heard, ...others] = readings(result, count, SCALE);
        const text = result.words.map(({ word }) => word).join(' ');
        expect(heard!.text).toBe(text);
        const drawn = all.slice(0, 4 * count).filter((sentence) => sentence.text !== text);
        const truth = drawn.map(({ log }) => log).sort((a, b) => b - a);
        expect(others).toHaveLength(Math.min(count - 1, truth.length));
        others.forEach(({ text, logProbability }, i) => {
          expect(logProbability).toBeCloseTo(truth[i]!, 8);
          expect(logProbability).toBeCloseTo(drawn.find((sentence) => sentence.text === text)!.log, 8);
        });
        const near = new Set(all.slice(0, count).map((sentence) => sentence.text));
        if (others.some((reading) => !near.has(reading.text))) fromBehind++;
      }),
      { numRuns: 200, seed: 7 },
    );
    // Otherwise the lattices were too small to tell.
    expect(fromBehind).toBeGreaterThan(0);
  });

  it('give what was heard the probability of all its paths, however far behind its best one is', () => {
    fc.assert(
      fc.property(anyResult, fc.nat(), fc.integer({ min: 1, max: 3 }), (result, pick, count) => {
        const all = sentences(result);
        const { wordIds, text, log } = all[pick % all.length]!;
        const [heard, ...others] = readings(heardAs(result, wordIds, 0.123), count, SCALE);
        expect(heard!.text).toBe(text);
        expect(heard!.logProbability).toBeCloseTo(log, 8);
        expect(others.map((reading) => reading.text)).not.toContain(text);
      }),
      { numRuns: 200, seed: 7 },
    );
  });

  it('take the words together where no path has all of what was heard', () => {
    fc.assert(
      fc.property(anyResult, (result) => {
        const longest = Math.max(...sentences(result).map(({ wordIds }) => wordIds.length));
        const beyond = new Array<number>(longest + 1).fill(0);
        const [heard] = readings(heardAs(result, beyond, 0.5), 3, SCALE);
        expect(heard!.logProbability).toBeCloseTo((longest + 1) * Math.log(0.5), 8);
      }),
      { numRuns: 50, seed: 7 },
    );
  });
});
