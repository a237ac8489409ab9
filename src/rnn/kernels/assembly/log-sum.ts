// Sums in the log domain over the arcs of a small graph, four arcs at a time; ./numerator.ts says how they lie in memory.
import { exp4, log1, max4, sum4 } from './simd';
import { LOG_ZERO } from './softmax';

/** n entries, a multiple of four, become log 0. */
export function fillLogZero(x: usize, n: i32): void {
  const zero = f32x4.splat(LOG_ZERO);
  for (let i = 0; i < n; i += 4) v128.store(x + (<usize>i << 2), zero);
}

/** log Σ exp(x[place] + weight) over the arcs of place k. */
export function logSumArcs(x: usize, rows: usize, arcs: usize, k: i32): f32 {
  const begin = arcs + (<usize>load<i32>(rows + (<usize>k << 2)) << 5);
  const end = arcs + (<usize>load<i32>(rows + (<usize>k << 2), 4) << 5);
  let most = f32x4.splat(LOG_ZERO);
  for (let four = begin; four < end; four += 32) most = f32x4.pmax(most, reach(x, four));
  const highest = max4(most);
  const shift = f32x4.splat(highest);
  let sums = f32x4.splat(0);
  for (let four = begin; four < end; four += 32) sums = f32x4.add(sums, exp4(f32x4.sub(reach(x, four), shift)));
  return begin == end ? LOG_ZERO : highest + log1(sum4(sums));
}

/** x[place] + weight of four arcs. */
// @ts-ignore: decorator
@inline
function reach(x: usize, four: usize): v128 {
  let from = v128.load32_zero(x + <usize>load<u32>(four));
  from = v128.load_lane<f32>(x + <usize>load<u32>(four, 4), from, 1);
  from = v128.load_lane<f32>(x + <usize>load<u32>(four, 8), from, 2);
  from = v128.load_lane<f32>(x + <usize>load<u32>(four, 12), from, 3);
  return f32x4.add(from, v128.load(four, 16));
}

/** log(eᵃ + eᵇ) */
export function logAdd(a: f32, b: f32): f32 {
  const least = min(a, b);
  const most = max(a, b);
  return most + log1(1 + f32x4.extract_lane(exp4(f32x4.splat(least - most)), 0));
}
