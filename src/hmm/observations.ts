/** What a model observes: T frames of D numbers, flat and time-major, checked once at the door. */
import { refuse } from './checks.js';

/** Beyond this, squares of sums over a corpus would leave the range of a double. */
const LARGEST = 1e100;

/** A sequence of T frames of D numbers. A discrete symbol is a frame of one whole number. */
export interface Observations {
  /** Number of frames T, at least 1. */
  readonly length: number;
  /** Numbers per frame D. */
  readonly dimensions: number;
  /** All finite. // [T, D] */
  readonly values: Float64Array;
}

/** A sequence as a caller may give it: numbers or symbols (D = 1), rows of D numbers, or {@link Observations}. */
export type Sequence = ArrayLike<number> | readonly ArrayLike<number>[] | Observations;

/**
 * Views flat, time-major frames as a sequence.
 *
 * @param values - T frames of `dimensions` numbers // [T, D]
 * @throws InputError when the array is empty, is no whole number of frames, or holds what is not a finite number.
 */
export function frames(values: Float32Array | Float64Array, dimensions: number): Observations {
  const length = values.length / dimensions;
  if (!Number.isInteger(length)) {
    refuse(
      'hmm-ragged-frames',
      `${values.length} numbers`,
      `a multiple of ${dimensions}`,
      'Give whole frames, one after the other.',
    );
  }
  return checked({
    length,
    dimensions,
    values: values instanceof Float64Array ? values : Float64Array.from(values),
  });
}

/**
 * Brings any form of {@link Sequence} into the flat one.
 *
 * @throws InputError on an empty sequence, frames of unequal size, NaN, ±Infinity, or magnitudes above 1e100.
 */
export function toObservations(sequence: Sequence): Observations {
  if (typeof sequence !== 'object' || sequence === null || !('length' in sequence)) {
    const remedy = 'Pass an array of numbers, an array of frames, or frames(values, dimensions).';
    refuse('hmm-sequence', String(sequence), 'a sequence', remedy);
  }
  if ('values' in sequence && 'dimensions' in sequence) return frames(sequence.values, sequence.dimensions);
  const length = sequence.length;
  if (length === 0 || typeof sequence[0] !== 'object') {
    return checked({ length, dimensions: 1, values: Float64Array.from(sequence as ArrayLike<number>) });
  }
  const rows = sequence as readonly ArrayLike<number>[];
  const dimensions = rows[0]!.length;
  const values = new Float64Array(length * dimensions);
  for (let t = 0; t < length; t++) {
    if (rows[t]?.length !== dimensions) {
      refuse(
        'hmm-ragged-frames',
        `${rows[t]?.length ?? 'no'} numbers in frame ${t}`,
        `${dimensions}, as in frame 0`,
        'Give every frame the same number of values.',
      );
    }
    values.set(rows[t]!, t * dimensions);
  }
  return checked({ length, dimensions, values });
}

/**
 * {@link toObservations} for each of several sequences, which may differ in length but not in dimensions.
 *
 * @throws InputError also when there is no sequence, or one sequence was passed in place of a list.
 */
export function toObservationList(sequences: readonly Sequence[]): Observations[] {
  if (sequences.length === 0 || typeof sequences[0] !== 'object') {
    const found = sequences.length === 0 ? 'no sequence' : 'a list of numbers';
    refuse('hmm-sequences', found, 'a list of sequences', 'Wrap a single sequence: [sequence].');
  }
  const list = sequences.map(toObservations);
  list.forEach((one, s) => {
    checkDimensions(one, list[0]!.dimensions, ` in sequence ${s}`);
  });
  return list;
}

/** Refuses frames that are not of `expected` dimensions. */
export function checkDimensions(observations: Observations, expected: number, where = ''): void {
  const got = observations.dimensions;
  if (got === expected) return;
  refuse(
    'hmm-dimension-mismatch',
    `frames of ${got} dimension${got === 1 ? '' : 's'}${where}`,
    `${expected}`,
    'Give frames like those the model was made for.',
  );
}

function checked(observations: Observations): Observations {
  const { length, dimensions, values } = observations;
  if (length === 0 || dimensions === 0) {
    refuse('hmm-empty-sequence', `${length} frames`, 'at least one frame', 'Drop empty sequences.');
  }
  for (let i = 0; i < values.length; i++) {
    if (Math.abs(values[i]!) <= LARGEST) continue;
    const where = `frame ${Math.floor(i / dimensions)}, dimension ${i % dimensions}`;
    if (Number.isFinite(values[i]!)) {
      refuse(
        'hmm-magnitude',
        `${values[i]} in ${where}`,
        `magnitudes up to ${LARGEST}`,
        'Scale the observations.',
      );
    }
    refuse('hmm-not-finite', `${values[i]} in ${where}`, 'finite numbers', 'Remove or impute such frames.');
  }
  return observations;
}
