/** Points with stamps → evenly spaced values: what was left out is filled in by straight lines, and said. */
import { InputError } from '../errors.js';
import type { Calendar } from './calendar.js';

/** Rows that a table may have, and points that a series may. */
export const MOST_ROWS = 2_000_000;
/** Steps may be off by this share: summer time, months of 28 to 31 days. */
const IRREGULAR = 0.15;

/** Puts points where stamps were left out, and values where they were. */
export function fillGaps(
  points: readonly { stamp: number; value: number }[],
  calendar: Calendar,
  path: string,
  notes: string[],
): Float64Array {
  const known: { at: number; value: number }[] = [];
  let at = 0;
  let moved = 0;
  points.forEach(({ stamp, value }, i) => {
    if (i > 0) {
      const before = points[i - 1]!.stamp;
      const step = calendar.after(before, 1) - before;
      const steps = (stamp - before) / step;
      at += Math.max(1, Math.round(steps));
      if (Math.abs(steps - Math.max(1, Math.round(steps))) > IRREGULAR) moved++;
    }
    if (!Number.isNaN(value)) known.push({ at, value });
  });
  if (known.length === 0) {
    throw new InputError({
      code: 'series-all-missing',
      found: `no value at all in ${path}`,
      expected: 'numbers',
      remedy: 'Name another column by --target.',
    });
  }
  if (at >= MOST_ROWS) {
    throw new InputError({
      code: 'series-too-sparse',
      found: `${at + 1} points from the first to the last, by the distance most have, in ${path}`,
      expected: `at most ${MOST_ROWS}`,
      remedy: 'Check the first and the last times.',
    });
  }
  const values = new Float64Array(at + 1);
  values.fill(known[0]!.value, 0, known[0]!.at);
  known.forEach(({ at: from, value }, k) => {
    const next = known[k + 1] ?? { at: at + 1, value };
    for (let t = from; t < next.at; t++) {
      values[t] = value + ((next.value - value) * (t - from)) / (next.at - from);
    }
  });
  if (moved > 0) {
    notes.push(
      `irregular: ${moved} of ${points.length - 1} distances are no whole ${calendar.name} steps, and were rounded`,
    );
  }
  const stampless = values.length - points.length;
  if (values.length > known.length) {
    const times = stampless > 0 ? `, ${stampless} of them without a row` : '';
    notes.push(`${values.length - known.length} missing points filled in by straight lines${times}`);
  }
  return values;
}
