/** The single most probable state path of a sequence. O(T · arcs). */
import type { Topology } from './topology.js';

/** A state path and its probability. */
export interface StatePath {
  /** State of each frame. // [T] */
  states: Int32Array;
  /** Natural-log joint probability of the path and the observations; -Infinity if no path can produce them. */
  logProbability: number;
}

/**
 * Viterbi's algorithm (Rabiner 1989, eq. 32–35) in logarithms. Of equally probable paths it takes the one that goes
 * through the lowest state numbers, looked at from the end.
 *
 * @param logB - log density of each frame in each state // [T, N]
 * @param frames - number of frames T
 */
export function viterbi(topology: Topology, logB: Float64Array, frames: number): StatePath {
  const { states: N, logStart, logEnd, logProbability, incoming } = topology;
  const from = new Int32Array(frames * N); // [T, N]
  let now = new Float64Array(N);
  let before = new Float64Array(N);
  for (let j = 0; j < N; j++) now[j] = logStart[j]! + logB[j]!;
  for (let t = 1; t < frames; t++) {
    [now, before] = [before, now];
    for (let j = 0; j < N; j++) {
      let best = Number.NEGATIVE_INFINITY;
      let source = 0;
      for (let k = incoming.start[j]!; k < incoming.start[j + 1]!; k++) {
        const value = before[incoming.source[k]!]! + logProbability[incoming.arc[k]!]!;
        if (value > best) {
          best = value;
          source = incoming.source[k]!;
        }
      }
      now[j] = best + logB[t * N + j]!;
      from[t * N + j] = source;
    }
  }
  let last = 0;
  for (let j = 0; j < N; j++) {
    now[j]! += logEnd[j]!;
    if (now[j]! > now[last]!) last = j;
  }
  const states = new Int32Array(frames);
  for (let t = frames - 1, state = last; t >= 0; t--) {
    states[t] = state;
    state = from[t * N + state]!;
  }
  return { states, logProbability: now[last]! };
}
