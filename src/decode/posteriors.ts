/** How sure: forward–backward over a lattice turns path scores into probabilities of arcs and of words. */
import type { Lattice } from './lattice.js';

/** What forward–backward finds. */
export interface LatticePosteriors {
  /** Probability that the path takes each arc. // [A] */
  posterior: Float64Array;
  /** Natural log of the summed scaled scores of all paths; `-Infinity` for a lattice without paths. */
  logTotal: number;
}

/**
 * Posterior probability of every arc, a path's probability being proportional to exp(scale × score). Paths over any
 * frame share a mass of 1.
 *
 * @param scale - flattens the scores; 1 / languageWeight brings language scores to their natural size and spreads the
 * acoustic ones (Wessel, Schlüter, Macherey & Ney 2001).
 */
export function latticePosteriors(lattice: Lattice, scale: number): LatticePosteriors {
  const { nodes, arcs, arcFrom, arcTo } = lattice;
  const forward = new Float64Array(nodes).fill(-Infinity); // [N]
  const backward = new Float64Array(nodes).fill(-Infinity); // [N]
  forward[0] = 0;
  for (let a = 0; a < arcs; a++) {
    forward[arcTo[a]!] = logAdd(forward[arcTo[a]!]!, forward[arcFrom[a]!]! + scale * lattice.arcScore(a));
  }
  backward[lattice.final] = 0;
  for (let a = arcs - 1; a >= 0; a--) {
    backward[arcFrom[a]!] = logAdd(
      backward[arcFrom[a]!]!,
      backward[arcTo[a]!]! + scale * lattice.arcScore(a),
    );
  }
  const logTotal = forward[lattice.final]!;
  const posterior = new Float64Array(arcs);
  for (let a = 0; a < arcs; a++) {
    const through = forward[arcFrom[a]!]! + scale * lattice.arcScore(a) + backward[arcTo[a]!]!;
    posterior[a] = Math.min(1, Math.exp(through - logTotal));
  }
  return { posterior, logTotal };
}

/**
 * Confidence that `word` was said about there: the largest, over the frames from `startFrame` to `endFrame`
 * (exclusive, at least one frame), of the summed posteriors of the arcs with this word that cross the frame. (C_max of
 * Wessel et al. 2001.)
 */
export function wordConfidence(
  lattice: Lattice,
  posterior: Float64Array,
  word: number,
  startFrame: number,
  endFrame: number,
): number {
  const frames = endFrame - startFrame;
  const change = new Float64Array(frames + 1);
  for (let a = 0; a < lattice.arcs; a++) {
    if (lattice.arcWord[a] !== word) continue;
    const from = Math.max(0, lattice.nodeFrame[lattice.arcFrom[a]!]! - startFrame);
    const to = Math.min(frames, lattice.nodeFrame[lattice.arcTo[a]!]! - startFrame);
    if (from >= to) continue;
    change[from]! += posterior[a]!;
    change[to]! -= posterior[a]!;
  }
  let most = 0;
  let sum = 0;
  for (let t = 0; t < frames; t++) {
    sum += change[t]!;
    if (sum > most) most = sum;
  }
  return Math.min(1, most);
}

/** log(exp(a) + exp(b)). */
export function logAdd(a: number, b: number): number {
  if (a === -Infinity) return b;
  if (b === -Infinity) return a;
  return a > b ? a + Math.log1p(Math.exp(b - a)) : b + Math.log1p(Math.exp(a - b));
}
