/** Clusters of frames, as a start for Gaussians: k-means (Lloyd 1982) from k-means++ seeds. */
import type { Random } from '../random.js';
import { drawIndex } from './categorical.js';
import { checkWhole, refuse } from './checks.js';
import type { Observations } from './observations.js';

/** A partition of frames into K clusters, none empty. */
export interface Clusters {
  /** // [K, D] */
  centers: Float64Array;
  /** Cluster of each frame. // [T] */
  assignment: Int32Array;
  /** Sum of squared distances of the frames from their centres. */
  inertia: number;
}

/** Options of {@link kmeans}. */
export interface KmeansOptions {
  /** Best of how many starts. Default 4. */
  restarts?: number;
  /** Most rounds of a start. Default 100. */
  maxIterations?: number;
}

/**
 * Partitions frames into `clusters` so that squared distances from the cluster means are small.
 *
 * @throws InputError when fewer distinct frames than clusters exist.
 */
export function kmeans(
  data: Observations,
  clusters: number,
  random: Random,
  options: KmeansOptions = {},
): Clusters {
  const { restarts = 4, maxIterations = 100 } = options;
  checkWhole('kmeans', 'clusters', clusters, 1);
  checkWhole('kmeans', 'restarts', restarts, 1);
  const distinct = countDistinct(data, clusters);
  if (distinct < clusters) {
    refuse(
      'kmeans-few-points',
      `${distinct} distinct frame${distinct === 1 ? '' : 's'}`,
      `at least ${clusters}, one per cluster`,
      'Ask for fewer states or components, or give more data.',
    );
  }
  let best: Clusters | undefined;
  for (let start = 0; start < restarts; start++) {
    const centers = seeds(data, clusters, random);
    const found = lloyd(data, centers, maxIterations);
    if (best === undefined || found.inertia < best.inertia) best = found;
  }
  return best!;
}

/** The number of distinct frames, counted up to `enough`. */
function countDistinct({ length: T, dimensions: D, values }: Observations, enough: number): number {
  const found: number[] = [];
  for (let t = 0; t < T && found.length < enough; t++) {
    if (!found.some((other) => squaredDistance(values, t * D, values, other * D, D) === 0)) found.push(t);
  }
  return found.length;
}

/** k-means++ (Arthur and Vassilvitskii 2007): each next seed is drawn in proportion to its squared distance. */
function seeds(data: Observations, K: number, random: Random): Float64Array {
  const { length: T, dimensions: D, values } = data;
  const centers = new Float64Array(K * D);
  const distance = new Float64Array(T).fill(Number.POSITIVE_INFINITY);
  let chosen = random.int(T);
  for (let k = 0; ; k++) {
    centers.set(values.subarray(chosen * D, (chosen + 1) * D), k * D);
    if (k === K - 1) return centers;
    for (let t = 0; t < T; t++) {
      distance[t] = Math.min(distance[t]!, squaredDistance(values, t * D, centers, k * D, D));
    }
    chosen = drawIndex(distance, 0, T, random);
  }
}

function lloyd(data: Observations, centers: Float64Array, maxIterations: number): Clusters {
  const { length: T, dimensions: D, values } = data;
  const K = centers.length / D;
  const assignment = new Int32Array(T);
  const distance = new Float64Array(T);
  const sizes = new Float64Array(K);
  for (let round = 0; ; round++) {
    const changed = assign(data, centers, assignment, distance) || round === 0;
    sizes.fill(0);
    for (let t = 0; t < T; t++) sizes[assignment[t]!]! += 1;
    const refilled = refill(assignment, distance, sizes);
    centers.fill(0);
    for (let t = 0; t < T; t++) {
      const k = assignment[t]!;
      for (let d = 0; d < D; d++) centers[k * D + d]! += values[t * D + d]! / sizes[k]!;
    }
    if ((!changed && !refilled) || round >= maxIterations) break;
  }
  let inertia = 0;
  for (let t = 0; t < T; t++) inertia += squaredDistance(values, t * D, centers, assignment[t]! * D, D);
  return { centers, assignment, inertia };
}

/** Moves each frame to its nearest centre. @returns whether any moved */
function assign(
  data: Observations,
  centers: Float64Array,
  assignment: Int32Array,
  distance: Float64Array,
): boolean {
  const { length: T, dimensions: D, values } = data;
  const K = centers.length / D;
  let changed = false;
  for (let t = 0; t < T; t++) {
    let best = Number.POSITIVE_INFINITY;
    let nearest = 0;
    for (let k = 0; k < K; k++) {
      const d = squaredDistance(values, t * D, centers, k * D, D);
      if (d < best) {
        best = d;
        nearest = k;
      }
    }
    changed ||= assignment[t] !== nearest;
    assignment[t] = nearest;
    distance[t] = best;
  }
  return changed;
}

/** Gives every empty cluster the frame farthest from its own centre. @returns whether any was empty */
function refill(assignment: Int32Array, distance: Float64Array, sizes: Float64Array): boolean {
  let refilled = false;
  sizes.forEach((size, k) => {
    if (size > 0) return;
    let farthest = -1;
    for (let t = 0; t < assignment.length; t++) {
      const spare = sizes[assignment[t]!]! > 1;
      if (spare && (farthest < 0 || distance[t]! > distance[farthest]!)) farthest = t;
    }
    sizes[assignment[farthest]!]! -= 1;
    assignment[farthest] = k;
    sizes[k] = 1;
    distance[farthest] = 0;
    refilled = true;
  });
  return refilled;
}

function squaredDistance(a: Float64Array, at: number, b: Float64Array, bAt: number, D: number): number {
  let sum = 0;
  for (let d = 0; d < D; d++) {
    const distance = a[at + d]! - b[bAt + d]!;
    sum += distance * distance;
  }
  return sum;
}
