/** Small random graphs of HMM states, and the sum over their paths by trying each: what the kernels must equal. */
import fc from 'fast-check';
import {
  type HmmGraph,
  HmmGraphBuilder,
  type Place,
  type TimedGraph,
} from '../../../src/rnn/kernels/hmm-graph.js';
import { timeGraph } from '../../../src/rnn/kernels/time-graph.js';

const weight = fc.integer({ min: 1, max: 16 }).map((n) => n / 16);

/** Any graph of a few states and junctions over C classes. */
export function anyGraph(C: number): fc.Arbitrary<HmmGraph> {
  return fc
    .record({
      classes: fc.array(fc.integer({ min: 0, max: C - 1 }), { minLength: 1, maxLength: 3 }),
      starts: fc.array(weight, { minLength: 1, maxLength: 3 }),
      arcs: fc.array(fc.tuple(fc.nat(), fc.nat(), weight), { minLength: 2, maxLength: 9 }),
    })
    .map(({ classes, starts, arcs }) => {
      const builder = new HmmGraphBuilder();
      // In the order of creation junctions may only lead to earlier ones, so that the builder has something to sort.
      const junctions = starts.map((start) => builder.junction(start)).reverse();
      const places: Place[] = [...classes.map((c) => builder.state(c)), ...junctions];
      for (const [a, b, w] of arcs) {
        const [from, to] = [places[a % places.length]!, places[b % places.length]!];
        if (from < 0 && to < 0 && from >= to) continue;
        builder.arc(from, to, w);
      }
      // A graph in which nothing can be said is dull.
      builder.arc(junctions[0]!, places[0]!, 0.5);
      builder.arc(places[0]!, places[0]!, 0.25);
      return builder.build();
    });
}

/** The same with frames, windows and ends. */
export function anyTimedGraph(C: number): fc.Arbitrary<TimedGraph> {
  return fc
    .record({
      graph: anyGraph(C),
      frames: fc.integer({ min: 1, max: 5 }),
      finals: fc.array(fc.constantFrom(0, 0.5, 1), { minLength: 3, maxLength: 3 }),
      windows: fc.option(
        fc.array(fc.record({ first: fc.integer({ min: 0, max: 2 }), last: fc.integer({ min: 2, max: 5 }) }), {
          minLength: 3,
          maxLength: 3,
        }),
        { nil: undefined },
      ),
    })
    .map(({ graph, frames, finals, windows }) =>
      timeGraph(
        graph,
        frames,
        Float32Array.from(graph.classes, (_, k) => finals[k]!),
        windows,
      ),
    );
}

export interface PathSum {
  /** log Σ weight(path) · exp Σ logits on it */
  logP: number;
  /** Posterior of each class in each frame. // [T][C] */
  posteriors: number[][];
}

export interface Ends {
  final?: ArrayLike<number>;
  windows?: { first: ArrayLike<number>; last: ArrayLike<number> };
  /** Chance to go on at a junction, and its weight for each. */
  leakage?: number;
  leak?: ArrayLike<number>;
}

/** Every path, one after the other. // logits [T][C] */
export function sumPaths(graph: HmmGraph, logits: readonly number[][], ends: Ends = {}): PathSum {
  const { classes, junctions, from, to, weight: weights, start } = graph;
  const N = classes.length;
  const T = logits.length;
  const C = logits[0]?.length ?? 0;
  const posteriors = Array.from({ length: T }, () => new Array<number>(C).fill(0));
  let total = 0;
  const path: number[] = [];
  const goOn = (place: number, product: number): void => {
    const t = path.length;
    if (place < N && t === T) {
      const p = product * (ends.final ? ends.final[place]! : 1);
      total += p;
      path.forEach((c, u) => {
        posteriors[u]![c]! += p;
      });
      return;
    }
    from.forEach((source, a) => {
      if (source === place) step(to[a]!, product * weights[a]!);
    });
    if (place < N && ends.leakage) {
      for (let j = 0; j < junctions; j++) goOn(N + j, product * ends.leakage * ends.leak![j]!);
    }
  };
  const step = (place: number, product: number): void => {
    if (product === 0) return;
    if (place >= N) {
      goOn(place, product);
      return;
    }
    const t = path.length;
    if (t === T) return;
    if (ends.windows && (t < ends.windows.first[place]! || t > ends.windows.last[place]!)) return;
    path.push(classes[place]!);
    goOn(place, product * Math.exp(logits[t]![classes[place]!]!));
    path.pop();
  };
  for (let j = 0; j < junctions; j++) step(N + j, start[j]!);
  return {
    logP: Math.log(total),
    posteriors: posteriors.map((row) => row.map((p) => (total > 0 ? p / total : 0))),
  };
}
