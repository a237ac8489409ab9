// The denominator of lattice-free MMI (Povey et al. 2016): forward–backward over one graph of HMM states that all
// sequences share, four of them at a time in the lanes of a vector. Probabilities, not logarithms: each frame is
// divided by its sum. The leaky HMM of that paper, a small chance to go on anywhere after each frame, keeps every state
// within float32's range.
//
// A graph has P places: first N states, each of which emits a frame, then J junctions, crossed between two frames; arcs
// between junctions lead to later ones. It lies in memory as a header of i32 (N, J, and where the six tables begin,
// in bytes from the header) and these tables:
//   rows in, arcs in: of each place in order, how many arcs come in and its class · 16 // i32 [P, 2]; then the arcs,
//     each as the place it comes from · 16 and its weight // [A, 2]
//   rows out, arcs out: the same from last place to first, the arcs as the place they lead to and their weight
//   start, leak: weight of each junction before the first frame, and after a leak // f32 [J]
// ../hmm-graph.ts lays it out.
import { expLanes, gradientRows, lanesOf, maxLanes, squaresOfLanes, toFrame } from './lanes';
import { log1, madd } from './simd';

/** Backward weights end here: what has no forward weight may have any backward one, and must not become infinite. */
const HIGHEST: f32 = 1e30;

/** Bytes of a sequence's sums, f64: log p of the numerator and of the denominator, Σ logits² (0 unless asked for). */
const SUMS: usize = 24;

// The graph at hand; every thread has its own.
let N: i32 = 0;
let J: i32 = 0;
let rowsIn: usize = 0;
let arcsIn: usize = 0;
let rowsOut: usize = 0;
let arcsOut: usize = 0;
let start: usize = 0;
let leak: usize = 0;
function open(graph: usize): void {
  N = load<i32>(graph);
  J = load<i32>(graph, 4);
  rowsIn = graph + <usize>load<i32>(graph, 8);
  arcsIn = graph + <usize>load<i32>(graph, 12);
  rowsOut = graph + <usize>load<i32>(graph, 16);
  arcsOut = graph + <usize>load<i32>(graph, 20);
  start = graph + <usize>load<i32>(graph, 24);
  leak = graph + <usize>load<i32>(graph, 28);
}

/** Floats of scratch that {@link denominator} needs for T frames of `ld` floats on a graph of N states, J junctions. */
export function denominatorScratch(T: i32, ld: i32, N: i32, J: i32): i32 {
  return 4 * (T * (N + 1) + 2 * (N + J) + 2 * ld + 3);
}

/**
 * Log probabilities of B sequences in time-major order, and the gradient of scale · (log p + l2 / 2 · Σ logits²).
 * @param logits in: logits; out: the gradient, zero in padded frames // [T, B, ld]
 * @param lengths frames of each sequence // i32 [B]
 * @param leakage the leak's share; suggested 1e-5 (whole utterances) to 0.1
 * @param scale of the gradient; with 0 there is no way back, and the logits become zero
 * @param sums out, at 1 and 2 of each sequence: log p and squares // f64 [B, 3]
 * @param scratch floats as {@link denominatorScratch} says
 */
export function denominator(
  T: i32, B: i32, C: i32, ld: i32, logits: usize, lengths: usize, graph: usize, leakage: f32, scale: f32, l2: f32,
  sums: usize, scratch: usize,
): void {
  open(graph);
  for (let b = 0; b < B; b += 4) {
    const frames = lanesOf(lengths, b, B);
    const longest = longestOf(frames, T);
    forward(longest, b, B, C, ld, logits, lengths, leakage, l2 != 0, sums, scratch);
    if (scale != 0) backward(longest, b, B, C, ld, logits, frames, leakage, scale, l2, scratch);
  }
  const frame = <usize>(B * ld) << 2;
  for (let b = 0; b < B; b++) {
    const from = scale != 0 ? longestOf(lanesOf(lengths, b & ~3, B), T) : 0;
    const own = logits + (<usize>(b * ld) << 2);
    for (let t = from; t < T; t++) memory.fill(own + <usize>t * frame, 0, <usize>ld << 2);
  }
}

