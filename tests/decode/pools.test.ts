import { describe, expect, it } from 'vitest';
import { DenseScores } from '../../src/decode/acoustic-scores.js';
import { Decoder } from '../../src/decode/decoder.js';
import { GrammarAutomaton } from '../../src/decode/grammar-automaton.js';
import { TokenTable } from '../../src/decode/token-table.js';
import { createRandom } from '../../src/random.js';
import { HistoryAutomaton, wordLoop } from './small-networks.js';

describe('memory', () => {
  it('grows no more after twenty of two hundred utterances', () => {
    const random = createRandom(1);
    const pronunciations = Array.from({ length: 30 }, () =>
      Array.from({ length: 4 }, () => 1 + random.int(19)),
    );
    const decoder = new Decoder(wordLoop(pronunciations, 0), new HistoryAutomaton(1), {
      beam: 20,
      maxActive: 2000,
    });
    const frames = 15;
    const utterances = Array.from({ length: 20 }, () => {
      const table = Float32Array.from({ length: frames * 20 }, () => -5 * random.next());
      return new DenseScores(table, frames, 20, 0.01);
    });
    const first = utterances.map((scores) => decoder.decode(scores));
    const { poolBytes } = decoder;
    expect(poolBytes).toBeGreaterThan(0);
    for (let i = 20; i < 200; i++) {
      const result = decoder.decode(utterances[i % 20]!);
      expect(result.logLikelihood).toBe(first[i % 20]!.logLikelihood);
      expect(decoder.poolBytes).toBe(poolBytes);
    }
  });
});

describe('memory of one long utterance', () => {
  it('holds what still matters and not every frame', () => {
    const random = createRandom(3);
    const pronunciations = Array.from({ length: 30 }, () => [1 + random.int(9), 1 + random.int(9)]);
    const network = wordLoop(pronunciations, 0);
    const arcs = Array.from({ length: 900 }, (_, i) => {
      return { from: Math.floor(i / 30), word: i % 30, to: i % 30, logProb: -8 * random.next() };
    });
    const finals = pronunciations.map((_, state) => ({ state, logProb: 0 }));
    const automaton = new GrammarAutomaton(30, arcs, finals);
    const frames = 800;
    const table = Float32Array.from({ length: frames * 10 }, () => -20 * random.next());
    const scores = new DenseScores(table, frames, 10, 0.01);
    const decode = (traceArcs: number) => {
      const decoder = new Decoder(network, automaton, { traceArcs, beam: 30, wordBeam: 30, latticeBeam: 2 });
      return { result: decoder.decode(scores), bytes: decoder.poolBytes };
    };
    const hoarding = decode(Infinity);
    const clearing = decode(1000);
    expect(clearing.result.words).toEqual(hoarding.result.words);
    expect(clearing.result.logLikelihood).toBe(hoarding.result.logLikelihood);
    expect(clearing.result.lattice.arcs).toBe(hoarding.result.lattice.arcs);
    expect(clearing.bytes).toBeLessThan(hoarding.bytes / 2);
  });
});

describe('TokenTable', () => {
  it('finds what was put there, and nothing from before it was cleared', () => {
    const random = createRandom(2);
    const table = new TokenTable(16);
    for (let round = 0; round < 50; round++) {
      table.clear();
      const known = new Map<string, number>();
      for (let i = 0; i < 300; i++) {
        const node = random.int(20);
        const state = random.int(20);
        const token = table.at(node, state);
        expect(token).toBe(known.get(`${node} ${state}`) ?? known.size);
        known.set(`${node} ${state}`, token);
        expect([table.node[token], table.state[token]]).toEqual([node, state]);
      }
      expect(table.count).toBe(known.size);
    }
  });
});
