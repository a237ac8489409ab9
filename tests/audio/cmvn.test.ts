/** Normalisation: what it must leave at zero and one, and what it must not notice. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { featureStatistics, normalizeUtterance, RunningNormalizer, withPrior } from '../../src/audio/cmvn.js';

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

it('takes what is known beforehand for frames heard before', () => {
  const value = fc.double({ min: -50, max: 50, noNaN: true });
  const sequence = fc.array(value, { minLength: 2, maxLength: 12 });
  fc.assert(
    fc.property(sequence, sequence, (before, heard) => {
      // A second dimension of which nothing is known.
      const matrix = (values: number[]) => {
        const data = Float32Array.from(values.flatMap((v) => [v, 2 * v]));
        return { data, frames: values.length, dimensions: 2 };
      };
      const prior = { ...featureStatistics(matrix(before)), frames: Float64Array.of(before.length, 0) };
      const together = featureStatistics(matrix([...before, ...heard]));
      const alone = featureStatistics(matrix(heard));
      const joint = withPrior(alone, heard.length, prior);
      for (const of of ['mean', 'variance'] as const) {
        expect(joint[of][0]).toBeCloseTo(together[of][0]!, 6);
        expect(joint[of][1]).toBeCloseTo(alone[of][1]!, 9);
      }
      const { data } = normalizeUtterance(matrix(heard), { variance: true, prior });
      const deviation = together.variance[0]! > 1e-10 ? Math.sqrt(together.variance[0]!) : 1;
      heard.forEach((v, t) => {
        expect(data[2 * t]! * deviation).toBeCloseTo(v - together.mean[0]!, 3);
      });
      // The last of the frames that come one by one knows as much.
      const running = new RunningNormalizer({
        ...{ dimensions: 2, variance: true, memoryFrames: Number.POSITIVE_INFINITY },
        prior,
      }).push(matrix(heard));
      expect(running.data.at(-2)! * deviation).toBeCloseTo(data.at(-2)! * deviation, 3);
    }),
  );
});

it('answers no frames with no frames', () => {
  const nothing = { data: new Float32Array(0), frames: 0, dimensions: 13 };
  expect(normalizeUtterance(nothing, { variance: true })).toEqual(nothing);
});

describe('RunningNormalizer', () => {
  const noise = Float32Array.from({ length: 120 }, (_, i) => Math.sin(i * i) * (1 + (i % 3)) + (i % 3));
  const some = { data: noise, frames: 40, dimensions: 3 };

  /** Normalised frame t by sums over all frames up to t with weights fading^(t − k), the prior as older frames. */
  function directly(
    t: number,
    d: number,
    fading: number,
    prior?: { mean: number; variance: number; frames: number },
  ) {
    const values = Array.from({ length: t + 1 }, (_, k) => noise[k * 3 + d]!);
    const weights = values.map((_, k) => fading ** (t - k));
    const old = prior ? prior.frames * fading ** (t + 1) : 0;
    const total = weights.reduce((a, b) => a + b, old);
    const mean = values.reduce((sum, v, k) => sum + weights[k]! * v, old * (prior?.mean ?? 0)) / total;
    const squares = values.map((v, k) => weights[k]! * (v - mean) ** 2).reduce((a, b) => a + b, 0);
    const priorSquares = prior ? old * (prior.variance + (prior.mean - mean) ** 2) : 0;
    return (values[t]! - mean) / Math.sqrt((squares + priorSquares) / total);
  }

  it.each([Number.POSITIVE_INFINITY, 10])('equals weighted sums over the past, memory %d', (memoryFrames) => {
    const { data } = new RunningNormalizer({ dimensions: 3, variance: true, memoryFrames }).push(some);
    for (const t of [1, 7, 39]) {
      for (const d of [0, 1, 2]) expect(data[t * 3 + d]).toBeCloseTo(directly(t, d, 1 - 1 / memoryFrames), 5);
    }
    expect([...data.subarray(0, 3)]).toEqual([0, 0, 0]);
  });

  it('begins with what it is told to expect, and again after reset', () => {
    const prior = { mean: Float64Array.of(1, 2, 3), variance: Float64Array.of(4, 5, 6) };
    const frames = new Float64Array(3).fill(20);
    const normalizer = new RunningNormalizer({
      ...{ dimensions: 3, variance: true, memoryFrames: 50 },
      prior: { ...prior, frames },
    });
    const first = normalizer.push(some);
    for (const t of [0, 5, 39]) {
      const expected = directly(t, 1, 0.98, { mean: 2, variance: 5, frames: 20 });
      expect(first.data[t * 3 + 1]).toBeCloseTo(expected, 5);
    }
    expect(normalizer.push(some)).not.toEqual(first);
    normalizer.reset();
    expect(normalizer.push(some)).toEqual(first);
  });

  it('does not notice how frames are grouped', () => {
    const whole = new RunningNormalizer({ dimensions: 3, variance: true }).push(some);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 10 }), (sizes) => {
        const normalizer = new RunningNormalizer({ dimensions: 3, variance: true });
        const parts: number[] = [];
        let from = 0;
        for (const size of [...sizes, 40]) {
          const to = Math.min(from + size, 40);
          const group = { data: noise.subarray(from * 3, to * 3), frames: to - from, dimensions: 3 };
          parts.push(...normalizer.push(group).data);
          from = to;
        }
        expect(parts).toEqual([...whole.data]);
      }),
    );
  });

  it('centres without scaling if that is all it is asked', () => {
    const { data } = new RunningNormalizer({ dimensions: 3, variance: false, memoryFrames: Infinity }).push(
      some,
    );
    expect(data[3]).toBeCloseTo((noise[3]! - noise[0]!) / 2, 6);
  });
});