function longestOf(frames: v128, T: i32): i32 {
  const most = max(
    max(i32x4.extract_lane(frames, 0), i32x4.extract_lane(frames, 1)),
    max(i32x4.extract_lane(frames, 2), i32x4.extract_lane(frames, 3)),
  );
  return min(most, T);
}

/** Σ weight · x[place] over the arcs of one row. */
// @ts-ignore: decorator
@inline
function sumArcs(arc: usize, end: usize, x: usize): v128 {
  let sum = f32x4.splat(0);
  for (; arc < end; arc += 8) sum = madd(v128.load32_splat(arc, 4), v128.load(x + <usize>load<u32>(arc)), sum);
  return sum;
}

/** x[junction] = base[junction] · factor + what comes in along arcs. @param row, arc - of the first junction */
function junctions(x: usize, base: usize, factor: v128, row: usize, arc: usize): void {
  const end = base + (<usize>J << 2);
  for (let to = x + (<usize>N << 4); base < end; base += 4) {
    const next = arc + (<usize>load<u32>(row) << 3);
    v128.store(to, madd(v128.load32_splat(base), factor, sumArcs(arc, next, x)));
    arc = next;
    row += 8;
    to += 16;
  }
}

function forward(
  T: i32, b: i32, B: i32, C: i32, ld: i32, logits: usize, lengths: usize, leakage: f32, squares: bool, sums: usize,
  scratch: usize,
): void {
  const frames = lanesOf(lengths, b, B);
  const none = f32x4.splat(0);
  const history = scratch; // weight of every state after each frame, not yet divided // [T, N, 4]
  const inverses = history + (<usize>T * <usize>N << 4); // 1 / sum of each frame // [T, 4]
  const exps = inverses + (<usize>T << 4); // [ld, 4]
  let before = exps + (<usize>ld << 5); // [P, 4]
  let now = before + (<usize>(N + J) << 4); // [P, 4]
  const notes = now + (<usize>(N + J) << 4);
  const own = sums + <usize>b * SUMS;
  const real = min(4, B - b);
  for (let l = 0; l < real; l++) {
    memory.fill(own + <usize>l * SUMS + 8, 0, 16);
  }

  let stateArcs: u32 = 0;
  for (let i = 0; i < N; i++) stateArcs += load<u32>(rowsIn + (<usize>i << 3));
  const junctionRow = rowsIn + (<usize>N << 3);
  const junctionArc = arcsIn + (<usize>stateArcs << 3);
  memory.fill(before, 0, <usize>N << 4);
  junctions(before, start, f32x4.splat(1), junctionRow, junctionArc);

  let inverse = f32x4.splat(1);
  for (let t = 0; t < T; t++) {
    toFrame(t, b, B, ld, logits);
    const live = i32x4.gt_s(frames, i32x4.splat(t));
    const shift = maxLanes(C, ld);
    expLanes(ld, shift, live, inverse, exps);

    const kept = history + (<usize>t * <usize>N << 4);
    const end = <usize>N << 4;
    let row = rowsIn;
    let arc = arcsIn;
    let total = f32x4.splat(0);
    for (let i: usize = 0; i < end; i += 16) {
      const next = arc + (<usize>load<u32>(row) << 3);
      const value = f32x4.mul(sumArcs(arc, next, before), v128.load(exps + <usize>load<u32>(row, 4)));
      v128.store(now + i, value);
      v128.store(kept + i, value);
      total = f32x4.add(total, value);
      arc = next;
      row += 8;
    }
    junctions(now, leak, f32x4.mul(total, f32x4.splat(leakage)), junctionRow, junctionArc);

    // A graph without a way on gives log 0, and nothing is divided by it.
    inverse = v128.and(f32x4.div(f32x4.splat(1), total), f32x4.gt(total, none));
    v128.store(inverses + (<usize>t << 4), inverse);
    v128.store(notes, total);
    v128.store(notes, shift, 16);
    v128.store(notes, squares ? squaresOfLanes(ld) : none, 32);
    for (let l = 0; l < real; l++) if (t < load<i32>(lengths + (<usize>(b + l) << 2))) note(own, notes, l);
    const swapped = before;
    before = now;
    now = swapped;
  }
}

