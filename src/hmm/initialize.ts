/** First guesses of emissions from data: Baum–Welch climbs, but only the hill it is put on. */
import { createRandom } from '../random.js';
import { checkNumber, checkWhole, refuse, rowsOf } from './checks.js';
import { LEAST_VARIANCE } from './emission.js';
import { GaussianDiagonal } from './emissions/gaussian-diagonal.js';
import { GaussianFull } from './emissions/gaussian-full.js';
import { GaussianMixture } from './emissions/gaussian-mixture.js';
import { PoissonEmission } from './emissions/poisson.js';
import { kmeans } from './kmeans.js';
import { floorEigenvalues } from './linear-algebra.js';
import { frames, type Observations, type Sequence, toObservationList } from './observations.js';
import { defaultVarianceFloor } from './variance-floor.js';

/** How frames are first dealt out to states. */
export interface InitialOptions {
  /** Number of states N. */
  states: number;
  /**
   * `kmeans`: by likeness, for ergodic models. `time`: the n-th part of every sequence to state n, for left-to-right
   * models. Default `kmeans`.
   */
  by?: 'kmeans' | 'time';
  /** Seed of k-means. Default 1. */
  seed?: number;
  /** Least variance; the default is that of training. */
  varianceFloor?: number;
}

/** Options of {@link initialGaussian}. */
export interface InitialGaussianOptions extends InitialOptions {
  /** `diagonal` (default) and `full`: one per state; `spherical`: one variance per state; `tied`: one full for all. */
  covariance?: 'diagonal' | 'spherical' | 'full' | 'tied';
}

/**
 * One Gaussian per state: the mean of the frames dealt to it, and the covariance within states, the same for all (a
 * state's own would be too narrow where it was dealt few frames).
 *
 * @throws InputError when fewer distinct frames than states exist, or (by time) a state would get none.
 */
export function initialGaussian(
  sequences: readonly Sequence[],
  options: InitialGaussianOptions,
): GaussianDiagonal | GaussianFull {
  const { covariance = 'diagonal' } = options;
  const { data, assignment, floor } = deal(sequences, options);
  const { states: N } = options;
  const D = data.dimensions;
  const means = meansOf(data, assignment, N);
  if (covariance === 'full' || covariance === 'tied') {
    const matrix = rowsOf(covarianceWithin(data, assignment, means, floor), D);
    const tied = covariance === 'tied';
    return new GaussianFull(rowsOf(means, D), tied ? [matrix] : new Array(N).fill(matrix), { tied });
  }
  const spherical = covariance === 'spherical';
  const variances = variancesWithin(data, assignment, means, floor);
  if (spherical) variances.fill(variances.reduce((a, b) => a + b) / D);
  return new GaussianDiagonal(rowsOf(means, D), new Array(N).fill(variances), { spherical });
}

/**
 * A mixture per state by k-means among the frames dealt to it. {@link growMixtures} often finds a better one, and
 * does not mind a state of few frames.
 *
 * @throws InputError when a state is dealt fewer distinct frames than components.
 */
export function initialMixture(
  sequences: readonly Sequence[],
  options: InitialOptions & { components: number },
): GaussianMixture {
  checkWhole('hmm-initial', 'components', options.components, 1);
  const { data, assignment, floor } = deal(sequences, options);
  const { states: N, components: M } = options;
  const D = data.dimensions;
  const random = createRandom(options.seed ?? 1);
  const parts = Array.from({ length: N }, (_, i) => {
    const part = select(data, assignment, i);
    const { centers, assignment: component } = kmeans(part, M, random);
    const sizes = new Float64Array(M);
    for (const m of component) sizes[m]! += 1 / part.length;
    return { sizes, centers, variances: variancesWithin(part, component, centers, floor) };
  });
  return new GaussianMixture(
    parts.map((part) => part.sizes),
    parts.map((part) => rowsOf(part.centers, D)),
    parts.map((part) => new Array<Float64Array>(M).fill(part.variances)),
  );
}

