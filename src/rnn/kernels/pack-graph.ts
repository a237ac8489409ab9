/** Graphs as the kernels read them: tables behind a header, the same numbers sorted twice, for the way there and back. */
import { arcsOf, type HmmGraph, type TimedGraph } from './hmm-graph.js';
import { fours } from './sizes.js';

/** Stands for log 0, as in assembly/softmax.ts. */
const LOG_ZERO = -1e30;

/**
 * A graph that all sequences share, for the kernel `denominator`.
 * @param leak - weight of each junction after a leak // [J]
 */
export function packSharedGraph(graph: HmmGraph, leak: Float32Array): Int32Array {
  const { classes, from, to, junctions, start } = graph;
  const places = classes.length + junctions;
  const forward = Array.from({ length: places }, (_, k) => k);
  const table = (of: Int32Array, other: Int32Array, order: readonly number[]): [Int32Array, Int32Array] => {
    const lists = arcsOf(of, places);
    const rows = Int32Array.from(
      order.flatMap((k) => [lists[k]!.length, k < classes.length ? classes[k]! * 16 : 0]),
    );
    const arcs = new Int32Array(from.length * 2);
    const weights = new Float32Array(arcs.buffer);
    order
      .flatMap((k) => lists[k]!)
      .forEach((a, i) => {
        arcs[2 * i] = other[a]! * 16;
        weights[2 * i + 1] = graph.weight[a]!;
      });
    return [rows, arcs];
  };
  const incoming = table(to, from, forward);
  const outgoing = table(from, to, forward.toReversed());
  return joinTables([classes.length, junctions], [...incoming, ...outgoing, start, leak]);
}

/** A sequence's own graph, for the kernel `numerators`. */
export function packTimedGraph(graph: TimedGraph): Int32Array {
  const { classes, from, to, junctions, start, final, first, last, frames } = graph;
  const places = classes.length + junctions;
  const row = fours(places + 1);
  const logs = (weights: Float32Array): Float32Array =>
    weights.map((weight) => (weight > 0 ? Math.log(weight) : LOG_ZERO));
  const weight = logs(graph.weight);
  const table = (of: Int32Array, other: Int32Array): [Int32Array, Int32Array] => {
    const lists = arcsOf(of, places);
    const rows = new Int32Array(places + 1);
    lists.forEach((list, k) => {
      rows[k + 1] = rows[k]! + fours(list.length) / 4;
    });
    const arcs = new Int32Array(rows[places]! * 8);
    const weights = new Float32Array(arcs.buffer);
    lists.forEach((list, k) => {
      for (let i = 0; i < fours(list.length); i++) {
        const at = (rows[k]! + (i >> 2)) * 8 + (i & 3);
        arcs[at] = (i < list.length ? other[list[i]!]! : places) * 4;
        weights[at + 4] = i < list.length ? weight[list[i]!]! : 0;
      }
    });
    return [rows, arcs];
  };
  const states = new Int32Array(classes.length * 3);
  classes.forEach((emitted, k) => {
    states.set([emitted * 4, first[k]!, last[k]!], 3 * k);
  });
  return joinTables(
    [classes.length, junctions, row, frames],
    [...table(to, from), ...table(from, to), states, logs(start), logs(final), activeRanges(graph)],
  );
}

/** After each frame, the first and past the last of the states and of the junctions on a path. // [frames, 4] */
function activeRanges({ classes, from, to, junctions, first, last, frames }: TimedGraph): Int32Array {
  const N = classes.length;
  // A junction is crossed after the frames of the states before it; arcs between junctions lead to later ones.
  const begin = new Int32Array(N + junctions).fill(frames);
  const end = new Int32Array(N + junctions).fill(-1);
  begin.set(first);
  end.set(last);
  const intoJunctions = [...from.keys()].filter((a) => to[a]! >= N).sort((a, b) => from[a]! - from[b]!);
  for (const a of intoJunctions) {
    if (end[from[a]!]! < begin[from[a]!]!) continue;
    begin[to[a]!] = Math.min(begin[to[a]!]!, begin[from[a]!]!);
    end[to[a]!] = Math.max(end[to[a]!]!, end[from[a]!]!);
  }
  const ranges = new Int32Array(frames * 4);
  for (let k = 0; k < N + junctions; k++) {
    const column = k < N ? 0 : 2;
    for (let t = Math.max(0, begin[k]!); t <= Math.min(end[k]!, frames - 1); t++) {
      const at = 4 * t + column;
      if (ranges[at + 1] === 0) ranges[at] = k;
      ranges[at + 1] = k + 1;
    }
  }
  return ranges;
}

/** Header (some sizes, then where each table begins, in bytes) and tables, one after the other. */
function joinTables(sizes: readonly number[], tables: readonly (Int32Array | Float32Array)[]): Int32Array {
  const header = sizes.length + tables.length;
  const joined = new Int32Array(tables.reduce((sum, { length }) => sum + length, header));
  joined.set(sizes);
  let at = header;
  tables.forEach((table, i) => {
    joined[sizes.length + i] = at * 4;
    joined.set(new Int32Array(table.buffer, table.byteOffset, table.length), at);
    at += table.length;
  });
  return joined;
}
