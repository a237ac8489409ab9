/** What is made of a lattice (best sentences, posteriors, new scores), against all its paths one by one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decoder } from '../../src/decode/decoder.js';
import type { Lattice } from '../../src/decode/lattice.js';
import { nBest } from '../../src/decode/nbest.js';
import { latticePosteriors, wordConfidence } from '../../src/decode/posteriors.js';
import { rescoreLattice } from '../../src/decode/rescore.js';
import { bestByWords, enumerateLattice, logSum } from './lattice-paths.js';
import { anyAutomaton, anyNetwork, anyScores, EXHAUSTIVE, WEIGHTS } from './small-networks.js';

/** Full lattices of small random searches, with and without reached ends. */
const anyLattice: fc.Arbitrary<Lattice> = fc
  .tuple(anyNetwork, anyAutomaton, anyScores(1, 5))
  .map(
    ([network, automaton, scores]) =>
      new Decoder(network, automaton, { ...EXHAUSTIVE, ...WEIGHTS }).decode(scores).lattice,
  )
  .filter((lattice) => lattice.arcs < 60);

const anyScale = fc.double({ min: 0.1, max: 2, noNaN: true });

describe('nBest', () => {
  it('lists the distinct word sequences of a lattice by their best paths, with their whole probability', () => {
    fc.assert(
      fc.property(anyLattice, anyScale, fc.integer({ min: 1, max: 20 }), (lattice, scale, count) => {
        const paths = enumerateLattice(lattice);
        const truth = bestByWords(paths);
        const total = logSum(paths.map((p) => scale * p.score));
        const found = nBest(lattice, count, scale);
        expect(found.length).toBe(Math.min(count, truth.length));
        expect(new Set(found.map((f) => f.wordIds.join(' '))).size).toBe(found.length);
        found.forEach((alternative, i) => {
          const words = alternative.wordIds.join(' ');
          expect(alternative.logLikelihood).toBeCloseTo(truth[i]!.score, 8);
          expect(truth.find((t) => t.words === words)!.score).toBeCloseTo(truth[i]!.score, 8);
          const mass = logSum(paths.filter((p) => p.words.join(' ') === words).map((p) => scale * p.score));
          expect(alternative.logPosterior).toBeCloseTo(mass - total, 8);
        });
      }),
      { numRuns: 300 },
    );
  });
});

describe('latticePosteriors', () => {
  it('gives arcs the share of the paths through them, and every frame a mass of 1', () => {
    fc.assert(
      fc.property(anyLattice, anyScale, (lattice, scale) => {
        const paths = enumerateLattice(lattice);
        if (paths.length === 0) return;
        const { posterior, logTotal } = latticePosteriors(lattice, scale);
        expect(logTotal).toBeCloseTo(logSum(paths.map((p) => scale * p.score)), 8);
        const crossing = new Float64Array(lattice.nodeFrame[lattice.final]!);
        for (let a = 0; a < lattice.arcs; a++) {
          const through = logSum(paths.filter((p) => p.arcs.includes(a)).map((p) => scale * p.score));
          expect(posterior[a]).toBeCloseTo(Math.exp(through - logTotal), 8);
          const to = lattice.nodeFrame[lattice.arcTo[a]!]!;
          for (let t = lattice.nodeFrame[lattice.arcFrom[a]!]!; t < to; t++) crossing[t]! += posterior[a]!;
        }
        for (const mass of crossing) expect(mass).toBeCloseTo(1, 8);
      }),
      { numRuns: 300 },
    );
  });

  it('makes a word as sure as its surest frame', () => {
    fc.assert(
      fc.property(
        anyLattice,
        anyScale,
        fc.nat(2),
        fc.nat(3),
        fc.nat(3),
        (lattice, scale, word, start, more) => {
          const { posterior } = latticePosteriors(lattice, scale);
          let most = 0;
          for (let t = start; t <= start + more; t++) {
            let sum = 0;
            for (let a = 0; a < lattice.arcs; a++) {
              const crosses =
                lattice.nodeFrame[lattice.arcFrom[a]!]! <= t && t < lattice.nodeFrame[lattice.arcTo[a]!]!;
              if (crosses && lattice.arcWord[a] === word) sum += posterior[a]!;
            }
            most = Math.max(most, sum);
          }
          const confidence = wordConfidence(lattice, posterior, word, start, start + more + 1);
          expect(confidence).toBeCloseTo(Math.min(1, most), 8);
          expect(confidence).toBeGreaterThanOrEqual(0);
          expect(confidence).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('rescoreLattice', () => {
  it('gives every path the score of the new automaton', () => {
    fc.assert(
      fc.property(anyLattice, anyAutomaton, (lattice, automaton) => {
        const truth = bestByWords(
          enumerateLattice(lattice).map(({ arcs, words }) => {
            let state = automaton.start;
            let language = 0;
            for (const word of words) {
              state = automaton.advance(state, word);
              language += automaton.score;
            }
            if (lattice.reachedEnd) language += automaton.endScore(state);
            const acoustic = arcs.reduce((sum, a) => sum + lattice.arcAcoustic[a]!, 0);
            return { words, score: acoustic + 2 * language - 0.5 * words.length };
          }),
        ).filter((p) => p.score > -Infinity);
        const rescored = rescoreLattice(lattice, automaton, {
          languageWeight: 2,
          wordInsertionPenalty: 0.5,
          beam: Infinity,
        });
        const found = bestByWords(enumerateLattice(rescored));
        expect(found.length).toBe(truth.length);
        found.forEach((path, i) => {
          expect(path.score).toBeCloseTo(truth[i]!.score, 8);
        });
      }),
      { numRuns: 300 },
    );
  });
});
