/** What a state emits: the one interface between the chain of states and the densities of observations. */
import type { Random } from '../random.js';
import type { Observations } from './observations.js';

/** Groups of parameters that training may leave alone; each emission looks at those it has. */
export interface EmissionSwitches {
  /** Means of Gaussians. */
  means: boolean;
  /** Variances or covariances of Gaussians. */
  variances: boolean;
  /** Mixture weights. */
  weights: boolean;
  /** Symbol probabilities. */
  probabilities: boolean;
  /** Poisson rates. */
  rates: boolean;
}

/** How {@link Emission.update} re-estimates. */
export interface EmissionUpdate {
  train: EmissionSwitches;
  /** No variance (no eigenvalue of a covariance matrix) falls below this; positive. */
  varianceFloor: number;
  /** Dirichlet concentration, at least 1, of symbol probabilities and mixture weights; 1 is no prior. */
  concentration: number;
}

/** An emission in JSON: its kind, and whatever that kind needs. */
export interface EmissionDescription {
  readonly kind: string;
}

/**
 * The emission densities of all N states of a model. Parameters change in {@link update} only. Observations have
 * passed {@link check} before anything else sees them.
 */
export interface Emission {
  readonly kind: string;
  /** Number of states N. */
  readonly states: number;
  /** Numbers per frame D. */
  readonly dimensions: number;

  /** @throws InputError when these observations are not of the kind this emission describes. */
  check(observations: Observations): void;

  /**
   * Natural-log density (or probability) of each frame in each state; never NaN, -Infinity where impossible.
   *
   * @param out - written to if given; may be longer than needed // [T, N]
   */
  logLikelihoods(observations: Observations, out?: Float64Array): Float64Array;

  /** Forgets what was accumulated. */
  clear(): void;

  /** Adds a sequence to the sufficient statistics. @param gamma - posterior of each state in each frame // [T, N] */
  accumulate(observations: Observations, gamma: Float64Array): void;

  /** M-step from the accumulated statistics. A state nobody visited keeps its parameters. */
  update(options: EmissionUpdate): void;

  /** Log prior density of the trained parameters, constants left out; 0 without a prior. */
  logPrior(options: EmissionUpdate): number;

  /** Draws one frame from a state. // [D] */
  sample(state: number, random: Random): Float64Array;

  /** Number of free parameters over all states. */
  freeParameters(): number;

  toJSON(): EmissionDescription;
}

/** Occupancies below this say nothing about a parameter: sums so small have lost their digits. */
export const LEAST_OCCUPANCY = 1e-100;

/** The least variance a Gaussian may have: its inverse must be a number. */
export const LEAST_VARIANCE = 1e-300;

/** All parameters trained, maximum likelihood. */
export const TRAIN_ALL: Readonly<EmissionSwitches> = {
  means: true,
  variances: true,
  weights: true,
  probabilities: true,
  rates: true,
};
