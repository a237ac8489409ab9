/** The order of frames against a plain walk through each sequence. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dealSequences, orderFrames } from '../../../src/rnn/tfjs/frame-order.js';

const masks = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 7 })).chain(([B, T]) =>
  fc.record({
    B: fc.constant(B),
    T: fc.constant(T),
    mask: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: B * T, maxLength: B * T }),
    backwards: fc.boolean(),
  }),
);

describe('the order of frames', () => {
  it('gives a network that adds up its inputs the sums TensorFlow.js gives it', () => {
    fc.assert(
      fc.property(masks, ({ B, T, mask, backwards }) => {
        const order = orderFrames(B, T, Uint8Array.from(mask), backwards);
        for (let b = 0; b < B; b++) {
          // What the kernels make of the frames 1, 10, 100 …: states[s + 1] after step s.
          const states = [0];
          const length = order.lengths?.[b] ?? order.T;
          for (let s = 0; s < order.T; s++) {
            const t = order.source[b * order.T + s]!;
            expect(t >= 0).toBe(s < length);
            states.push(states.at(-1)! + (t >= 0 ? 10 ** t : 0));
          }
          let sum = 0;
          for (let place = 0; place < T; place++) {
            const t = backwards ? T - 1 - place : place;
            if (mask[b * T + t]) sum += 10 ** t;
            expect(states[order.shown[b * T + place]! + 1]).toBe(sum);
          }
        }
      }),
    );
  });

  it('needs no lengths where all frames count', () => {
    const { T, lengths, source, shown } = orderFrames(2, 3, undefined, true);
    expect({ T, lengths, source: [...source], shown: [...shown] }).toEqual({
      T: 3,
      lengths: undefined,
      source: [2, 1, 0, 2, 1, 0],
      shown: [0, 1, 2, 0, 1, 2],
    });
  });
});

describe('sequences dealt to threads', () => {
  it('go to one thread each, the longest first', () => {
    const cases = fc.tuple(
      fc.array(fc.nat(9), { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 5 }),
    );
    fc.assert(
      fc.property(cases, ([lengths, threads]) => {
        const dealt = dealSequences(lengths.length, Int32Array.from(lengths), threads);
        expect(dealt.length).toBe(Math.min(threads, lengths.length));
        expect(dealt.flat().sort((a, b) => a - b)).toEqual([...lengths.keys()]);
        for (const rows of dealt) {
          for (let i = 1; i < rows.length; i++) {
            expect(lengths[rows[i]!]).toBeLessThanOrEqual(lengths[rows[i - 1]!]!);
          }
        }
      }),
    );
  });
});
