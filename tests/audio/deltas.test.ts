/** Deltas against their closed form on a straight line, and against the formula written out. */
import { describe, expect, it } from 'vitest';
import { addDeltas } from '../../src/audio/deltas.js';

describe('addDeltas', () => {
  it('finds the slope of a straight line, away from the ends', () => {
    const data = Float32Array.from({ length: 9 }, (_, t) => 3 * t + 1);
    const { data: out, dimensions } = addDeltas({ data, frames: 9, dimensions: 1 }, 2);
    expect(dimensions).toBe(3);
    expect([...out.subarray(4 * 3, 5 * 3)]).toEqual([13, 3, 0]);
  });

  it('repeats the end frames beyond the ends', () => {
    // c = 1, 2, 4: Δ[0] = (1 (2 − 1) + 2 (4 − 1)) / 10, Δ[1] = (1 (4 − 1) + 2 (4 − 1)) / 10
    const { data } = addDeltas({ data: Float32Array.of(1, 2, 4), frames: 3, dimensions: 1 }, 1);
    expect([...data].map((x) => Number(x.toFixed(6)))).toEqual([1, 0.7, 2, 0.9, 4, 0.8]);
  });

  it('keeps dimensions apart and leaves the input alone', () => {
    const data = Float32Array.of(0, 10, 1, 10, 2, 10, 3, 10, 4, 10);
    const before = data.slice();
    const { data: out } = addDeltas({ data, frames: 5, dimensions: 2 }, 1);
    expect([...out.subarray(8, 12)]).toEqual([2, 10, 1, 0]);
    expect(data).toEqual(before);
  });

  it('answers no frames with no frames', () => {
    expect(addDeltas({ data: new Float32Array(0), frames: 0, dimensions: 13 }, 2)).toEqual({
      data: new Float32Array(0),
      frames: 0,
      dimensions: 39,
    });
  });
});
