import { describe, expect, it } from 'vitest';
import { DenseScores } from '../../src/decode/acoustic-scores.js';
import { Decoder } from '../../src/decode/decoder.js';
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
    const frames = 30;
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
