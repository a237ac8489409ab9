/** The lattice that a search leaves, against all paths of the search one by one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decoder } from '../../src/decode/decoder.js';
import { pruneLattice } from '../../src/decode/lattice.js';
import { nBest } from '../../src/decode/nbest.js';
import { bestByWords, enumerateLattice } from './lattice-paths.js';
import {
  anyAutomaton,
  anyNetwork,
  anyScores,
  EXHAUSTIVE,
  enumeratePaths,
  HistoryAutomaton,
  WEIGHTS,
} from './small-networks.js';

describe('the lattice of a search', () => {
  it('is in topological order and holds the best path', () => {
    fc.assert(
      fc.property(anyNetwork, anyAutomaton, anyScores(0, 5), (network, automaton, scores) => {
        const result = new Decoder(network, automaton, { ...EXHAUSTIVE, ...WEIGHTS }).decode(scores);
        const { lattice } = result;
        for (let a = 0; a < lattice.arcs; a++) {
          expect(lattice.arcFrom[a]!).toBeLessThan(lattice.arcTo[a]!);
          expect(lattice.nodeFrame[lattice.arcFrom[a]!]!).toBeLessThanOrEqual(
            lattice.nodeFrame[lattice.arcTo[a]!]!,
          );
        }
        expect(lattice.nodeFrame[0]).toBe(0);
        expect(lattice.nodeFrame[lattice.final]).toBe(scores.frames);
        expect(lattice.arcs > 0).toBe(result.logLikelihood > -Infinity);
        if (lattice.arcs === 0) return;
        const [best] = nBest(lattice, 1, 1);
        expect(best!.logLikelihood).toBeCloseTo(result.logLikelihood, 6);
        const same =
          best!.acousticLogLikelihood + 0.8 * best!.languageLogProbability - 0.3 * best!.words.length;
        expect(same).toBeCloseTo(result.logLikelihood, 6);
      }),
      { numRuns: 300 },
    );
  });

  it('holds nothing that was not possible, at no better score than possible', () => {
    fc.assert(
      fc.property(anyNetwork, anyAutomaton, anyScores(1, 4), (network, automaton, scores) => {
        const result = new Decoder(network, automaton, EXHAUSTIVE).decode(scores);
        if (!result.reachedEnd || result.lattice.arcs > 60) return;
        const truth = enumeratePaths(network, automaton, scores).map((p) => ({
          words: p.words,
          score: p.acoustic + p.language,
        }));
        const possible = new Map(bestByWords(truth).map((p) => [p.words, p.score]));
        for (const { words, score } of bestByWords(enumerateLattice(result.lattice))) {
          expect(possible.has(words)).toBe(true);
          expect(score).toBeLessThanOrEqual(possible.get(words)! + 1e-6);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('holds every word sequence at its best score when automaton states are whole histories', () => {
    let sequences = 0;
    fc.assert(
      fc.property(anyNetwork, fc.integer(), anyScores(1, 5), (network, seed, scores) => {
        const automaton = new HistoryAutomaton(seed);
        const result = new Decoder(network, automaton, EXHAUSTIVE).decode(scores);
        const truth = bestByWords(
          enumeratePaths(network, automaton, scores).map((p) => ({
            words: p.words,
            score: p.acoustic + p.language,
          })),
        ).slice(0, 50);
        if (truth.length === 0) return;
        sequences += truth.length;
        const found = nBest(result.lattice, 50, 1);
        expect(found.length).toBe(truth.length);
        found.forEach((alternative, i) => {
          expect(alternative.logLikelihood).toBeCloseTo(truth[i]!.score, 6);
        });
        expect(found[0]!.wordIds.join(' ')).toBe(truth[0]!.words);
      }),
      { numRuns: 300 },
    );
    expect(sequences).toBeGreaterThan(50);
  });

  it('loses to the lattice beam exactly the arcs on no path within it', () => {
    fc.assert(
      fc.property(
        anyNetwork,
        anyAutomaton,
        anyScores(1, 5),
        fc.double({ min: 0, max: 6, noNaN: true }),
        (network, automaton, scores, beam) => {
          const full = new Decoder(network, automaton, EXHAUSTIVE).decode(scores).lattice;
          if (full.arcs > 60) return;
          const direct = new Decoder(network, automaton, { ...EXHAUSTIVE, latticeBeam: beam }).decode(
            scores,
          ).lattice;
          const pruned = pruneLattice(full, beam);
          const paths = enumerateLattice(full);
          const best = Math.max(...paths.map((p) => p.score));
          const within = new Set(paths.filter((p) => p.score > best - beam - 1e-9).flatMap((p) => p.arcs));
          expect(pruned.arcs).toBe(within.size);
          expect(Array.from(direct.arcAcoustic)).toEqual(Array.from(pruned.arcAcoustic));
          expect(Array.from(direct.arcWord)).toEqual(Array.from(pruned.arcWord));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is the same when the dead ends of the search are cleared away early', () => {
    let arcs = 0;
    fc.assert(
      fc.property(
        anyNetwork,
        anyAutomaton,
        anyScores(4, 12),
        fc.double({ min: 0, max: 6, noNaN: true }),
        (network, automaton, scores, latticeBeam) => {
          const beams = { beam: 8, wordBeam: 6, latticeBeam };
          const { lattice } = new Decoder(network, automaton, beams).decode(scores);
          const cleared = new Decoder(network, automaton, { ...beams, traceArcs: 1 }).decode(scores).lattice;
          arcs += lattice.arcs;
          for (const field of ['nodeFrame', 'arcFrom', 'arcTo', 'arcWord', 'arcAcoustic'] as const) {
            expect(cleared[field]).toEqual(lattice[field]);
          }
        },
      ),
      { numRuns: 300 },
    );
    expect(arcs).toBeGreaterThan(200);
  });
});
