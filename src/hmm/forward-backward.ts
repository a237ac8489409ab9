/**
 * Sums over all state paths: the likelihood of a sequence, the posterior of every state in every frame, the expected
 * count of every transition. Everything is kept as logarithms relative to the best state of the frame, so neither
 * long sequences nor huge or tiny densities overflow, underflow or lose digits. O(T · arcs).
 */
import type { Topology } from './topology.js';

/** A sum of terms scaled to at most 1 that is smaller than this may have lost terms to underflow. */
const UNDERFLOW = 1e-200;

/** Expected numbers of starts, transitions and ends, summed over sequences. */
export interface TransitionCounts {
  /** // [N] */
  start: Float64Array;
  /** In the order of the topology's arcs. // [A] */
  arcs: Float64Array;
  /** // [N] */
  end: Float64Array;
}

/** All counts zero. */
export function zeroCounts(topology: Topology): TransitionCounts {
  const { states, arcTarget } = topology;
  return {
    start: new Float64Array(states),
    arcs: new Float64Array(arcTarget.length),
    end: new Float64Array(states),
  };
}

/**
 * Forward pass (Rabiner 1989, eq. 19–21).
 *
 * @param logB - log density of each frame in each state // [T, N]
 * @param frames - number of frames T
 * @param alpha - receives log p(state i at t, frames 0 … t), in each row up to a constant that makes its greatest
 *   entry 0; -Infinity from the first impossible frame on // [T, N]
 * @returns log p(frames), -Infinity if the model cannot produce them
 */
export function forward(topology: Topology, logB: Float64Array, frames: number, alpha: Float64Array): number {
  const { states: N, logStart, logEnd, probability, logProbability, incoming } = topology;
  const scaled = new Float64Array(N);
  let total = 0;
  for (let t = 0; t < frames; t++) {
    const row = t * N;
    const before = row - N;
    let best = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < N; j++) {
      let log = logStart[j]!;
      if (t > 0) {
        let sum = 0;
        const last = incoming.start[j + 1]!;
        for (let k = incoming.start[j]!; k < last; k++) {
          sum += scaled[incoming.source[k]!]! * probability[incoming.arc[k]!]!;
        }
        if (sum > UNDERFLOW) log = Math.log(sum);
        else
          log = logSum(
            alpha,
            before,
            incoming.source,
            incoming.arc,
            logProbability,
            incoming.start[j]!,
            last,
          );
      }
      log += logB[row + j]!;
      alpha[row + j] = log;
      if (log > best) best = log;
    }
    if (best === Number.NEGATIVE_INFINITY) {
      alpha.fill(Number.NEGATIVE_INFINITY, row, frames * N);
      return best;
    }
    total += best;
    for (let j = 0; j < N; j++) {
      alpha[row + j]! -= best;
      scaled[j] = Math.exp(alpha[row + j]!);
    }
  }
  let sum = 0;
  let best = Number.NEGATIVE_INFINITY;
  for (let j = 0; j < N; j++) best = Math.max(best, alpha[(frames - 1) * N + j]! + logEnd[j]!);
  if (best === Number.NEGATIVE_INFINITY) return best;
  for (let j = 0; j < N; j++) sum += Math.exp(alpha[(frames - 1) * N + j]! + logEnd[j]! - best);
  return total + best + Math.log(sum);
}

/**
 * Backward pass on top of {@link forward}, which must have found the sequence possible.
 *
 * @param logB - log density of each frame in each state // [T, N]
 * @param alphaToGamma - in: what `forward` left there; out: p(state i at t | all frames), rows summing to 1 // [T, N]
 * @param counts - if given, expected starts, transitions and ends of this sequence are added to it; the transition
 *   i → j of frame t counts γ_t(i) · a_ij b_j β_j / Σ_j a_ij b_j β_j (Rabiner 1989, eq. 37, rearranged so that the
 *   counts out of a state sum to its γ however small its terms are)
 */
