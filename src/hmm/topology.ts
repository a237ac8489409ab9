/**
 * Which state may follow which, and how probably: a sparse transition matrix with start and (optionally) end
 * probabilities. Transitions that are zero at construction have no arc, so no training can ever make them possible.
 */
import { checkDistribution, checkWhole, refuse } from './checks.js';

/** A transition: from state, to state, probability. */
export type Arc = readonly [from: number, to: number, probability: number];

/** The plain form of a topology, as stored in JSON. */
export interface TopologyDescription {
  /** Start probabilities, summing to 1. // [N] */
  start: readonly number[];
  /** Transitions; those of one state, with its end probability, sum to 1. */
  arcs: readonly Arc[];
  /** Probability of ending after each state. Without it a sequence may stop anywhere at no cost. // [N] */
  end?: readonly number[];
}

/** Incoming arcs of every state, the transpose of the outgoing ones. */
interface Incoming {
  /** The arcs into state j are start[j] … start[j + 1] - 1 of the two arrays below. // [N + 1] */
  readonly start: Int32Array;
  /** State the arc comes from. // [A] */
  readonly source: Int32Array;
  /** Index of the arc among the outgoing ones. // [A] */
  readonly arc: Int32Array;
}

/** Immutable transition structure and probabilities of a hidden Markov model. */
export class Topology {
  /** Start probabilities; a zero stays zero in training. // [N] */
  readonly start: Float64Array;
  /** The arcs out of state i are arcStart[i] … arcStart[i + 1] - 1, in ascending order of target. // [N + 1] */
  readonly arcStart: Int32Array;
  /** State each arc leads to. // [A] */
  readonly arcTarget: Int32Array;
  /** Probability of each arc. // [A] */
  readonly probability: Float64Array;
  /** Probability of ending after each state, if sequences have an end. // [N] */
  readonly end: Float64Array | undefined;
  readonly incoming: Incoming;
  /** log start. // [N] */
  readonly logStart: Float64Array;
  /** log probability. // [A] */
  readonly logProbability: Float64Array;
  /** log end; all zero without end probabilities. // [N] */
  readonly logEnd: Float64Array;

  private constructor(
    start: Float64Array,
    structure: { arcStart: Int32Array; arcTarget: Int32Array; incoming: Incoming },
    probability: Float64Array,
    end: Float64Array | undefined,
  ) {
    this.start = start;
    this.arcStart = structure.arcStart;
    this.arcTarget = structure.arcTarget;
    this.incoming = structure.incoming;
    this.probability = probability;
    this.end = end;
    this.logStart = start.map(Math.log);
    this.logProbability = probability.map(Math.log);
    this.logEnd = end === undefined ? new Float64Array(start.length) : end.map(Math.log);
  }

  /** Number of states N. */
  get states(): number {
    return this.start.length;
  }

  /**
   * From a list of arcs; those of probability zero are dropped.
   *
   * @throws InputError when states are missing or repeated, or probabilities do not sum to 1.
   */
  static fromArcs(description: TopologyDescription): Topology {
    const N = description.start.length;
    checkWhole('hmm-topology', 'the number of states', N, 1);
    if (description.end !== undefined && description.end.length !== N) {
      refuse('hmm-topology', `${description.end.length} end probabilities`, `${N}`, 'Give one per state.');
    }
    const arcs = description.arcs.filter(([, , p]) => p !== 0).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    arcs.forEach(([from, to], a) => {
      for (const state of [from, to]) {
        if (!Number.isInteger(state) || state < 0 || state >= N) {
          refuse('hmm-topology', `an arc at state ${state}`, `states 0 to ${N - 1}`, 'Correct that arc.');
        }
      }
      if (a > 0 && arcs[a - 1]![0] === from && arcs[a - 1]![1] === to) {
        refuse('hmm-topology', `two arcs ${from} → ${to}`, 'one arc per pair', 'Add their probabilities.');
      }
    });
    const arcStart = new Int32Array(N + 1);
    for (const [from] of arcs) arcStart[from + 1]! += 1;
    for (let i = 0; i < N; i++) arcStart[i + 1]! += arcStart[i]!;
    const arcTarget = Int32Array.from(arcs, (arc) => arc[1]);
    const probability = Float64Array.from(arcs, (arc) => arc[2]);
    const start = Float64Array.from(description.start);
    const end = description.end === undefined ? undefined : Float64Array.from(description.end);
    checkDistribution('hmm-topology', 'the start probabilities', start);
    for (let i = 0; i < N; i++) {
      const row = probability.subarray(arcStart[i]!, arcStart[i + 1]!);
      checkDistribution('hmm-topology', `the transitions of state ${i}`, row, end?.[i] ?? 0);
    }
    return new Topology(
      start,
      { arcStart, arcTarget, incoming: transpose(arcStart, arcTarget) },
      probability,
      end,
    );
  }

