/** When each state of a graph can be: on a path of a given number of frames, and inside its window. */
import { arcsOf, type HmmGraph, type TimedGraph } from './hmm-graph.js';

/** Frames in which a state may emit, first and last. */
export interface Window {
  first: number;
  last: number;
}

/**
 * Ties a graph to a number of frames. States that lie on no path get an empty span (last < first); when all do, nothing
 * fits the graph.
 * @param final - weight of each state after the last frame // [N]
 * @param windows - of each state, where it may emit at all; every frame unless given // [N]
 */
export function timeGraph(
  graph: HmmGraph,
  frames: number,
  final: Float32Array,
  windows?: readonly Window[],
): TimedGraph {
  const { classes, junctions, from, to, start } = graph;
  const N = classes.length;
  // Frame of the earliest emission; of a junction, the frame it is crossed after.
  const first = new Float64Array(N + junctions).fill(Infinity);
  const last = new Float64Array(N + junctions).fill(-Infinity);
  const firsts: number[] = [];
  start.forEach((weight, j) => {
    if (weight <= 0) return;
    first[N + j] = -1;
    firsts.push(N + j);
  });
  spread(firsts, arcsOf(from, N + junctions), to, (a) => {
    const [source, target] = [from[a]!, to[a]!];
    const window = target < N ? windows?.[target] : undefined;
    const earliest = Math.max(first[source]! + (target < N ? 1 : 0), window?.first ?? -1);
    if (earliest >= first[target]! || earliest > (window?.last ?? frames - 1)) return false;
    first[target] = earliest;
    return true;
  });
  const lasts: number[] = [];
  final.forEach((weight, k) => {
    if (weight <= 0 || (windows?.[k]?.last ?? frames - 1) < frames - 1) return;
    last[k] = frames - 1;
    lasts.push(k);
  });
  spread(lasts, arcsOf(to, N + junctions), from, (a) => {
    const [source, target] = [from[a]!, to[a]!];
    const window = source < N ? windows?.[source] : undefined;
    const latest = Math.min(last[target]! - (target < N ? 1 : 0), window?.last ?? frames - 1);
    if (latest <= last[source]! || latest < (window?.first ?? -1)) return false;
    last[source] = latest;
    return true;
  });
  const clip = (t: number): number => Math.min(Math.max(t, -1), frames);
  return {
    ...{ ...graph, frames, final },
    first: Int32Array.from(first.subarray(0, N), clip),
    last: Int32Array.from(last.subarray(0, N), clip),
  };
}

/** Follows arcs from some places on for as long as `relax` says that it changed something. */
function spread(
  places: number[],
  arcs: readonly (readonly number[])[],
  other: Int32Array,
  relax: (arc: number) => boolean,
): void {
  for (let i = 0; i < places.length; i++) {
    for (const a of arcs[places[i]!]!) if (relax(a)) places.push(other[a]!);
  }
}
