/** What is taken for observations, what is refused, and the variance floor that follows from them. */
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import { GaussianDiagonal } from '../../src/hmm/emissions/gaussian-diagonal.js';
import { Hmm } from '../../src/hmm/hmm.js';
import { frames, type Sequence, toObservationList, toObservations } from '../../src/hmm/observations.js';
import { ergodic } from '../../src/hmm/topology-builders.js';
import { defaultVarianceFloor } from '../../src/hmm/variance-floor.js';

describe('observations', () => {
  it('come in many forms', () => {
    const forms: Sequence[] = [
      [
        [1, 2],
        [3, 4],
      ],
      [Float32Array.of(1, 2), Float64Array.of(3, 4)],
      frames(Float32Array.of(1, 2, 3, 4), 2),
      { length: 2, dimensions: 2, values: Float64Array.of(1, 2, 3, 4) },
    ];
    for (const form of forms) {
      expect(toObservations(form)).toEqual({ length: 2, dimensions: 2, values: Float64Array.of(1, 2, 3, 4) });
    }
    expect(toObservations(Int8Array.of(5, 6))).toEqual({
      length: 2,
      dimensions: 1,
      values: Float64Array.of(5, 6),
    });
  });

  it('are refused with what was found, what was expected and what to do', () => {
    const gaussian = new Hmm(ergodic(1), new GaussianDiagonal([[0, 0]], [[1, 1]]));
    const refused: [() => unknown, RegExp][] = [
      [() => toObservations([]), /hmm-empty-sequence: found 0 frames, expected at least one frame/],
      [() => toObservations([[]]), /hmm-empty-sequence/],
      [() => toObservations([[1, 2], [3]]), /hmm-ragged-frames: found 1 numbers in frame 1, expected 2/],
      [
        () =>
          toObservations([
            [1, 2],
            [3, Number.NaN],
          ]),
        /hmm-not-finite: found NaN in frame 1, dimension 1/,
      ],
      [() => toObservations([Number.POSITIVE_INFINITY]), /hmm-not-finite: found Infinity in frame 0/],
      [() => toObservations([1e101]), /hmm-magnitude: found 1e\+101/],
      [() => toObservations(7 as unknown as Sequence), /hmm-sequence: found 7/],
      [() => frames(new Float32Array(5), 2), /hmm-ragged-frames: found 5 numbers, expected a multiple of 2/],
      [() => toObservationList([]), /hmm-sequences: found no sequence/],
      [() => toObservationList([1, 2] as unknown as Sequence[]), /Wrap a single sequence: \[sequence\]/],
      [
        () => toObservationList([[1], [[1, 2]]]),
        /hmm-dimension-mismatch: found frames of 2 dimensions in sequence 1/,
      ],
      [() => gaussian.score([[1, 2, 3]]), /found frames of 3 dimensions, expected 2/],
      [() => gaussian.fit([[1, 2, 3]]), /found frames of 1 dimension, expected 2/],
    ];
    for (const [act, message] of refused) {
      expect(act).toThrow(message);
      expect(act).toThrow(InputError);
    }
  });

  it('set the default variance floor: a millionth of the least variance, constant dimensions aside', () => {
    const data = toObservationList([
      [
        [0, 10, 7],
        [2, 30, 7],
      ],
      [
        [0, 10, 7],
        [2, 30, 7],
      ],
    ]);
    expect(defaultVarianceFloor(data)).toBeCloseTo(1e-6, 12);
    expect(defaultVarianceFloor(toObservationList([[5, 5, 5]]))).toBeCloseTo(25e-24, 30);
    expect(defaultVarianceFloor(toObservationList([[0, 0]]))).toBe(1e-300);
  });
});
