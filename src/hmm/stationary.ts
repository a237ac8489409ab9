/** How a chain left to itself divides its time among its states. */
import { refuse } from './checks.js';
import type { Topology } from './topology.js';

/**
 * The stationary distribution of an ergodic topology, by the elimination of Grassmann, Taksar and Heyman (1985),
 * which subtracts nothing and so loses no digits.
 *
 * @returns // [N]
 * @throws InputError when sequences end, or some state cannot be reached from some other.
 */
export function stationaryDistribution(topology: Topology): Float64Array {
  const remedy = 'Only a chain that can go from every state to every other for ever has one.';
  if (topology.end !== undefined) refuse('hmm-stationary', 'a topology with an end', 'one without', remedy);
  const p = topology.matrix();
  const N = topology.states;
  for (let n = N - 1; n > 0; n--) {
    // Take state n out: its visits are passed on to the states below it.
    const down = p[n]!.slice(0, n).reduce((a, b) => a + b);
    if (down === 0) refuse('hmm-stationary', `no way back from state ${n}`, 'a connected chain', remedy);
    for (let i = 0; i < n; i++) {
      p[i]![n]! /= down;
      for (let j = 0; j < n; j++) p[i]![j]! += p[i]![n]! * p[n]![j]!;
    }
  }
  const pi = new Float64Array(N);
  pi[0] = 1;
  for (let n = 1; n < N; n++) {
    for (let i = 0; i < n; i++) pi[n]! += pi[i]! * p[i]![n]!;
    if (pi[n] === 0) refuse('hmm-stationary', `no way to state ${n}`, 'a connected chain', remedy);
  }
  const total = pi.reduce((a, b) => a + b);
  return pi.map((x) => x / total);
}
