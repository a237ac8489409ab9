// Four sequences in the four lanes of a vector: what belongs to one class or state of all four lies side by side, so
// that a walk over a graph loads and stores whole vectors. Lanes without a sequence of their own repeat the last one.
import { exp4, madd, sum4 } from './simd';
import { LOG_ZERO, padAndMax } from './softmax';

/**
 * Logits further than this below the frame's best count as if they lay no deeper. With a leak of 1e-5 no forward or
 * backward weight then leaves the normal range of float32.
 */
const DEEPEST: f32 = -40;

// Rows of the four sequences at the frame at hand; every thread has its own.
let row0: usize = 0;
let row1: usize = 0;
let row2: usize = 0;
let row3: usize = 0;

/** Sequence of lane l, the first being sequence b. */
// @ts-ignore: decorator
@inline
export function laneOf(b: i32, l: i32, B: i32): i32 {
  return min(b + l, B - 1);
}

/** The entries of four sequences. // i32 [B] */
export function lanesOf(entries: usize, b: i32, B: i32): v128 {
  let four = i32x4.splat(load<i32>(entries + (<usize>b << 2)));
  four = i32x4.replace_lane(four, 1, load<i32>(entries + (<usize>laneOf(b, 1, B) << 2)));
  four = i32x4.replace_lane(four, 2, load<i32>(entries + (<usize>laneOf(b, 2, B) << 2)));
  return i32x4.replace_lane(four, 3, load<i32>(entries + (<usize>laneOf(b, 3, B) << 2)));
}

/** Lets the functions below speak of frame t of the sequences from b on. // logits [T, B, ld] */
export function toFrame(t: i32, b: i32, B: i32, ld: i32, logits: usize): void {
  const row = <usize>ld << 2;
  const frame = logits + <usize>t * <usize>B * row;
  row0 = frame + <usize>b * row;
  row1 = frame + <usize>laneOf(b, 1, B) * row;
  row2 = frame + <usize>laneOf(b, 2, B) * row;
  row3 = frame + <usize>laneOf(b, 3, B) * row;
}

/** The largest of C logits of each row; pads the rows with LOG_ZERO. */
export function maxLanes(C: i32, ld: i32): v128 {
  let most = f32x4.splat(padAndMax(row0, C, ld));
  most = f32x4.replace_lane(most, 1, padAndMax(row1, C, ld));
  most = f32x4.replace_lane(most, 2, padAndMax(row2, C, ld));
  return f32x4.replace_lane(most, 3, padAndMax(row3, C, ld));
}

/**
 * out[class, lane] = exp(logit − shift)·factor of padded rows; factor alone in lanes that are not `live`.
 * @param out // [ld, 4]
 */
export function expLanes(ld: i32, shift: v128, live: v128, factor: v128, out: usize): void {
  const deepest = f32x4.splat(DEEPEST);
  for (let i: usize = 0; i < <usize>ld << 2; i += 16) {
    const x0 = v128.load(row0 + i);
    const x1 = v128.load(row1 + i);
    const x2 = v128.load(row2 + i);
    const x3 = v128.load(row3 + i);
    const low01 = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
    const low23 = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5);
    const high23 = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
    const e0 = expAbove(v128.shuffle<f64>(low01, low23, 0, 2), shift, deepest, live);
    const e1 = expAbove(v128.shuffle<f64>(low01, low23, 1, 3), shift, deepest, live);
    const e2 = expAbove(v128.shuffle<f64>(high01, high23, 0, 2), shift, deepest, live);
    const e3 = expAbove(v128.shuffle<f64>(high01, high23, 1, 3), shift, deepest, live);
    v128.store(out, f32x4.mul(e0, factor));
    v128.store(out, f32x4.mul(e1, factor), 16);
    v128.store(out, f32x4.mul(e2, factor), 32);
    v128.store(out, f32x4.mul(e3, factor), 48);
    out += 64;
  }
}

// @ts-ignore: decorator
@inline
function expAbove(x: v128, shift: v128, deepest: v128, live: v128): v128 {
  return exp4(v128.and(f32x4.pmax(f32x4.sub(x, shift), deepest), live));
}

/**
 * The rows of logits become gradients: row[class] = p·posterior[class, lane] + l2·row[class]; 0 in the padding, and
 * everywhere in lanes that are not `live`.
 * @param posteriors // [ld, 4]
 */
export function gradientRows(C: i32, ld: i32, live: v128, posteriors: usize, p: v128, l2: f32): void {
  const decay = f32x4.splat(l2);
  const live0 = v128.shuffle<i32>(live, live, 0, 0, 0, 0);
  const live1 = v128.shuffle<i32>(live, live, 1, 1, 1, 1);
  const live2 = v128.shuffle<i32>(live, live, 2, 2, 2, 2);
  const live3 = v128.shuffle<i32>(live, live, 3, 3, 3, 3);
  for (let i: usize = 0; i < <usize>ld << 2; i += 16) {
    const g0 = f32x4.mul(v128.load(posteriors), p);
    const g1 = f32x4.mul(v128.load(posteriors, 16), p);
    const g2 = f32x4.mul(v128.load(posteriors, 32), p);
    const g3 = f32x4.mul(v128.load(posteriors, 48), p);
    const low01 = v128.shuffle<f32>(g0, g1, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(g0, g1, 2, 6, 3, 7);
    const low23 = v128.shuffle<f32>(g2, g3, 0, 4, 1, 5);
    const high23 = v128.shuffle<f32>(g2, g3, 2, 6, 3, 7);
    const x0 = f32x4.mul(v128.load(row0 + i), decay);
    const x1 = f32x4.mul(v128.load(row1 + i), decay);
    const x2 = f32x4.mul(v128.load(row2 + i), decay);
    const x3 = f32x4.mul(v128.load(row3 + i), decay);
    v128.store(row0 + i, v128.and(f32x4.add(x0, v128.shuffle<f64>(low01, low23, 0, 2)), live0));
    v128.store(row1 + i, v128.and(f32x4.add(x1, v128.shuffle<f64>(low01, low23, 1, 3)), live1));
    v128.store(row2 + i, v128.and(f32x4.add(x2, v128.shuffle<f64>(high01, high23, 0, 2)), live2));
    v128.store(row3 + i, v128.and(f32x4.add(x3, v128.shuffle<f64>(high01, high23, 1, 3)), live3));
    posteriors += 64;
  }
  const padding = <usize>(ld - C) << 2;
  const end = <usize>C << 2;
  memory.fill(row0 + end, 0, padding);
  memory.fill(row1 + end, 0, padding);
  memory.fill(row2 + end, 0, padding);
  memory.fill(row3 + end, 0, padding);
}

/** Σ x² of each padded row. */
export function squaresOfLanes(ld: i32): v128 {
  let sums = f32x4.splat(squaresOf(row0, ld));
  sums = f32x4.replace_lane(sums, 1, squaresOf(row1, ld));
  sums = f32x4.replace_lane(sums, 2, squaresOf(row2, ld));
  return f32x4.replace_lane(sums, 3, squaresOf(row3, ld));
}

function squaresOf(row: usize, ld: i32): f32 {
  const none = f32x4.splat(LOG_ZERO);
  let sum = f32x4.splat(0);
  for (let i: usize = 0; i < <usize>ld << 2; i += 16) {
    const value = v128.load(row + i);
    const real = v128.and(value, f32x4.gt(value, none));
    sum = madd(real, real, sum);
  }
  return sum4(sum);
}
