/**
 * Everything that can be said, as a graph of HMM states: a phone model composed with the chain topology and the senones
 * of left contexts (Povey et al. 2016, section 2). A junction is a history of the phone model. A phone is its first
 * frame (position 0) and any number of further ones (position 1); to stay or to leave is even chance.
 */
import type { PhoneContext } from '../../../decode/lexicon-network.js';
import { type HmmGraph, HmmGraphBuilder, type Place } from '../../../rnn/kernels/hmm-graph.js';
import { type PhoneLm, SENTENCE_START } from './phone-lm.js';

/** Probability of staying in a phone, and of leaving it, after each of its frames. */
const EVEN = 0.5;
/** Frames over which the share of each history is averaged, as in Kaldi. */
const WARM_UP_FRAMES = 100;

export interface Denominator {
  graph: HmmGraph;
  /** Share of each history in what is said: where a leak goes on. // [J] */
  leak: Float32Array;
}

/** Senones of the two positions of a phone after a left neighbour. */
export type LeftContext = Pick<PhoneContext, 'silence' | 'senones'>;

/** Position 0 and 1 of a phone that leads from one history to another. */
export function chainSenones(
  { phones }: { phones: readonly number[] },
  phone: number,
  context: LeftContext,
): readonly number[] {
  const left = phones.at(-1)!;
  // The trees ask about the left neighbour only: any right one will do.
  return context.senones(left === SENTENCE_START ? context.silence : left, phone, context.silence);
}

/**
 * The smallest graph: first frames are one state where senones and the history they lead to are the same, whatever the
 * phone before.
 */
export function buildDenominator(lm: PhoneLm, context: LeftContext): Denominator {
  const builder = new HmmGraphBuilder();
  const junctions = lm.histories.map((_, id) => builder.junction(id === lm.start ? 1 : 0));
  const known = new Map<string, Place>();
  lm.histories.forEach((history, id) => {
    for (const { phone, to, probability } of history.arcs) {
      const [first, rest] = chainSenones(history, phone, context);
      builder.arc(
        junctions[id]!,
        addChainPhone(builder, known, `${to}`, first!, rest!, junctions[to]!),
        probability,
      );
    }
    if (history.shorter !== undefined) builder.arc(junctions[id]!, junctions[history.shorter]!, lm.backoff);
  });
  const graph = builder.build();
  return { graph, leak: shareOfJunctions(graph) };
}

/**
 * The states of a phone that ends in a junction, if they are not there yet.
 * @param end - names what can come after
 * @returns the state of the first frame
 */
export function addChainPhone(
  builder: HmmGraphBuilder,
  known: Map<string, Place>,
  end: string,
  first: number,
  rest: number,
  junction: Place,
): Place {
  const key = `${end} ${first} ${rest}`;
  const entry = known.get(key);
  if (entry !== undefined) return entry;
  const state = builder.state(first);
  known.set(key, state);
  const restKey = `${end} ${rest}`;
  let loop = known.get(restKey);
  if (loop === undefined) {
    loop = builder.state(rest);
    known.set(restKey, loop);
    builder.arc(loop, loop, EVEN);
    builder.arc(loop, junction, EVEN);
  }
  builder.arc(state, loop, EVEN);
  builder.arc(state, junction, EVEN);
  return state;
}

/** How often each junction is come to from a state, over the first frames of the graph left to itself. // [J] */
function shareOfJunctions({ classes, junctions, from, to, weight, start }: HmmGraph): Float32Array {
  const N = classes.length;
  const shares = new Float64Array(junctions);
  let before = new Float64Array(N + junctions);
  // Arcs into states, then arcs into junctions in the order of where they come from: each place is complete in time.
  const byTarget = [...from.keys()].sort((a, b) => from[a]! - from[b]!);
  const [intoStates, intoJunctions] = [
    byTarget.filter((a) => to[a]! < N),
    byTarget.filter((a) => to[a]! >= N),
  ];
  const cross = (x: Float64Array, count: boolean): void => {
    for (const a of intoJunctions) {
      const mass = x[from[a]!]! * weight[a]!;
      x[to[a]!]! += mass;
      if (count && from[a]! < N) shares[to[a]! - N]! += mass;
    }
  };
  before.set(start, N);
  cross(before, false);
  for (let t = 0; t < WARM_UP_FRAMES; t++) {
    const now = new Float64Array(N + junctions);
    for (const a of intoStates) now[to[a]!]! += before[from[a]!]! * weight[a]!;
    cross(now, true);
    before = now;
  }
  const all = shares.reduce((sum, share) => sum + share, 0);
  return Float32Array.from(shares, (share) => share / all);
}
