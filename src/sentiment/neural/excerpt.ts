/** The beginning and the end of a text too long to be read whole: that is where reviews say what they think. */

/** The first `head` and the last `tail` ids, or all where there are no more. */
export function excerpt(ids: ArrayLike<number>, head: number, tail: number): Int32Array {
  const { length } = ids;
  if (length <= head + tail) return Int32Array.from(ids);
  return Int32Array.from({ length: head + tail }, (_, i) => ids[i < head ? i : length - head - tail + i]!);
}
