/** The phone model: a distribution in every history, counts where there is nothing to tell apart. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  estimatePhoneLm,
  type PhoneLm,
  SENTENCE_START,
} from '../../../../src/speech/neural/lfmmi/phone-lm.js';
import { anyLanguage } from './languages.js';

/** Probability of a sequence: the sum over all ways through the model. */
function probability({ histories, start, backoff }: PhoneLm, phones: readonly number[]): number {
  const from = (history: number, at: number): number => {
    if (at === phones.length) return 1;
    const { arcs, shorter } = histories[history]!;
    let sum = 0;
    for (const arc of arcs) if (arc.phone === phones[at]) sum += arc.probability * from(arc.to, at + 1);
    return shorter === undefined ? sum : sum + backoff * from(shorter, at);
  };
  return from(start, 0);
}

describe('the phone model', () => {
  it.each([0, 0.1])(
    'with back-off %d has in each history what sums to one, and all that was seen',
    (backoff) => {
      fc.assert(
        fc.property(anyLanguage(backoff), ({ lm, sequences }) => {
          for (const { arcs, shorter } of lm.histories) {
            const sum = arcs.reduce((total, arc) => total + arc.probability, 0);
            // Nothing goes on from what was seen at ends only.
            if (backoff === 0 && arcs.length === 0) continue;
            expect(sum + (shorter === undefined ? 0 : backoff)).toBeCloseTo(1, 10);
          }
          for (const sequence of sequences) expect(probability(lm, sequence)).toBeGreaterThan(0);
        }),
      );
    },
  );

  it('leads to the longest history it keeps', () => {
    fc.assert(
      fc.property(anyLanguage(0.1), ({ lm }) => {
        const kept = new Set(lm.histories.map(({ phones }) => phones.join(' ')));
        for (const { phones, arcs } of lm.histories) {
          for (const { phone, to } of arcs) {
            const all = [...phones, phone];
            const reached = lm.histories[to]!.phones;
            expect(all.slice(-reached.length)).toEqual(reached);
            for (let n = reached.length + 1; n <= all.length; n++)
              expect(kept.has(all.slice(-n).join(' '))).toBe(false);
          }
        }
      }),
    );
  });

  it('without smoothing is the share of what followed', () => {
    const lm = estimatePhoneLm(
      [
        [0, 1, 0, 2],
        [0, 1, 1],
      ],
      3,
      { order: 2, keptOrder: 2, backoff: 0 },
    );
    const found = new Map(
      lm.histories.map(({ phones, arcs }) => [phones[0], arcs.map((arc) => [arc.phone, arc.probability])]),
    );
    expect(found.get(SENTENCE_START)).toEqual([[0, 1]]);
    expect(found.get(0)).toEqual([
      [1, 2 / 3],
      [2, 1 / 3],
    ]);
    expect(found.get(1)).toEqual([
      [0, 0.5],
      [1, 0.5],
    ]);
    expect(found.get(2)).toEqual([]);
  });

  it('keeps the longer histories that say most', () => {
    // After 0 1 always 2, after 2 1 always 0; after 1 either.
    const sequences = [
      [0, 1, 2],
      [2, 1, 0],
      [0, 1, 2],
      [2, 1, 0],
    ];
    const longest = (extraHistories: number): string[] =>
      estimatePhoneLm(sequences, 3, { order: 3, keptOrder: 2, extraHistories, backoff: 0 })
        .histories.filter(({ phones }) => phones.length === 2)
        .map(({ phones }) => phones.join(' '));
    expect(longest(0)).toEqual([]);
    expect(longest(2).sort()).toEqual(['0 1', '2 1']);
  });
});
