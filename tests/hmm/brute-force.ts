/** The definitions themselves: every path of a tiny model, one after the other. */
import type { Topology } from '../../src/hmm/topology.js';

/** A state path with the probability that it and the observations happen. */
export interface Path {
  states: number[];
  probability: number;
}

/** All N^T paths. @param logB - log density of each frame in each state // [T, N] */
export function allPaths(topology: Topology, logB: Float64Array, frames: number): Path[] {
  const N = topology.states;
  const transitions = topology.matrix();
  let paths: Path[] = Array.from({ length: N }, (_, i) => {
    return { states: [i], probability: topology.start[i]! * Math.exp(logB[i]!) };
  });
  for (let t = 1; t < frames; t++) {
    paths = paths.flatMap(({ states, probability }) => {
      return Array.from({ length: N }, (_, j) => ({
        states: [...states, j],
        probability: probability * transitions[states.at(-1)!]![j]! * Math.exp(logB[t * N + j]!),
      }));
    });
  }
  for (const path of paths) path.probability *= topology.end?.[path.states.at(-1)!] ?? 1;
  return paths;
}

/** Sum of the probabilities of those paths that `chosen` chooses. */
export function sumOf(paths: readonly Path[], chosen: (states: number[]) => boolean = () => true): number {
  return paths.reduce((sum, path) => sum + (chosen(path.states) ? path.probability : 0), 0);
}