export function backward(
  topology: Topology,
  logB: Float64Array,
  frames: number,
  alphaToGamma: Float64Array,
  counts?: TransitionCounts,
): void {
  const { states: N, arcStart, arcTarget, probability, logProbability, logEnd } = topology;
  const beta = Float64Array.from(logEnd); // log β of the frame at hand, up to a constant
  const ahead = new Float64Array(N); // log b_j β_j of the frame after it, its maximum 0
  const scaled = new Float64Array(N); // exp of that
  const sums = new Float64Array(N); // Σ_j a_ij b_j β_j in that scale
  toPosterior(alphaToGamma, (frames - 1) * N, beta);
  if (counts !== undefined) for (let i = 0; i < N; i++) counts.end[i]! += alphaToGamma[(frames - 1) * N + i]!;
  for (let t = frames - 2; t >= 0; t--) {
    const row = t * N;
    let best = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < N; j++) {
      ahead[j] = logB[row + N + j]! + beta[j]!;
      if (ahead[j]! > best) best = ahead[j]!;
    }
    for (let j = 0; j < N; j++) {
      ahead[j]! -= best;
      scaled[j] = Math.exp(ahead[j]!);
    }
    for (let i = 0; i < N; i++) {
      let sum = 0;
      const last = arcStart[i + 1]!;
      for (let a = arcStart[i]!; a < last; a++) sum += probability[a]! * scaled[arcTarget[a]!]!;
      sums[i] = sum;
      if (sum > UNDERFLOW) beta[i] = Math.log(sum);
      else beta[i] = logSum(ahead, 0, arcTarget, undefined, logProbability, arcStart[i]!, last);
    }
    toPosterior(alphaToGamma, row, beta);
    if (counts === undefined) continue;
    for (let i = 0; i < N; i++) {
      const gamma = alphaToGamma[row + i]!;
      if (gamma === 0) continue;
      const last = arcStart[i + 1]!;
      if (sums[i]! > UNDERFLOW) {
        const factor = gamma / sums[i]!;
        for (let a = arcStart[i]!; a < last; a++) {
          counts.arcs[a]! += factor * probability[a]! * scaled[arcTarget[a]!]!;
        }
      } else {
        for (let a = arcStart[i]!; a < last; a++) {
          counts.arcs[a]! += gamma * Math.exp(logProbability[a]! + ahead[arcTarget[a]!]! - beta[i]!);
        }
      }
    }
  }
  if (counts !== undefined) for (let i = 0; i < N; i++) counts.start[i]! += alphaToGamma[i]!;
}

/** Turns a row of α into γ ∝ α β, in place. */
function toPosterior(alpha: Float64Array, row: number, logBeta: Float64Array): void {
  const N = logBeta.length;
  let best = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < N; i++) {
    alpha[row + i]! += logBeta[i]!;
    if (alpha[row + i]! > best) best = alpha[row + i]!;
  }
  let sum = 0;
  for (let i = 0; i < N; i++) {
    alpha[row + i] = Math.exp(alpha[row + i]! - best);
    sum += alpha[row + i]!;
  }
  for (let i = 0; i < N; i++) alpha[row + i]! /= sum;
}

/** log Σ exp(log a + value of the other end) over arcs `from` … `to` - 1, safe from underflow; the rare, slow way. */
function logSum(
  values: Float64Array,
  offset: number,
  other: Int32Array,
  arc: Int32Array | undefined,
  logProbability: Float64Array,
  from: number,
  to: number,
): number {
  let best = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (let k = from; k < to; k++) {
    const value = logProbability[arc === undefined ? k : arc[k]!]! + values[offset + other[k]!]!;
    if (value > best) {
      sum = 1 + sum * Math.exp(best - value);
      best = value;
    } else if (value > Number.NEGATIVE_INFINITY) sum += Math.exp(value - best);
  }
  return best === Number.NEGATIVE_INFINITY ? best : best + Math.log(sum);
}
