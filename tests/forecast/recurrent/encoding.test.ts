/** Encodings: nothing of the future, nothing of a series' own measure. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayEncoding } from '../../../src/forecast/recurrent/day-encoding.js';
import {
  type EncodedWindow,
  encodeWindow,
  type SeriesEncoding,
} from '../../../src/forecast/recurrent/encoding.js';
import { pointEncoding } from '../../../src/forecast/recurrent/point-encoding.js';
import { owaCost, trainingWindows } from '../../../src/forecast/recurrent/windows.js';
import { createRandom } from '../../../src/random.js';

const encodings: [string, SeriesEncoding][] = [
  ['days', dayEncoding(48)],
  ['days of a longer horizon', dayEncoding(96)],
  ['points', pointEncoding({ season: 12, horizon: 6, context: 24 })],
  ['points without season', pointEncoding({ season: 1, horizon: 6, context: 24 })],
];
const LENGTH = 600;

function series(seed: number): Float64Array {
  const random = createRandom(seed);
  return Float64Array.from(
    { length: LENGTH },
    (_, t) => 50 + t / 20 + 20 * Math.sin(t / 3.82) + random.normal(),
  );
}

/** Compared number by number: printing thousands of differences would take minutes. */
function same(a: EncodedWindow, b: EncodedWindow): boolean {
  const numbers = ({ input, basis, frames }: EncodedWindow) => [
    ...[...input, ...basis],
    ...frames.flatMap(({ base, unit, sizes }) => [...base, unit, ...sizes]),
  ];
  const [left, right] = [numbers(a), numbers(b)];
  return left.length === right.length && left.every((value, i) => value === right[i]);
}

describe.each(encodings)('an encoding by %s', (_, encoding) => {
  it('sees nothing after the origin', () => {
    const origins = fc.integer({ min: encoding.least, max: LENGTH - 1 });
    fc.assert(
      fc.property(origins, fc.integer({ min: 1, max: 1000 }), (origin, seed) => {
        const values = series(seed);
        const other = values.map((value, t) => (t >= origin ? -7 * value : value));
        const [a, b] = [values, other].map((some) => encodeWindow(encoding, encoding.prepare(some), origin));
        expect(same(a!, b!)).toBe(true);
        // Nor needs what comes after to be there at all.
        const cut = encodeWindow(encoding, encoding.prepare(values.slice(0, origin)), origin);
        expect(same(a!, cut)).toBe(true);
      }),
      { numRuns: 8 },
    );
  });

  it('does not know the measure of a series', () => {
    const values = series(1);
    const [a, b] = [values, values.map((value) => 1024 * value)].map((some) =>
      encoding.prepare(some).frame(LENGTH),
    );
    expect(b!.input).toEqual(a!.input);
    expect(b!.basis).toEqual(a!.basis);
    expect(b!.unit).toBe(1024 * a!.unit);
  });

  it.each([
    ['constant', () => new Float64Array(LENGTH).fill(7)],
    ['zero', () => new Float64Array(LENGTH)],
    ['negative', () => series(2).map((value) => -value)],
    ['with one value of another kind', () => series(2).map((value, t) => (t === LENGTH - 3 ? 1e9 : value))],
  ])('gives numbers for a series that is %s', (_name, make) => {
    const { input, basis, unit, sizes } = encoding.prepare(make()).frame(LENGTH);
    for (const numbers of [input, basis, sizes]) expect(numbers.every(Number.isFinite)).toBe(true);
    expect(unit).toBeGreaterThan(0);
    expect(Math.min(...sizes)).toBeGreaterThan(0);
    expect(input.length).toBe(encoding.inputs);
  });

  it('is trained on targets that follow its frames, none beyond the end', () => {
    const values = series(3);
    const options = { perEpoch: 5, seed: 1, warmUp: 1, cost: owaCost([1], { smape: 1, mase: 1 }) };
    const windows = trainingWindows(encoding, [encoding.prepare(values)], options);
    const frames = windows.frames(0);
    for (let i = 0; i < 5; i++) {
      const { input, target } = windows.example(i, 0);
      const T = input.length / encoding.inputs;
      expect(T).toBe(frames[i]);
      const known = target.values.filter((value) => !Number.isNaN(value)).length;
      expect(known).toBeGreaterThan(0);
      expect(known).toBeLessThanOrEqual((T - 1) * encoding.horizon);
      // The same window and target, found again in the series by its frames.
      const last = input.subarray(-encoding.inputs);
      const prepared = encoding.prepare(values);
      const origin = Array.from({ length: LENGTH - encoding.least + 1 }, (_v, k) => encoding.least + k).find(
        (at) => prepared.frame(at).input.every((value, j) => value === last[j]),
      )!;
      const { base, unit } = prepared.frame(origin);
      const wanted = target.values.subarray(-encoding.horizon);
      wanted.forEach((value, h) => {
        const came = values[origin + h];
        if (came === undefined) expect(value).toBeNaN();
        else expect(value).toBeCloseTo((came - base[h]!) / unit, 3);
      });
    }
    expect(windows.example(0, 1).input).not.toEqual(windows.example(0, 0).input);
  });
});
