/** The usual topologies: every state after every other, or left to right only. */
import { checkNumber, checkWhole } from './checks.js';
import { type Arc, Topology } from './topology.js';

/**
 * Every state may follow every state; start uniform.
 *
 * @param stay - probability of staying in a state; the rest is shared by the others. Default: uniform, 1 / states.
 *   Give a higher one when states last for several frames.
 */
export function ergodic(states: number, options: { stay?: number } = {}): Topology {
  checkWhole('hmm-topology', 'states', states, 1);
  const { stay = 1 / states } = options;
  const other = options.stay === undefined ? stay : (1 - stay) / (states - 1);
  const start = new Array<number>(states).fill(1 / states);
  return Topology.fromMatrix(
    start,
    start.map((_, i) => start.map((_, j) => (i === j ? stay : other))),
  );
}

/** Options of {@link leftToRight}. */
export interface LeftToRightOptions {
  /** How many states may be jumped over at a time. Default 0: strictly one after the other. */
  skip?: number;
  /** Probability of staying in a state, above 0 and below 1. Default 0.5: two frames a state on average. */
  stay?: number;
  /** Sequences must end in the last state, which is left with probability 1 − `stay`. Default false. */
  end?: boolean;
}

/**
 * A Bakis model: start in state 0; each state repeats itself or goes on to the next `skip` + 1, all equally probable.
 * Without `end` the last state lasts for ever and a sequence may stop anywhere.
 */
export function leftToRight(states: number, options: LeftToRightOptions = {}): Topology {
  const { skip = 0, stay = 0.5, end = false } = options;
  checkWhole('hmm-topology', 'states', states, 1);
  checkWhole('hmm-topology', 'skip', skip, 0);
  checkNumber('hmm-topology', 'stay', stay, 0, true);
  checkNumber('hmm-topology', '1 − stay', 1 - stay, 0, true);
  const arcs: Arc[] = [];
  for (let i = 0; i < states; i++) {
    const last = Math.min(i + 1 + skip, states - 1);
    arcs.push([i, i, last > i || end ? stay : 1]);
    for (let j = i + 1; j <= last; j++) arcs.push([i, j, (1 - stay) / (last - i)]);
  }
  const unit = (at: number, p: number) => Array.from({ length: states }, (_, i) => (i === at ? p : 0));
  const start = unit(0, 1);
  return Topology.fromArcs(end ? { start, arcs, end: unit(states - 1, 1 - stay) } : { start, arcs });
}
