/**
 * Theta, optimised and dynamic (Fiorucci, Pellegrini, Louzada & Petropoulos 2016): how much the curvature is doubled, the
 * share of an error that the level learns and the first level are fitted, and the straight line is drawn anew with each point.
 */
import { minimize } from './nelder-mead.js';

/** Where the model has arrived after some points. */
interface ThetaState {
  level: number;
  /** The line through what was seen: its value at 0, its slope. */
  intercept: number;
  slope: number;
  mean: number;
  /** (1 − α)^t */
  fading: number;
  points: number;
}

interface ThetaParameters {
  alpha: number;
  /** 1: no line at all; 2: as in the classic. */
  theta: number;
  level: number;
}

const first = (level: number): ThetaState => ({
  ...{ level, intercept: 0, slope: 0, mean: 0 },
  ...{ fading: 1, points: 0 },
});

/** One step ahead. */
function expected(
  { level, intercept, slope, fading }: ThetaState,
  { alpha, theta }: ThetaParameters,
): number {
  return level + (1 - 1 / theta) * (fading * intercept + ((1 - fading * (1 - alpha)) / alpha) * slope);
}

/** Moves a state on by a point. */
function learn(state: ThetaState, value: number, { alpha }: ThetaParameters): void {
  const t = ++state.points;
  const before = state.mean;
  state.level = alpha * value + (1 - alpha) * state.level;
  state.mean = before + (value - before) / t;
  state.slope = t === 1 ? 0 : ((t - 2) * state.slope + (6 / t) * (value - before)) / (t + 1);
  state.intercept = state.mean - (state.slope * (t + 1)) / 2;
  state.fading *= 1 - alpha;
}

/** The next points of a series without season. */
export function runDynamicTheta(values: Float64Array, horizon: number): Float64Array {
  const spread = values.reduce((most, value) => Math.max(most, Math.abs(value - values[0]!)), 0) || 1;
  const read = (x: Float64Array): ThetaParameters => ({
    alpha: 0.1 + 0.89 / (1 + Math.exp(-x[0]!)),
    theta: 1 + Math.exp(x[1]!),
    level: values[0]! + spread * x[2]!,
  });
  const cost = (x: Float64Array): number => {
    const parameters = read(x);
    const state = first(parameters.level);
    let squares = 0;
    for (let t = 0; t < values.length; t++) {
      const error = values[t]! - expected(state, parameters);
      // The line through no point, or one, foretells nothing.
      if (t >= 2) squares += error * error;
      learn(state, values[t]!, parameters);
    }
    return squares;
  };
  const parameters = read(minimize(cost, [0, 0, 0], { step: 0.5, tolerance: 1e-6, evaluations: 250 }).x);
  const state = first(parameters.level);
  for (const value of values) learn(state, value, parameters);
  return Float64Array.from({ length: horizon }, () => {
    const next = expected(state, parameters);
    learn(state, next, parameters);
    return next;
  });
}
