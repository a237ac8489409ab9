/** The consensus of lattices against what can be said of them without it: slot by slot, and path by path. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consensus } from '../../src/decode/consensus.js';
import { Decoder } from '../../src/decode/decoder.js';
import { Lattice } from '../../src/decode/lattice.js';
import { NO_WORD } from '../../src/decode/network.js';
import { latticeResult } from '../../src/decode/result.js';
import { alignTokens } from '../../src/speech/evaluation/edit-alignment.js';
import { enumerateLattice, logSum } from './lattice-paths.js';
import { anyAutomaton, anyNetwork, anyScores, EXHAUSTIVE, WEIGHTS } from './small-networks.js';

const FRAMES = 10;
const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];

interface Arc {
  from: number;
  to: number;
  word: number;
  probability: number;
}

/** Node n lies at frame 10 n. */
function latticeOf(arcs: readonly Arc[]): Lattice {
  const nodes = 1 + Math.max(...arcs.map(({ to }) => to));
  return new Lattice({
    ...{ languageWeight: 1, wordInsertionPenalty: 0, words: NAMES, reachedEnd: true },
    nodeFrame: Array.from({ length: nodes }, (_, n) => FRAMES * n),
    nodeState: new Int32Array(nodes),
    arcFrom: arcs.map(({ from }) => from),
    arcTo: arcs.map(({ to }) => to),
    arcWord: arcs.map(({ word }) => word),
    arcPronunciation: new Int32Array(arcs.length),
    arcAcoustic: arcs.map(({ probability }) => Math.log(probability)),
    arcLanguage: new Float64Array(arcs.length),
  });
}

function agreed(lattice: Lattice, scale = 1) {
  return consensus(lattice, latticeResult(lattice, scale)!.words, scale);
}

/** Of all paths of a small lattice: how many errors a sentence has on average. */
function expectedErrors(lattice: Lattice, words: readonly number[]): number {
  const paths = enumerateLattice(lattice);
  const total = logSum(paths.map(({ score }) => score));
  return paths.reduce((sum, path) => {
    const pairs = alignTokens(path.words.map(String), words.map(String));
    const errors = pairs.filter(({ reference, hypothesis }) => reference !== hypothesis).length;
    return sum + Math.exp(path.score - total) * errors;
  }, 0);
}

describe('consensus', () => {
  it('takes the most probable word of each slot where slots know nothing of each other', () => {
    // Words of one slot are those of no other.
    const anySlot = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(anySlot, { minLength: 1, maxLength: 5 }), (slots) => {
        const shares = slots.map((weights) =>
          weights.map((weight) => weight / (weights[0]! + weights[1]! + weights[2]!)),
        );
        const words = shares.map((_, k) => [2 * k, 2 * k + 1, NO_WORD]);
        fc.pre(
          shares.every((row) =>
            row.every((p, i) => row.every((other, j) => i === j || Math.abs(p - other) > 1e-3)),
          ),
        );
        const arcs = shares.flatMap((row, k) =>
          row.map((probability, i) => ({ from: k, to: k + 1, word: words[k]![i]!, probability })),
        );
        const truth = shares.flatMap((row, k) => {
          const best = row.indexOf(Math.max(...row));
          const wordId = words[k]![best]!;
          return wordId === NO_WORD ? [] : [{ wordId, confidence: row[best]!, startFrame: FRAMES * k }];
        });
        const found = agreed(latticeOf(arcs));
        expect(found.map(({ wordId, startFrame }) => ({ wordId, startFrame }))).toEqual(
          truth.map(({ wordId, startFrame }) => ({ wordId, startFrame })),
        );
        found.forEach(({ confidence }, i) => {
          expect(confidence).toBeCloseTo(truth[i]!.confidence, 9);
        });
      }),
    );
  });

  it('hears the word that two sentences share rather than the one that a likelier sentence has', () => {
    // a b: 0.4, c d: 0.3, c e: 0.3. All paths meet at both ends only.
    const arcs = [
      { from: 0, to: 1, word: 0, probability: 0.4 },
      { from: 1, to: 4, word: 1, probability: 1 },
      { from: 0, to: 2, word: 2, probability: 0.3 },
      { from: 2, to: 4, word: 3, probability: 1 },
      { from: 0, to: 3, word: 2, probability: 0.3 },
      { from: 3, to: 4, word: 4, probability: 1 },
    ];
    const lattice = latticeOf(arcs);
    expect(latticeResult(lattice, 1)!.words.map(({ word }) => word)).toEqual(['a', 'b']);
    const found = agreed(lattice);
    expect(found.map(({ word }) => word)).toEqual(['c', 'b']);
    expect(found[0]!.confidence).toBeCloseTo(0.6, 9);
    expect(found[1]!.confidence).toBeCloseTo(0.4, 9);
  });

  it('says what the only sentence says, and when', () => {
    const arcs = [3, NO_WORD, 1, 1].map((word, k) => ({ from: k, to: k + 1, word, probability: 0.2 }));
    const lattice = latticeOf(arcs);
    expect(agreed(lattice)).toEqual(latticeResult(lattice, 1)!.words);
  });

  it('has fewer expected errors than the likeliest sentence, over many lattices, and keeps words in order', () => {
    let [best, better, changed] = [0, 0, 0];
    fc.assert(
      fc.property(anyNetwork, anyAutomaton, anyScores(1, 5), (network, automaton, scores) => {
        const { lattice, words } = new Decoder(network, automaton, { ...EXHAUSTIVE, ...WEIGHTS }).decode(
          scores,
        );
        fc.pre(lattice.arcs > 0 && lattice.arcs < 60);
        const found = consensus(lattice, words, 1);
        found.forEach(({ startFrame, endFrame, confidence }, i) => {
          expect(startFrame).toBeGreaterThanOrEqual(i > 0 ? found[i - 1]!.endFrame : 0);
          expect(endFrame).toBeGreaterThan(startFrame);
          expect(confidence).toBeGreaterThan(0);
          expect(confidence).toBeLessThanOrEqual(1);
        });
        const ids = (list: { wordId: number }[]) => list.map(({ wordId }) => wordId);
        if (ids(found).join() === ids(words).join()) return;
        changed++;
        best += expectedErrors(lattice, ids(words));
        better += expectedErrors(lattice, ids(found));
      }),
      { numRuns: 1000, seed: 7 },
    );
    expect(changed).toBeGreaterThan(20);
    expect(better).toBeLessThan(best);
  });
});
