/**
 * Graphs of HMM states whose paths the kernels sum: what a sequence may be. States emit a frame each, the classes of a
 * network's outputs; junctions are crossed between two frames.
 */

/** A graph; its places are its states in order, then its junctions. */
export interface HmmGraph {
  /** Class each state emits. // [N] */
  readonly classes: Int32Array;
  /** Number of junctions J. Arcs between junctions lead to later ones. */
  readonly junctions: number;
  /** Places each arc comes from and leads to. An arc into a state enters the next frame. // [A] */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Weight of each arc: a probability, or at least not much larger than one. // [A] */
  readonly weight: Float32Array;
  /** Weight of each junction before the first frame. // [J] */
  readonly start: Float32Array;
}

/** A graph for a sequence of known length, of which the ends of paths and the times of states are known too. */
export interface TimedGraph extends HmmGraph {
  readonly frames: number;
  /** First and last frame each state may emit. // [N] */
  readonly first: Int32Array;
  readonly last: Int32Array;
  /** Weight of each state after the last frame. // [N] */
  readonly final: Float32Array;
}

/** A state (from 0 up) or a junction (from −1 down) of a graph that is being built. */
export type Place = number;

const NOT_YET = -1;
const ON_THE_WAY = -2;

/** Collects states, junctions and arcs in any order. */
export class HmmGraphBuilder {
  private readonly classes: number[] = [];
  private readonly starts: number[] = [];
  private readonly arcs: { from: Place; to: Place; weight: number }[] = [];

  get states(): number {
    return this.classes.length;
  }

  state(emitted: number): Place {
    this.classes.push(emitted);
    return this.classes.length - 1;
  }

  /** @param start - weight before the first frame */
  junction(start = 0): Place {
    this.starts.push(start);
    return -this.starts.length;
  }

  arc(from: Place, to: Place, weight: number): void {
    this.arcs.push({ from, to, weight });
  }

  /** @throws Error when junctions form a circle */
  build(): HmmGraph {
    const order = this.orderJunctions();
    const place = (at: Place): number => (at >= 0 ? at : this.classes.length + order[-1 - at]!);
    const start = new Float32Array(order.length);
    order.forEach((at, j) => {
      start[at] = this.starts[j]!;
    });
    return {
      classes: Int32Array.from(this.classes),
      junctions: order.length,
      from: Int32Array.from(this.arcs, ({ from }) => place(from)),
      to: Int32Array.from(this.arcs, ({ to }) => place(to)),
      weight: Float32Array.from(this.arcs, ({ weight }) => weight),
      start,
    };
  }

  /**
   * The place of each junction among them, such that arcs lead forward: each right behind those it is come to from, so
   * that junctions made one after the other stay together.
   */
  private orderJunctions(): Int32Array {
    const before: number[][] = this.starts.map(() => []);
    for (const { from, to } of this.arcs) if (from < 0 && to < 0) before[-1 - to]!.push(-1 - from);
    const order = new Int32Array(before.length).fill(NOT_YET);
    let placed = 0;
    const visit = (j: number): void => {
      if (order[j]! >= 0) return;
      if (order[j] === ON_THE_WAY) throw new Error('The junctions of an HMM graph form a circle.');
      order[j] = ON_THE_WAY;
      before[j]!.forEach(visit);
      order[j] = placed++;
    };
    for (let j = 0; j < before.length; j++) visit(j);
    return order;
  }
}

/** The arcs at each place. @param ends - one of the two ends of all arcs // [A] */
export function arcsOf(ends: Int32Array, places: number): number[][] {
  const lists: number[][] = Array.from({ length: places }, () => []);
  ends.forEach((k, a) => {
    lists[k]!.push(a);
  });
  return lists;
}
