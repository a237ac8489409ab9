/** One phone as a piece of a network: which senones it has between its neighbours, and the ways through them. */
import type { NetworkBuilder } from './network.js';

/**
 * How the states of a phone follow each other.
 * - `left-to-right`: each state repeats by its self-loop probability, then the next; the last one is left.
 * - `chain`: the first state lasts one frame, the second is optional and repeats; either is left. Nothing costs
 *   anything. So a phone needs one frame, which frames at 30 ms ask for. (Povey et al. 2016, "Purely sequence-trained
 *   neural networks for ASR based on lattice-free MMI", section 2.)
 */
export type PhoneTopology = 'left-to-right' | 'chain';

/** Which senones a phone's HMM has between its neighbours, and how long each lasts: all the network asks of acoustics. */
export interface PhoneContext {
  /** The phone that stands between words and at both ends. */
  readonly silence: number;
  /** The senones of `phone` between `left` and `right`, first state first. Equal triphones give the same array. */
  senones(left: number, phone: number, right: number): readonly number[];
  /** Natural-log probability that a senone is followed by itself; the chain topology does not ask. // [S] */
  readonly selfLogProb: Float32Array;
  /** `left-to-right` unless given. */
  readonly topology?: PhoneTopology;
}

/** The nodes of a phone seen from outside. */
export interface PhoneHmm {
  entry: number;
  /** Where the phone may be left, and the log probability of doing so. */
  exits: { node: number; logProb: number }[];
}

/** Adds the HMM of `phone` with these senones. */
export function addPhone(
  builder: NetworkBuilder,
  { topology = 'left-to-right', selfLogProb }: PhoneContext,
  senones: readonly number[],
  phone: number,
): PhoneHmm {
  if (topology === 'chain') return addChain(builder, senones, phone);
  let entry = -1;
  let last = -1;
  let exitLogProb = 0;
  senones.forEach((senone, position) => {
    const node = builder.node(senone, selfLogProb[senone]!, phone, position);
    if (entry < 0) entry = node;
    else builder.arc(last, node, exitLogProb);
    last = node;
    exitLogProb = Math.log(-Math.expm1(selfLogProb[senone]!));
  });
  return { entry, exits: [{ node: last, logProb: exitLogProb }] };
}

function addChain(builder: NetworkBuilder, senones: readonly number[], phone: number): PhoneHmm {
  const [first, second, ...rest] = senones;
  if (first === undefined || second === undefined || rest.length > 0) {
    throw new Error(`a phone of the chain topology has 2 states, phone ${phone} has ${senones.length}`);
  }
  const entry = builder.node(first, Number.NEGATIVE_INFINITY, phone, 0);
  const repeated = builder.node(second, 0, phone, 1);
  builder.arc(entry, repeated, 0);
  return {
    entry,
    exits: [
      { node: entry, logProb: 0 },
      { node: repeated, logProb: 0 },
    ],
  };
}
