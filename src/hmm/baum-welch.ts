/**
 * Maximum-likelihood (or, with priors, maximum a posteriori) training of all parameters over many sequences:
 * expectation–maximisation after Baum et al. 1970 in the form of Rabiner 1989, section III C.
 */
import type { Warning } from '../errors.js';
import { checkNumber, checkWhole, refuse } from './checks.js';
import { ConvergenceMonitor } from './convergence.js';
import { type Emission, type EmissionSwitches, LEAST_VARIANCE, TRAIN_ALL } from './emission.js';
import { backward, forward, type TransitionCounts, zeroCounts } from './forward-backward.js';
import type { Observations } from './observations.js';
import type { Topology } from './topology.js';
import {
  pseudoCounts,
  reestimate,
  type TransitionPriors,
  type TransitionSwitches,
  transitionLogPrior,
} from './transition-update.js';
import { defaultVarianceFloor } from './variance-floor.js';

/** Parameter groups that training may be told to leave alone. */
export type TrainSwitches = TransitionSwitches & EmissionSwitches;

/** Options of Baum–Welch training. */
export interface FitOptions {
  /** Most updates made. Default 100. */
  maxIterations?: number;
  /**
   * Stop when an iteration gains no more than this in log-likelihood (plus log prior), in nats over all sequences.
   * Default 0.01.
   */
  tolerance?: number;
  /** Groups not to be re-estimated, e.g. `{ means: false }`. Default: all are. */
  train?: Partial<TrainSwitches>;
  /** Dirichlet concentrations; `emission` is that of symbol probabilities and mixture weights. Default 1: none. */
  priors?: TransitionPriors & { emission?: number };
  /**
   * Least variance of a Gaussian. Default: a millionth of the least variance that any dimension has in the data.
   * Raise it (to a hundredth or a tenth) when states collapse onto a few frames.
   */
  varianceFloor?: number;
  /** Called after each iteration. */
  onIteration?: (progress: FitProgress) => void;
}

/** What an iteration achieved. */
export interface FitProgress {
  /** From 1. */
  iteration: number;
  /** Log-likelihood plus log prior before this iteration's update. */
  objective: number;
  /** How much that is above the iteration before; Infinity at first. */
  gain: number;
}

/** How training went. */
export interface FitReport {
  /** Whether the tolerance was reached, not merely the last iteration. */
  converged: boolean;
  iterations: number;
  /** Log-likelihood plus log prior before each update. */
  history: number[];
  warnings: Warning[];
}

/**
 * Trains `emission` in place.
 *
 * @param sequences - at least one, checked by the emission
 * @returns the trained topology, and how it went
 * @throws InputError when an option is out of range or the model cannot produce one of the sequences.
 */
export function baumWelch(
  topology: Topology,
  emission: Emission,
  sequences: readonly Observations[],
  options: FitOptions = {},
): { topology: Topology; report: FitReport } {
  const { maxIterations = 100, tolerance = 0.01, priors = {} } = options;
  const varianceFloor = options.varianceFloor ?? defaultVarianceFloor(sequences);
  const concentration = priors.emission ?? 1;
  checkWhole('hmm-fit', 'maxIterations', maxIterations, 1);
  checkNumber('hmm-fit', 'tolerance', tolerance, 0);
  checkNumber('hmm-fit', 'varianceFloor', varianceFloor, LEAST_VARIANCE);
  checkNumber('hmm-prior', 'priors.emission', concentration, 1);
  const train: TrainSwitches = { start: true, transitions: true, ...TRAIN_ALL, ...options.train };
  const pseudo = pseudoCounts(topology, priors);
  const update = { train, varianceFloor, concentration };

  const longest = sequences.reduce((most, one) => Math.max(most, one.length), 0);
  const workspace = {
    logB: new Float64Array(longest * topology.states), // [T, N]
    gamma: new Float64Array(longest * topology.states), // [T, N]
  };
  const monitor = new ConvergenceMonitor(tolerance);
  const few = tooFewNumbers(topology, emission, sequences);
  if (few !== undefined) monitor.warnings.push(few);
  let iteration = 0;
  while (iteration < maxIterations && !monitor.converged) {
    iteration += 1;
    const counts = zeroCounts(topology);
    emission.clear();
    let objective = transitionLogPrior(topology, pseudo, train) + emission.logPrior(update);
    sequences.forEach((one, s) => {
      const logLikelihood = expect(topology, emission, one, workspace, counts);
      if (logLikelihood === Number.NEGATIVE_INFINITY)
        refuseImpossible(topology, workspace.gamma, one.length, s);
      objective += logLikelihood;
    });
    topology = reestimate(topology, counts, pseudo, train);
    emission.update(update);
    const gain = monitor.report(objective);
    options.onIteration?.({ iteration, objective, gain });
  }
  const { converged, history, warnings } = monitor;
  return { topology, report: { converged, iterations: iteration, history, warnings } };
}

/** E-step of one sequence: adds its expected counts. @returns its log-likelihood; -Infinity: nothing was added */
function expect(
  topology: Topology,
  emission: Emission,
  observations: Observations,
  { logB, gamma }: { logB: Float64Array; gamma: Float64Array },
  counts: TransitionCounts,
): number {
  const T = observations.length;
  emission.logLikelihoods(observations, logB);
  const logLikelihood = forward(topology, logB, T, gamma);
  if (logLikelihood > Number.NEGATIVE_INFINITY) {
    backward(topology, logB, T, gamma, counts);
    emission.accumulate(observations, gamma);
  }
  return logLikelihood;
}

/**
 * Says why {@link forward} found a sequence impossible.
 *
 * @param alpha - what it left // [T, N]
 * @param sequence - the sequence's number, if there are several
 */
export function refuseImpossible(
  topology: Topology,
  alpha: Float64Array,
  frames: number,
  sequence?: number,
): never {
  const N = topology.states;
  let t = 0;
  while (t < frames && alpha.subarray(t * N, t * N + N).some((x) => x > Number.NEGATIVE_INFINITY)) t++;
  const where = sequence === undefined ? '' : `sequence ${sequence}: `;
  refuse(
    'hmm-impossible-sequence',
    t < frames
      ? `${where}frame ${t}, which no state that can be reached by then emits`
      : `${where}an end in a state where sequences cannot end`,
    'a sequence of non-zero probability',
    'Check the data; or smooth the model by priors, or allow more transitions, or fewer states.',
  );
}

function tooFewNumbers(
  topology: Topology,
  emission: Emission,
  sequences: readonly Observations[],
): Warning | undefined {
  const numbers = sequences.reduce((sum, one) => sum + one.values.length, 0);
  const parameters = topology.freeParameters() + emission.freeParameters();
  if (numbers >= parameters) return undefined;
  return {
    code: 'hmm-few-observations',
    message: `${numbers} numbers cannot determine ${parameters} free parameters; expect a degenerate fit.`,
  };
}