/** Adds a frame of one lane to its sequence's sums. @param notes - total, shift, squares // [3, 4] */
function note(own: usize, notes: usize, l: i32): void {
  own += <usize>l * SUMS;
  notes += <usize>l << 2;
  const total = load<f32>(notes);
  const shift = <f64>load<f32>(notes, 16);
  store<f64>(own, load<f64>(own, 8) + (total > 0 ? <f64>log1(total) + shift : -Infinity), 8);
  store<f64>(own, load<f64>(own, 16) + <f64>load<f32>(notes, 32), 16);
}

function backward(
  T: i32, b: i32, B: i32, C: i32, ld: i32, logits: usize, frames: v128, leakage: f32, scale: f32, l2: f32,
  scratch: usize,
): void {
  const history = scratch;
  const inverses = history + (<usize>T * <usize>N << 4);
  const exps = inverses + (<usize>T << 4);
  const posteriors = exps + (<usize>ld << 4); // [ld, 4]
  const x = posteriors + (<usize>ld << 4); // what follows a place, its own frame's score included // [P, 4]
  const beta = x + (<usize>(N + J) << 4); // what follows a state // [N, 4]
  const one = f32x4.splat(1);
  const none = f32x4.splat(0);
  const highest = f32x4.splat(HIGHEST);
  const states = <usize>N << 4;
  const places = <usize>(N + J) << 4;

  for (let t = T - 1; t >= 0; t--) {
    const last = i32x4.eq(frames, i32x4.splat(t + 1));
    if (t == T - 1) for (let i: usize = 0; i < states; i += 16) v128.store(beta + i, one);
    else if (v128.any_true(last)) {
      for (let i: usize = 0; i < states; i += 16) v128.store(beta + i, v128.bitselect(one, v128.load(beta + i), last));
    }
    toFrame(t, b, B, ld, logits);
    const live = i32x4.gt_s(frames, i32x4.splat(t));
    expLanes(ld, maxLanes(C, ld), live, one, exps);
    const inverse = v128.load(inverses + (<usize>t << 4));

    memory.fill(posteriors, 0, <usize>ld << 4);
    const kept = history + (<usize>t * <usize>N << 4);
    let sum = none;
    let row = rowsIn;
    for (let i: usize = 0; i < states; i += 16) {
      const own = <usize>load<u32>(row, 4);
      const future = v128.load(beta + i);
      const both = f32x4.mul(v128.load(kept + i), future);
      sum = f32x4.add(sum, both);
      v128.store(posteriors + own, f32x4.add(v128.load(posteriors + own), both));
      v128.store(x + i, f32x4.mul(f32x4.mul(v128.load(exps + own), inverse), future));
      row += 8;
    }
    const share = v128.and(f32x4.div(f32x4.splat(scale), sum), f32x4.gt(sum, none));
    gradientRows(C, ld, live, posteriors, share, scale * l2);
    if (t == 0) break;

    row = rowsOut;
    let arc = arcsOut;
    let leaks = none;
    let to = x + places;
    for (let from = leak + (<usize>J << 2); from > leak; ) {
      from -= 4;
      to -= 16;
      const next = arc + (<usize>load<u32>(row) << 3);
      const value = sumArcs(arc, next, x);
      v128.store(to, value);
      leaks = madd(v128.load32_splat(from), value, leaks);
      arc = next;
      row += 8;
    }
    leaks = f32x4.mul(leaks, f32x4.splat(leakage));
    for (let i = states; i > 0; ) {
      i -= 16;
      const next = arc + (<usize>load<u32>(row) << 3);
      v128.store(beta + i, f32x4.pmin(f32x4.add(leaks, sumArcs(arc, next, x)), highest));
      arc = next;
      row += 8;
    }
  }
}