/** Poisson rates: the mean counts of the frames dealt to each state, but above zero so that no count is excluded. */
export function initialPoisson(sequences: readonly Sequence[], options: InitialOptions): PoissonEmission {
  const { data, assignment } = deal(sequences, options);
  const means = meansOf(data, assignment, options.states);
  for (const mean of means) checkNumber('hmm-initial', 'a mean count', mean, 0);
  return new PoissonEmission(
    rowsOf(
      means.map((mean) => Math.max(mean, 1e-3)),
      data.dimensions,
    ),
  );
}

/** All frames in one sequence, and the state each is dealt to; no state is left without. */
function deal(
  sequences: readonly Sequence[],
  { states: N, by = 'kmeans', seed = 1, varianceFloor }: InitialOptions,
) {
  checkWhole('hmm-initial', 'states', N, 1);
  const list = toObservationList(sequences);
  const floor = varianceFloor ?? defaultVarianceFloor(list);
  checkNumber('hmm-initial', 'varianceFloor', floor, LEAST_VARIANCE);
  const D = list[0]!.dimensions;
  const values = new Float64Array(list.reduce((sum, one) => sum + one.values.length, 0));
  const byTime = new Int32Array(values.length / D);
  let t = 0;
  for (const one of list) {
    values.set(one.values, t * D);
    for (let u = 0; u < one.length; u++, t++) byTime[t] = Math.floor((u * N) / one.length);
  }
  const data = frames(values, D);
  if (by === 'kmeans') return { data, floor, assignment: kmeans(data, N, createRandom(seed)).assignment };
  for (let i = 0; i < N; i++) {
    if (byTime.includes(i)) continue;
    refuse('hmm-initial', `no frame for state ${i}`, `sequences of ${N} frames`, 'Ask for fewer states.');
  }
  return { data, floor, assignment: byTime };
}

function select(data: Observations, assignment: Int32Array, state: number): Observations {
  const { dimensions: D, values } = data;
  const rows: number[] = [];
  assignment.forEach((i, t) => {
    if (i === state) for (let d = 0; d < D; d++) rows.push(values[t * D + d]!);
  });
  return frames(Float64Array.from(rows), D);
}

/** // [N, D] */
function meansOf(data: Observations, assignment: Int32Array, N: number): Float64Array {
  const { length: T, dimensions: D, values } = data;
  const sizes = new Float64Array(N);
  const means = new Float64Array(N * D);
  for (const i of assignment) sizes[i]! += 1;
  for (let t = 0; t < T; t++) {
    const i = assignment[t]!;
    for (let d = 0; d < D; d++) means[i * D + d]! += values[t * D + d]! / sizes[i]!;
  }
  return means;
}

/** Variance of each dimension about the means of the groups. // [D] */
function variancesWithin(
  data: Observations,
  assignment: Int32Array,
  means: Float64Array,
  floor: number,
): Float64Array {
  const { length: T, dimensions: D, values } = data;
  const variances = new Float64Array(D);
  for (let t = 0; t < T; t++) {
    for (let d = 0; d < D; d++)
      variances[d]! += (values[t * D + d]! - means[assignment[t]! * D + d]!) ** 2 / T;
  }
  return variances.map((variance) => Math.max(variance, floor));
}

/** Covariance about the means of the groups. // [D, D] */
function covarianceWithin(
  data: Observations,
  assignment: Int32Array,
  means: Float64Array,
  floor: number,
): Float64Array {
  const { length: T, dimensions: D, values } = data;
  const matrix = new Float64Array(D * D);
  const distance = new Float64Array(D);
  for (let t = 0; t < T; t++) {
    for (let d = 0; d < D; d++) distance[d] = values[t * D + d]! - means[assignment[t]! * D + d]!;
    for (let k = 0; k < D * D; k++) matrix[k]! += (distance[Math.floor(k / D)]! * distance[k % D]!) / T;
  }
  floorEigenvalues(matrix, 0, D, floor, new Float64Array(D * D));
  return matrix;
}
