/** The M-step of start, transition and end probabilities, with Dirichlet priors (maximum a posteriori). */
import { checkNumber, refuse } from './checks.js';
import type { TransitionCounts } from './forward-backward.js';
import type { Topology } from './topology.js';

/**
 * Dirichlet concentrations, at least 1: 1 is no prior (maximum likelihood), 1 + n acts like n observations of each
 * outcome. They never make a missing transition possible.
 */
export interface TransitionPriors {
  /** For every start state, or for each. Default 1. // [N] */
  start?: number | readonly number[];
  /** For every transition and every end, or for each transition. Default 1. // [N, N] */
  transitions?: number | readonly (readonly number[])[];
}

/** Concentrations minus one, laid out like {@link TransitionCounts}: what the prior adds to the counts. */
export type PseudoCounts = TransitionCounts;

/**
 * Lays priors out along a topology.
 *
 * @throws InputError when a concentration is below 1 or a list has the wrong length.
 */
export function pseudoCounts(topology: Topology, priors: TransitionPriors): PseudoCounts {
  const { states: N, arcStart, arcTarget } = topology;
  const { start = 1, transitions = 1 } = priors;
  const minusOne = (concentration: number | undefined) => {
    checkNumber('hmm-prior', 'a Dirichlet concentration', concentration ?? Number.NaN, 1);
    return concentration! - 1;
  };
  if (typeof start !== 'number' && start.length !== N) {
    refuse('hmm-prior', `${start.length} start concentrations`, `${N}`, 'Give one per state, or one number.');
  }
  const arcs = new Float64Array(arcTarget.length);
  for (let i = 0; i < N; i++) {
    for (let a = arcStart[i]!; a < arcStart[i + 1]!; a++) {
      arcs[a] = minusOne(typeof transitions === 'number' ? transitions : transitions[i]?.[arcTarget[a]!]);
    }
  }
  const end = new Float64Array(N).fill(typeof transitions === 'number' ? minusOne(transitions) : 0);
  return {
    start: Float64Array.from({ length: N }, (_, i) => minusOne(typeof start === 'number' ? start : start[i])),
    arcs,
    end,
  };
}

/** Which of the two groups are re-estimated. */
export interface TransitionSwitches {
  start: boolean;
  transitions: boolean;
}

/**
 * Probabilities proportional to counts plus pseudo-counts (Rabiner 1989, eq. 40a–b). A state that was never left and
 * has no prior keeps its transitions, and what is impossible stays so.
 */
export function reestimate(
  topology: Topology,
  counts: TransitionCounts,
  priors: PseudoCounts,
  train: TransitionSwitches,
): Topology {
  const { states: N, arcStart } = topology;
  const start = topology.start.slice();
  const probability = topology.probability.slice();
  const end = topology.end?.slice();
  if (train.start) {
    const posterior = counts.start.map((count, i) => (start[i]! > 0 ? count + priors.start[i]! : 0));
    const sum = posterior.reduce((a, b) => a + b);
    if (sum > 0) for (let i = 0; i < N; i++) start[i] = posterior[i]! / sum;
  }
  if (train.transitions) {
    for (let i = 0; i < N; i++) {
      const ending = end !== undefined && end[i]! > 0 ? counts.end[i]! + priors.end[i]! : 0;
      let sum = ending;
      for (let a = arcStart[i]!; a < arcStart[i + 1]!; a++) sum += counts.arcs[a]! + priors.arcs[a]!;
      if (sum === 0) continue;
      for (let a = arcStart[i]!; a < arcStart[i + 1]!; a++) {
        probability[a] = (counts.arcs[a]! + priors.arcs[a]!) / sum;
      }
      if (end !== undefined) end[i] = ending / sum;
    }
  }
  return topology.withProbabilities(start, probability, end);
}

/** Σ pseudo-count · log probability over the groups being trained: the log prior density, constants left out. */
export function transitionLogPrior(
  topology: Topology,
  priors: PseudoCounts,
  train: TransitionSwitches,
): number {
  let sum = 0;
  const add = (weights: Float64Array, logs: Float64Array) => {
    for (let i = 0; i < weights.length; i++) if (weights[i]! > 0) sum += weights[i]! * logs[i]!;
  };
  const possible = (weights: Float64Array, p: Float64Array) => weights.map((w, i) => (p[i]! > 0 ? w : 0));
  if (train.start) add(possible(priors.start, topology.start), topology.logStart);
  if (train.transitions) {
    add(priors.arcs, topology.logProbability);
    if (topology.end !== undefined) add(possible(priors.end, topology.end), topology.logEnd);
  }
  return sum;
}
