import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decoder } from '../../src/decode/decoder.js';
import { type Lattice, pruneLattice } from '../../src/decode/lattice.js';
import { nBest } from '../../src/decode/nbest.js';
import { latticePosteriors, wordConfidence } from '../../src/decode/posteriors.js';
import { rescoreLattice } from '../../src/decode/rescore.js';
import { bestByWords, enumerateLattice, logSum } from './lattice-paths.js';
import { anyAutomaton, anyNetwork, anyScores, enumeratePaths, HistoryAutomaton } from './small-networks.js';

const EXHAUSTIVE = { beam: Infinity, wordBeam: Infinity, maxActive: Infinity, latticeBeam: Infinity };
const WEIGHTS = { languageWeight: 0.8, wordInsertionPenalty: 0.3 };

/** Full lattices of small random searches, with and without reached ends. */
const anyLattice: fc.Arbitrary<Lattice> = fc
  .tuple(anyNetwork, anyAutomaton, anyScores(1, 5))
  .map(
    ([network, automaton, scores]) =>
      new Decoder(network, automaton, { ...EXHAUSTIVE, ...WEIGHTS }).decode(scores).lattice,
  )
  .filter((lattice) => lattice.arcs < 60);

const anyScale = fc.double({ min: 0.1, max: 2, noNaN: true });

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