  /**
   * From a full matrix; its zeros become missing arcs.
   *
   * @param start - start probabilities // [N]
   * @param transitions - probability of going from row to column // [N, N]
   * @param end - probability of ending after each state // [N]
   */
  static fromMatrix(
    start: readonly number[],
    transitions: readonly (readonly number[])[],
    end?: readonly number[],
  ): Topology {
    const N = start.length;
    if (transitions.length !== N || transitions.some((row) => row.length !== N)) {
      const found = `${transitions.length} rows of ${transitions.map((row) => row.length).join(', ')} entries`;
      refuse(
        'hmm-topology',
        found,
        `${N} rows of ${N}, as many as start probabilities`,
        'Give a square matrix.',
      );
    }
    const arcs = transitions.flatMap((row, i) => row.map((p, j): Arc => [i, j, p]));
    return Topology.fromArcs(end === undefined ? { start, arcs } : { start, arcs, end });
  }

  /** The same states and arcs with other probabilities (trusted to be distributions). */
  withProbabilities(start: Float64Array, probability: Float64Array, end: Float64Array | undefined): Topology {
    return new Topology(start, this, probability, end);
  }

  /** The transition matrix in full. // [N, N] */
  matrix(): number[][] {
    const rows = Array.from({ length: this.states }, () => new Array<number>(this.states).fill(0));
    for (const [from, to, p] of this.arcs()) rows[from]![to] = p;
    return rows;
  }

  /** Free parameters: in each distribution one less than its possible outcomes. */
  freeParameters(): number {
    let count = this.start.filter((p) => p > 0).length - 1;
    for (let i = 0; i < this.states; i++) {
      const outcomes = this.arcStart[i + 1]! - this.arcStart[i]! + ((this.end?.[i] ?? 0) > 0 ? 1 : 0);
      count += Math.max(0, outcomes - 1);
    }
    return count;
  }

  toJSON(): TopologyDescription {
    const description = { start: Array.from(this.start), arcs: this.arcs() };
    return this.end === undefined ? description : { ...description, end: Array.from(this.end) };
  }

  private arcs(): Arc[] {
    const arcs: Arc[] = [];
    for (let i = 0; i < this.states; i++) {
      for (let a = this.arcStart[i]!; a < this.arcStart[i + 1]!; a++) {
        arcs.push([i, this.arcTarget[a]!, this.probability[a]!]);
      }
    }
    return arcs;
  }
}

function transpose(arcStart: Int32Array, arcTarget: Int32Array): Incoming {
  const N = arcStart.length - 1;
  const start = new Int32Array(N + 1);
  for (const target of arcTarget) start[target + 1]! += 1;
  for (let j = 0; j < N; j++) start[j + 1]! += start[j]!;
  const next = start.slice(0, N);
  const source = new Int32Array(arcTarget.length);
  const arc = new Int32Array(arcTarget.length);
  for (let i = 0; i < N; i++) {
    for (let a = arcStart[i]!; a < arcStart[i + 1]!; a++) {
      const k = next[arcTarget[a]!]!++;
      source[k] = i;
      arc[k] = a;
    }
  }
  return { start, source, arc };
}
