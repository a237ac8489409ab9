import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DenseScores } from '../../src/decode/acoustic-scores.js';
import { Decoder } from '../../src/decode/decoder.js';
import { unigramLookahead } from '../../src/decode/lookahead.js';
import {
  anyAutomaton,
  anyNetwork,
  anyScores,
  enumeratePaths,
  TableAutomaton,
  wordLoop,
} from './small-networks.js';

const EXHAUSTIVE = { beam: Infinity, wordBeam: Infinity, maxActive: Infinity, latticeBeam: Infinity };

/** Any two words in any order, equally likely. */
function freeLoop(words: number): TableAutomaton {
  return new TableAutomaton(
    [Array.from({ length: words }, () => ({ next: 0, logProb: Math.log(0.5 / words) }))],
    [Math.log(0.5)],
  );
}

/** The same, which also tells what each word can be worth at most. */
function telling({ table, ends }: TableAutomaton): TableAutomaton {
  const twin = new TableAutomaton(table, ends);
  const words = table[0]!.map((_, word) => Math.max(...table.map((row) => row[word]!.logProb)));
  twin.most = Float32Array.from(words, (most) => most + 1e-5);
  return twin;
}

/** Scores that make one senone per frame likely. */
function scoresOf(senones: number[], count: number): DenseScores {
  const table = new Float32Array(senones.length * count).fill(-40);
  senones.forEach((s, t) => {
    table[t * count + s] = -0.1;
  });
  return new DenseScores(table, senones.length, count, 0.01);
}

