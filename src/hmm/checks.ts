/** Refusals shared by the models of this folder: every one names what was found, what was expected and the way out. */
import { InputError } from '../errors.js';

/** Sums of probabilities may miss 1 by this much: enough for six printed digits, too little for a wrong row. */
const SUM_TOLERANCE = 1e-5;

/** Throws an {@link InputError}. */
export function refuse(code: string, found: string, expected: string, remedy: string): never {
  throw new InputError({ code, found, expected, remedy });
}

/** Refuses `row` unless it holds probabilities whose sum, with `rest` added, is 1. */
export function checkDistribution(code: string, name: string, row: Float64Array, rest = 0): void {
  let sum = rest;
  for (const p of row) {
    if (!(p >= 0 && p <= 1)) {
      refuse(code, `${p} in ${name}`, 'probabilities from 0 to 1', 'Correct that entry.');
    }
    sum += p;
  }
  if (Math.abs(sum - 1) > SUM_TOLERANCE) {
    refuse(code, `${name} summing to ${sum}`, 'a sum of 1', 'Divide the entries by their sum.');
  }
}

/** Refuses `value` unless it is a whole number of at least `minimum`. */
export function checkWhole(code: string, name: string, value: number, minimum: number): void {
  if (!Number.isSafeInteger(value) || value < minimum) {
    refuse(code, `${name} = ${value}`, `a whole number of at least ${minimum}`, `Correct ${name}.`);
  }
}

/** Refuses `value` unless it is finite and at least (with `strict`: above) `minimum`. */
export function checkNumber(
  code: string,
  name: string,
  value: number,
  minimum: number,
  strict = false,
): void {
  if (!Number.isFinite(value) || value < minimum || (strict && value === minimum)) {
    const bound = strict ? `above ${minimum}` : `of at least ${minimum}`;
    refuse(code, `${name} = ${value}`, `a finite number ${bound}`, `Correct ${name}.`);
  }
}

/** Copies rows of equal length into one flat array. // [rows.length, size] */
export function flatten(
  code: string,
  name: string,
  rows: ArrayLike<ArrayLike<number>>,
  size: number,
): Float64Array {
  const flat = new Float64Array(rows.length * size);
  for (let r = 0; r < rows.length; r++) {
    if (rows[r]?.length !== size) {
      const found = `${rows[r]?.length ?? 'no'} numbers in row ${r} of ${name}`;
      refuse(code, found, `${size} numbers`, `Give ${name} rows of equal length.`);
    }
    flat.set(rows[r]!, r * size);
  }
  return flat;
}

/** The rows of a flat matrix as plain arrays, for JSON. */
export function rowsOf(flat: Float64Array, size: number): number[][] {
  return Array.from({ length: flat.length / size }, (_, r) =>
    Array.from(flat.subarray(r * size, (r + 1) * size)),
  );
}
