import { describe, expect, it } from 'vitest';
import { GrammarAutomaton } from '../../src/decode/grammar-automaton.js';

describe('GrammarAutomaton', () => {
  const automaton = new GrammarAutomaton(
    3,
    [
      { from: 1, word: 5, to: 2, logProb: -3 },
      { from: 0, word: 7, to: 1, logProb: -2 },
      { from: 0, word: 2, to: 0, logProb: -1 },
      { from: 0, word: 4, to: 2, logProb: -4 },
    ],
    [{ state: 2, logProb: -0.5 }],
  );

  it('follows its arcs', () => {
    expect([automaton.advance(0, 2), automaton.score]).toEqual([0, -1]);
    expect([automaton.advance(0, 4), automaton.score]).toEqual([2, -4]);
    expect([automaton.advance(0, 7), automaton.score]).toEqual([1, -2]);
    expect([automaton.advance(1, 5), automaton.score]).toEqual([2, -3]);
  });

  it('forbids everything else', () => {
    for (const [state, word] of [
      [0, 0],
      [0, 3],
      [0, 8],
      [1, 4],
      [1, 6],
      [2, 5],
    ] as const) {
      automaton.advance(state, word);
      expect(automaton.score).toBe(-Infinity);
    }
    expect([0, 1, 2].map((state) => automaton.endScore(state))).toEqual([-Infinity, -Infinity, -0.5]);
  });

  it('refuses two arcs for one word', () => {
    const arcs = [0, 1].map((to) => ({ from: 0, word: 3, to, logProb: 0 }));
    expect(() => new GrammarAutomaton(2, arcs, [])).toThrow(/two arcs for word 3 in state 0/);
  });

  it('loops over a unigram', () => {
    const loop = GrammarAutomaton.unigram([-1, -2], -3);
    expect([loop.advance(0, 1), loop.score, loop.endScore(0)]).toEqual([0, -2, -3]);
  });
});
