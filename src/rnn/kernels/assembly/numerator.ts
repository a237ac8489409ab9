// The numerators of lattice-free MMI: forward–backward over a small graph of HMM states for each sequence, in the log
// domain, as far as a frame can lie from what was said. Each frame's largest weight is taken out, as in ./ctc.ts.
//
// A graph has P places: first N states, each of which emits a frame, then J junctions, crossed between two frames; arcs
// between junctions lead to later ones. A row of weights has R floats, the places in order and at least one LOG_ZERO.
// The graph lies in memory as a header of i32 (N, J, R, its frames, and where the eight tables begin, in bytes from the
// header) and these tables:
//   rows in, arcs in: where the arcs into each place begin, in fours // i32 [P + 1]; then the arcs, four at a time: the
//     places they come from · 4, and their log weights // [fours, 8], filled up with arcs from a place at LOG_ZERO
//   rows out, arcs out: the same, where the arcs of each place lead
//   states: class · 4, first and last frame allowed // i32 [N, 3]
//   start: log weight of each junction before the first frame // f32 [J]
//   final: log weight of each state after the last frame // f32 [N]
//   ranges: after each frame, the states and the junctions that can be reached: from, to, from, to // i32 [frames, 4]
// ../hmm-graph.ts lays it out.
import { fillLogZero, logAdd, logSumArcs } from './log-sum';
import { exp4, log1 } from './simd';
import { LOG_ZERO } from './softmax';

/** Bytes of a sequence's sums, as in ./denominator.ts. */
const SUMS: usize = 24;

// The graph at hand; every thread has its own.
let N: i32 = 0;
let J: i32 = 0;
let R: i32 = 0;
let rowsIn: usize = 0;
let arcsIn: usize = 0;
let rowsOut: usize = 0;
let arcsOut: usize = 0;
let states: usize = 0;
let start: usize = 0;
let final: usize = 0;
let ranges: usize = 0;

/** @returns its frames */
function open(graph: usize): i32 {
  N = load<i32>(graph);
  J = load<i32>(graph, 4);
  R = load<i32>(graph, 8);
  rowsIn = graph + <usize>load<i32>(graph, 16);
  arcsIn = graph + <usize>load<i32>(graph, 20);
  rowsOut = graph + <usize>load<i32>(graph, 24);
  arcsOut = graph + <usize>load<i32>(graph, 28);
  states = graph + <usize>load<i32>(graph, 32);
  start = graph + <usize>load<i32>(graph, 36);
  final = graph + <usize>load<i32>(graph, 40);
  ranges = graph + <usize>load<i32>(graph, 44);
  return load<i32>(graph, 12);
}

/**
 * Log probabilities of B sequences in time-major order, and the posterior of every state in every frame.
 * @param logits // [T, B, ld]
 * @param graphs addresses of the sequences' graphs // i32 [B]
 * @param rooms addresses of room for each sequence: out, from its second row on, the posteriors of the states that can
 *   be reached // i32 [B], each f32 [frames + 3, R]
 * @param sums out, at 0 of each sequence: log p, −Infinity where no path fits // f64 [B, 3]
 */
export function numerators(B: i32, ld: i32, logits: usize, graphs: usize, rooms: usize, sums: usize): void {
  for (let b = 0; b < B; b++) {
    const at = <usize>b << 2;
    const frames = open(load<i32>(graphs + at));
    const first = logits + (<usize>(b * ld) << 2);
    sequence(frames, first, <usize>(B * ld) << 2, load<i32>(rooms + at), sums + <usize>b * SUMS);
  }
}

/**
 * gradient −= factor · posterior, for what {@link numerators} found. Sequences without a path, of the numerator or of
 * the denominator, get no gradient at all.
 * @param gradient // [T, B, ld]
 * @param lengths frames of each sequence // i32 [B]
 */
export function subtractNumerators(
  B: i32, ld: i32, gradient: usize, lengths: usize, graphs: usize, rooms: usize, factor: f32, sums: usize,
): void {
  const frame = <usize>(B * ld) << 2;
  for (let b = 0; b < B; b++) {
    const at = <usize>b << 2;
    let row = gradient + (<usize>(b * ld) << 2);
    const own = sums + <usize>b * SUMS;
    if (!isFinite(load<f64>(own)) || !isFinite(load<f64>(own, 8))) {
      const frames = load<i32>(lengths + at);
      for (let t = 0; t < frames; t++) memory.fill(row + <usize>t * frame, 0, <usize>ld << 2);
      continue;
    }
    const frames = open(load<i32>(graphs + at));
    let weights = <usize>load<i32>(rooms + at);
    for (let t = 0; t < frames; t++) {
      weights += <usize>R << 2;
      const to = load<i32>(ranges + (<usize>t << 4), 4);
      for (let k = load<i32>(ranges + (<usize>t << 4)); k < to; k++) {
        const out = row + <usize>load<i32>(stateAt(k));
        store<f32>(out, load<f32>(out) - factor * load<f32>(weights + (<usize>k << 2)));
      }
      row += frame;
    }
  }
}

