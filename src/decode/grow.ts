/** Pools of typed arrays that only ever grow: after a few utterances nothing is allocated any more. */

/** A copy of `array` with room for `capacity` entries. */
export function grown<A extends Int32Array | Float32Array | Float64Array>(array: A, capacity: number): A {
  const larger = new (array.constructor as new (length: number) => A)(capacity);
  larger.set(array);
  return larger;
}
