/** Normalisation: what it must leave at zero and one, and what it must not notice. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { normalizeUtterance } from '../../src/audio/cmvn.js';

const features = { data: Float32Array.of(1, 5, 2, 5, 6, 5), frames: 3, dimensions: 2 };

it('takes the mean away', () => {
  expect([...normalizeUtterance(features, { variance: false }).data]).toEqual([-2, 0, -1, 0, 3, 0]);
});

it('brings the variance to one and leaves constants at zero', () => {
  const deviation = Math.sqrt(14 / 3);
  const expected = [-2, 0, -1, 0, 3, 0].map((x) => Math.fround(x / deviation));
  expect([...normalizeUtterance(features, { variance: true }).data]).toEqual(expected);
});

it('does not notice a change of gain or channel', () => {
  const value = fc.double({ min: -50, max: 50, noNaN: true });
  fc.assert(
    fc.property(fc.array(value, { minLength: 8, maxLength: 40 }), value, (values, offset) => {
      const spread = values.map((v, i) => v + 10 * i);
      const one = normalizeUtterance(
        { data: Float32Array.from(spread), frames: spread.length, dimensions: 1 },
        { variance: true },
      );
      const other = normalizeUtterance(
        { data: Float32Array.from(spread, (v) => 3 * v + offset), frames: spread.length, dimensions: 1 },
        { variance: true },
      );
      one.data.forEach((v, i) => {
        expect(v).toBeCloseTo(other.data[i]!, 3);
      });
    }),
  );
});

it('answers no frames with no frames', () => {
  const nothing = { data: new Float32Array(0), frames: 0, dimensions: 13 };
  expect(normalizeUtterance(nothing, { variance: true })).toEqual(nothing);
});