describe('Decoder', () => {
  it('finds the best of all paths of any small network and automaton', () => {
    let reached = 0;
    fc.assert(
      fc.property(
        anyNetwork,
        anyAutomaton,
        anyScores(0, 5),
        fc.double({ min: 0, max: 3, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        (network, automaton, scores, languageWeight, wordInsertionPenalty) => {
          const decoder = new Decoder(network, automaton, {
            ...EXHAUSTIVE,
            languageWeight,
            wordInsertionPenalty,
          });
          const result = decoder.decode(scores);
          const total = (p: { words: number[]; acoustic: number; language: number }) =>
            p.acoustic + languageWeight * p.language - wordInsertionPenalty * p.words.length;
          const paths = enumeratePaths(network, automaton, scores).sort((p, q) => total(q) - total(p));
          expect(result.reachedEnd).toBe(paths.length > 0);
          if (paths.length === 0) return;
          reached++;
          const best = total(paths[0]!);
          expect(result.logLikelihood).toBeCloseTo(best, 6);
          const tied = paths.filter((p) => total(p) > best - 1e-9);
          const found = JSON.stringify([
            result.words.map((w) => w.wordId),
            result.words.map((w) => [w.startFrame, w.endFrame]),
          ]);
          expect(tied.map((p) => JSON.stringify([p.words, p.spans]))).toContain(found);
          expect(tied.some((p) => Math.abs(p.acoustic - result.acousticLogLikelihood) < 1e-6)).toBe(true);
          expect(tied.some((p) => Math.abs(p.language - result.languageLogProbability) < 1e-6)).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
    expect(reached).toBeGreaterThan(50);
  });

  it('scores the same with look-ahead as without', () => {
    fc.assert(
      fc.property(anyNetwork, anyAutomaton, anyScores(1, 5), (network, automaton, scores) => {
        const lookahead = unigramLookahead(network, [-0.5, -2, -1]);
        const plain = new Decoder(network, automaton, EXHAUSTIVE).decode(scores);
        const looking = new Decoder(network, automaton, { ...EXHAUSTIVE, lookahead }).decode(scores);
        expect(looking.reachedEnd).toBe(plain.reachedEnd);
        if (plain.reachedEnd) expect(looking.logLikelihood).toBeCloseTo(plain.logLikelihood, 6);
      }),
      { numRuns: 300 },
    );
  });

  it('scores no better with pruning than without', () => {
    fc.assert(
      fc.property(
        anyNetwork,
        anyAutomaton,
        anyScores(1, 6),
        fc.record({
          beam: fc.double({ min: 0.1, max: 5, noNaN: true }),
          wordBeam: fc.double({ min: 0.1, max: 5, noNaN: true }),
          maxActive: fc.integer({ min: 1, max: 4 }),
        }),
        (network, automaton, scores, beams) => {
          const full = new Decoder(network, automaton, EXHAUSTIVE).decode(scores);
          const pruned = new Decoder(network, automaton, beams).decode(scores);
          if (pruned.reachedEnd) expect(pruned.logLikelihood).toBeLessThanOrEqual(full.logLikelihood + 1e-9);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('hears the same when it is told what words can be worth at most', () => {
    const beams = { beam: 4, wordBeam: 2, latticeBeam: 2, languageWeight: 1.5, wordInsertionPenalty: 0.2 };
    let spared = 0;
    fc.assert(
      fc.property(anyNetwork, anyAutomaton, anyScores(1, 8), (network, automaton, scores) => {
        const asked = (by: TableAutomaton): [Decoder, () => number] => {
          let count = 0;
          const advance = by.advance.bind(by);
          by.advance = (state, word) => {
            count++;
            return advance(state, word);
          };
          return [new Decoder(network, by, beams), () => count];
        };
        const [plain, plainCount] = asked(automaton);
        const [told, toldCount] = asked(telling(automaton));
        expect(told.decode(scores)).toEqual(plain.decode(scores));
        spared += plainCount() - toldCount();
      }),
      { numRuns: 500 },
    );
    expect(spared).toBeGreaterThan(0);
  });

  it('gives words their frames without the silence between them', () => {
    const network = wordLoop(
      [
        [1, 2],
        [2, 1],
      ],
      0,
    );
    const result = new Decoder(network, freeLoop(2)).decode(
      scoresOf([0, 0, 1, 2, 2, 0, 0, 0, 2, 1, 1, 2, 0], 3),
    );
    expect(result.words).toMatchObject([
      { word: 'w0', startFrame: 2, endFrame: 5 },
      { word: 'w1', startFrame: 8, endFrame: 10 },
      { word: 'w0', startFrame: 10, endFrame: 12 },
    ]);
    expect(result.reachedEnd).toBe(true);
  });

  it('falls back to the best unfinished path, and says so', () => {
    const network = wordLoop([[0, 1, 2]], undefined);
    const cut = new Decoder(network, freeLoop(1)).decode(scoresOf([0, 1, 2, 0], 3));
    expect(cut).toMatchObject({ reachedEnd: false, words: [{ word: 'w0', startFrame: 0, endFrame: 3 }] });
    expect(cut.logLikelihood).toBeGreaterThan(-10);
    const endless = new TableAutomaton([[{ next: 0, logProb: -1 }]], [-Infinity]);
    const whole = new Decoder(network, endless).decode(scoresOf([0, 1, 2, 0, 1, 2], 3));
    expect(whole).toMatchObject({ reachedEnd: false, languageLogProbability: -2 });
    expect(whole.words).toHaveLength(2);
  });

  it('has no words and no likelihood when nothing is possible', () => {
    const network = wordLoop([[0]], undefined);
    const scores = new DenseScores(new Float32Array(4).fill(-Infinity), 4, 1, 0.01);
    const result = new Decoder(network, freeLoop(1)).decode(scores);
    expect(result).toMatchObject({ reachedEnd: false, words: [], logLikelihood: -Infinity });
  });

  it('shows the words completed so far', () => {
    const network = wordLoop(
      [
        [0, 1],
        [1, 2],
      ],
      undefined,
    );
    const decoder = new Decoder(network, freeLoop(2));
    const scores = scoresOf([0, 1, 1, 2, 0, 1], 3);
    const seen: string[] = [];
    decoder.start();
    for (let t = 0; t < scores.frames; t++) {
      decoder.advance(scores, t);
      seen.push(
        decoder
          .partial()
          .map(({ word }) => word)
          .join(' '),
      );
    }
    expect(seen[0]).toBe('');
    expect(seen[3]).toBe('w0');
    expect(decoder.finish().words.map((w) => w.word)).toEqual(['w0', 'w1', 'w0']);
  });

  it('looks ahead without going there', () => {
    const network = wordLoop(
      [
        [0, 1],
        [1, 2],
      ],
      undefined,
    );
    const [scores, rest] = [scoresOf([0, 1, 1, 2, 0, 1], 3), scoresOf([2, 0, 0], 3)];
    const plain = new Decoder(network, freeLoop(2)).decode(scores);
    const decoder = new Decoder(network, freeLoop(2));
    decoder.start();
    const seen: string[] = [];
    for (let t = 0; t < scores.frames; t++) {
      decoder.advance(scores, t);
      if (t === 2)
        seen.push(
          decoder
            .partial()
            .map(({ word }) => word)
            .join(' '),
        );
      seen.push(
        decoder
          .partial(rest)
          .map(({ word }) => word)
          .join(' '),
      );
    }
    expect(seen.slice(2, 4)).toEqual(['', 'w0 w1']); // after 0 1 1: nothing is complete; with 2 0 0 behind, both are
    const { lattice, ...result } = decoder.finish();
    const { lattice: other, ...expected } = plain;
    expect(result).toEqual(expected);
    expect(lattice.arcs).toBe(other.arcs);
  });

  it('names a bad option', () => {
    const network = wordLoop([[0]], undefined);
    expect(() => new Decoder(network, freeLoop(1), { beam: -1 })).toThrow(/decoder-option: found beam = -1/);
    expect(() => new Decoder(network, freeLoop(1), { languageWeight: Number.NaN })).toThrow(/languageWeight/);
  });
});
