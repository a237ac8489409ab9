/**
 * Times when a series behaves differently (Hamilton 1989): a hidden Markov model over the steps from point to point, the
 * season taken away, calm regimes before wild ones. A view on what has been; no forecast is made from it.
 */
import { ergodic, GaussianDiagonal, Hmm, initialGaussian } from '../hmm/index.js';
import { mainSeason, type Task } from './methods/method.js';
import { deseasonalize } from './methods/seasonality.js';

export interface Regime {
  /** Of a step: relative ones where the series is positive, as it is otherwise. */
  mean: number;
  spread: number;
  /** Share of the points. */
  share: number;
  /** Points it lasts, on the mean. */
  lasts: number;
  /** Probability that the next point is one of it. */
  next: number;
}

/** Points one after the other in one regime. */
export interface RegimeRun {
  regime: number;
  /** The first point, and the one after the last. */
  from: number;
  to: number;
}

export interface Regimes {
  relative: boolean;
  /** The calmest first; one where the data tell of no more. */
  regimes: Regime[];
  runs: RegimeRun[];
}

/** More are hard to tell a reader about. */
const MOST_REGIMES = 3;
/** Steps needed for each. */
const ENOUGH_STEPS = 15;
/** Points beyond which only the last are looked at. */
const MOST_POINTS = 20_000;
/** Regimes last: a first guess that Baum–Welch goes on from. */
const STAY = 0.95;

/** As many regimes as Schwarz's criterion finds worth their parameters. None of a series without any change. */
export function findRegimes({ history, seasons }: Pick<Task, 'history' | 'seasons'>): Regimes {
  const first = Math.max(0, history.length - MOST_POINTS);
  const { values } = deseasonalize(history.slice(first), mainSeason({ seasons }));
  const relative = values.every((value) => value > 0);
  const scale = relative ? values.map(Math.log) : values;
  const steps = scale.slice(1).map((value, t) => value - scale[t]!);
  const kinds = new Set(steps).size;
  const most = Math.min(MOST_REGIMES, Math.floor(steps.length / ENOUGH_STEPS), kinds - 1);
  if (most < 1) return { relative, regimes: [], runs: [] };
  let best: { model: Hmm; bic: number } | undefined;
  for (let states = 1; states <= most; states++) {
    const model = fitted(steps, states);
    const { bic } = model.criteria([steps]);
    if (!best || bic < best.bic) best = { model, bic };
  }
  return described(best!.model, steps, { relative, first });
}

/** Begins with quantiles of the steps' sizes, not with clusters of the steps: regimes differ in spread more than in mean. */
function fitted(steps: Float64Array, states: number): Hmm {
  const variance = (initialGaussian([steps], { states: 1 }) as GaussianDiagonal).variances[0]!;
  const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;
  const factor = (state: number) => 4 ** (state - (states - 1) / 2);
  const emission = new GaussianDiagonal(
    Array.from({ length: states }, () => [mean]),
    Array.from({ length: states }, (_, state) => [variance * factor(state)]),
  );
  const model = new Hmm(ergodic(states, { stay: states === 1 ? 1 : STAY }), emission);
  model.fit([steps], { maxIterations: 60, tolerance: 0.05, varianceFloor: 1e-3 * variance });
  return model;
}

function described(
  model: Hmm,
  steps: Float64Array,
  { relative, first }: { relative: boolean; first: number },
): Regimes {
  const emission = model.emission as GaussianDiagonal;
  const spreads = Array.from(emission.variances, Math.sqrt);
  const order = spreads.map((_, state) => state).sort((a, b) => spreads[a]! - spreads[b]!);
  const rank = order.map((_, state) => order.indexOf(state));
  const { states } = model.posteriors(steps);
  const next = model.nextStates(steps);
  const stay = model.topology.matrix();
  const runs: RegimeRun[] = [];
  states.forEach((state, t) => {
    const regime = rank[state]!;
    const last = runs.at(-1);
    // A step belongs to the point it leads to; the first point has none, and belongs to the second's regime.
    if (last?.regime === regime) last.to = first + t + 2;
    else runs.push({ regime, from: first + (t === 0 ? 0 : t + 1), to: first + t + 2 });
  });
  const regimes = order.map((state) => ({
    mean: emission.means[state]!,
    spread: spreads[state]!,
    share: states.filter((one) => one === state).length / states.length,
    lasts: 1 / Math.max(1 - stay[state]![state]!, 1 / steps.length),
    next: next[state]!,
  }));
  return { relative, regimes, runs };
}
