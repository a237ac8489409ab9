import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContextTree } from '../../../src/speech/gmm/context-tree.js';
import type { PhoneAlignment } from '../../../src/speech/gmm/phone-alignment.js';
import { chainLabels, phoneSegments } from '../../../src/speech/neural/chain-alignment.js';
import { chainContext } from '../../../src/speech/neural/chain-tree.js';

/** An alignment in which phone k lasts `lengths[k]` frames of 10 ms; its states share them somehow. */
function alignment(lengths: readonly number[]): PhoneAlignment {
  const ends: number[] = [];
  let start = 0;
  for (const length of lengths) {
    ends.push(start + 1, start + 2, start + length);
    start += length;
  }
  return { phones: Int16Array.from(lengths, (_, k) => k % 5), ends: Int32Array.from(ends) };
}

const total = (lengths: readonly number[]): number => lengths.reduce((sum, length) => sum + length, 0);

describe('phoneSegments', () => {
  it('gives a frame of scores to the phone of the middle one of its three', () => {
    // Frames 0–3 | 4–8 | 9–11: middles 1 4 7 10.
    expect([...phoneSegments(alignment([4, 5, 3]), 12)!.ends]).toEqual([1, 3, 4]);
    // Frames 0–4 | 5–9 | 10–12; the 13th frame fills no three.
    expect([...phoneSegments(alignment([5, 5, 3]), 13)!.ends]).toEqual([2, 3, 4]);
  });

  it('follows the rule wherever every phone has three frames', () => {
    const lengths = fc.array(fc.integer({ min: 3, max: 30 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(lengths, (list) => {
        // Two more frames make sure that the last phone keeps one.
        list[list.length - 1]! += 2;
        const source = alignment(list);
        const { ends } = phoneSegments(source, total(list))!;
        const labels = Math.floor(total(list) / 3);
        const phoneAt = (all: Int32Array, frame: number): number => all.findIndex((end) => frame < end);
        const given = Array.from({ length: labels }, (_, j) => phoneAt(ends, j));
        const expected = Array.from({ length: labels }, (_, j) =>
          Math.floor(phoneAt(source.ends, 3 * j + 1) / 3),
        );
        expect(given).toEqual(expected);
      }),
    );
  });

  it('leaves every phone a frame at any speed, or says that there are too few', () => {
    const lengths = fc.array(fc.integer({ min: 3, max: 9 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(lengths, fc.constantFrom(0.9, 1, 1.1, 1.5), (list, speed) => {
        const frames = Math.floor(total(list) / speed);
        const segments = phoneSegments(alignment(list), frames, speed);
        if (list.length > Math.floor(frames / 3)) {
          expect(segments).toBeUndefined();
          return;
        }
        const { ends } = segments!;
        expect([...ends].every((end, k) => end > (k > 0 ? ends[k - 1]! : 0))).toBe(true);
        expect(ends[ends.length - 1]).toBe(Math.floor(frames / 3));
      }),
    );
  });

  it('moves the bounds of a faster clip forward', () => {
    const { ends } = phoneSegments(alignment([90, 90, 90]), 135, 2)!;
    expect([...ends]).toEqual([15, 30, 45]);
  });
});

describe('chainLabels', () => {
  it('says the first senone once and the second for the rest, after the left neighbour', () => {
    const tree: ContextTree = {
      silence: 0,
      senones: 6,
      roots: [
        [{ senone: 0 }, { senone: 1 }],
        [{ side: 'left', phones: [0], yes: { senone: 2 }, no: { senone: 3 } }, { senone: 4 }],
        [{ senone: 5 }, { senone: 5 }],
      ],
    };
    const segments = { phones: Int16Array.of(1, 2, 1, 0), ends: Int32Array.of(2, 3, 6, 8) };
    expect([...chainLabels(segments, chainContext(tree))]).toEqual([2, 4, 5, 3, 4, 4, 0, 1]);
  });
});