// @ts-ignore: decorator
@inline
function stateAt(k: i32): usize {
  return states + <usize>k * 12;
}

// @ts-ignore: decorator
@inline
function mayBe(state: usize, t: i32): bool {
  return load<i32>(state, 4) <= t && t <= load<i32>(state, 8);
}

function sequence(frames: i32, logits: usize, frame: usize, room: usize, sums: usize): void {
  const row = <usize>R << 2;
  fillLogZero(room, (frames + 3) * R);
  for (let j = 0; j < J; j++) {
    const come = logSumArcs(room, rowsIn, arcsIn, N + j);
    store<f32>(room + (<usize>(N + j) << 2), logAdd(come, load<f32>(start + (<usize>j << 2))));
  }
  let logP: f64 = 0;
  for (let t = 0; t < frames; t++) {
    const most = advance(t, logits + <usize>t * frame, room + <usize>t * row, room + <usize>(t + 1) * row);
    logP += <f64>most;
    if (most < LOG_ZERO / 2) break;
  }
  // The last frame's states by their final weights; one row further nothing is needed any more.
  const beta = room + <usize>(frames + 1) * row;
  if (frames > 0 && logP > <f64>LOG_ZERO / 2) {
    memory.copy(beta, final, <usize>N << 2);
    for (let t = frames - 1; t >= 0; t--) {
      const here = room + <usize>(t + 1) * row;
      const all = posteriors(t, logits + <usize>t * frame, here, beta, beta + row);
      if (t == frames - 1) logP += <f64>all;
      if (all < LOG_ZERO / 2) break;
      if (t > 0) retreat(t - 1, beta + row, beta);
    }
  }
  store<f64>(sums, logP > <f64>LOG_ZERO / 2 && frames > 0 ? logP : -Infinity);
}

/** One frame forward: the states from the row before, then the junctions. @returns what was taken out of the row */
function advance(t: i32, x: usize, before: usize, now: usize): f32 {
  const range = ranges + (<usize>t << 4);
  const from = load<i32>(range);
  const to = load<i32>(range, 4);
  let most: f32 = LOG_ZERO;
  for (let k = from; k < to; k++) {
    const state = stateAt(k);
    if (!mayBe(state, t)) continue;
    const value = logSumArcs(before, rowsIn, arcsIn, k) + load<f32>(x + <usize>load<i32>(state));
    store<f32>(now + (<usize>k << 2), value);
    most = max(most, value);
  }
  for (let k = from; k < to; k++) {
    const at = now + (<usize>k << 2);
    store<f32>(at, load<f32>(at) - most);
  }
  const last = load<i32>(range, 12);
  for (let k = load<i32>(range, 8); k < last; k++) {
    store<f32>(now + (<usize>k << 2), logSumArcs(now, rowsIn, arcsIn, k));
  }
  return most;
}

/**
 * A row of forward weights becomes posteriors, and what follows a state becomes what follows it with its own frame.
 * @param next out: LOG_ZERO but for the states of this frame // [R]
 * @returns the log of the sum of forward · backward weights
 */
function posteriors(t: i32, x: usize, now: usize, beta: usize, next: usize): f32 {
  const range = ranges + (<usize>t << 4);
  const from = load<i32>(range);
  const to = load<i32>(range, 4);
  fillLogZero(next, R);
  let most: f32 = LOG_ZERO;
  let highest: f32 = LOG_ZERO;
  for (let k = from; k < to; k++) {
    const at = <usize>k << 2;
    const state = stateAt(k);
    if (!mayBe(state, t)) {
      store<f32>(now + at, LOG_ZERO);
      continue;
    }
    const both = load<f32>(now + at) + load<f32>(beta + at);
    const value = load<f32>(beta + at) + load<f32>(x + <usize>load<i32>(state));
    store<f32>(now + at, both);
    store<f32>(next + at, value);
    most = max(most, both);
    highest = max(highest, value);
  }
  let sum: f32 = 0;
  for (let k = from; k < to; k++) {
    const at = <usize>k << 2;
    const e = f32x4.extract_lane(exp4(f32x4.splat(load<f32>(now + at) - most)), 0);
    store<f32>(now + at, e);
    sum += e;
    store<f32>(next + at, load<f32>(next + at) - highest);
  }
  for (let k = from; k < to; k++) {
    const at = <usize>k << 2;
    store<f32>(now + at, load<f32>(now + at) / sum);
  }
  return most + log1(sum);
}

/** From what follows frame t to what follows its junctions and states. */
function retreat(t: i32, next: usize, beta: usize): void {
  const range = ranges + (<usize>t << 4);
  const first = load<i32>(range, 8);
  for (let k = load<i32>(range, 12) - 1; k >= first; k--) {
    store<f32>(next + (<usize>k << 2), logSumArcs(next, rowsOut, arcsOut, k));
  }
  const to = load<i32>(range, 4);
  for (let k = load<i32>(range); k < to; k++) {
    store<f32>(beta + (<usize>k << 2), logSumArcs(next, rowsOut, arcsOut, k));
  }
}
