/** The decoder's trace → a lattice of the paths that reach the end within a beam of the best. */
import { Lattice, ROUNDING, type ScoreWeights } from './lattice.js';
import { NO_WORD, type WordNames } from './network.js';
import type { Trace } from './trace.js';

/**
 * Walks the trace backwards. The trace knows the best score from the start to every node, so one pass finds for every
 * arc the best path through it, exactly.
 *
 * @param final - trace node in which all paths end; the start is trace node 0.
 */
export function traceLattice(
  trace: Trace,
  final: number,
  reachedEnd: boolean,
  words: WordNames,
  options: ScoreWeights & { latticeBeam: number },
): Lattice {
  const { nodeScore, nodeFirstArc, arcFrom, arcWord, arcScore, arcLanguage } = trace;
  const { languageWeight, wordInsertionPenalty, latticeBeam } = options;
  const toEnd = new Float64Array(final + 1).fill(-Infinity); // [nodes]
  toEnd[final] = 0;
  const worst = nodeScore[final]! - latticeBeam - ROUNDING;
  const kept: number[] = [];
  const target: number[] = [];
  for (let n = final; n > 0; n--) {
    if (toEnd[n] === -Infinity) continue;
    const lastArc = n === trace.nodes - 1 ? trace.arcs : nodeFirstArc[n + 1]!;
    for (let a = nodeFirstArc[n]!; a < lastArc; a++) {
      if (arcScore[a]! + toEnd[n]! < worst) continue;
      kept.push(a);
      target.push(n);
      const from = arcFrom[a]!;
      toEnd[from] = Math.max(toEnd[from]!, arcScore[a]! - nodeScore[from]! + toEnd[n]!);
    }
  }
  const nodes: number[] = [];
  const renamed = new Int32Array(final + 1);
  for (let n = 0; n <= final; n++) {
    if (toEnd[n] === -Infinity && n > 0) continue;
    renamed[n] = nodes.length;
    nodes.push(n);
  }
  return new Lattice({
    languageWeight,
    wordInsertionPenalty,
    nodeFrame: nodes.map((n) => trace.nodeFrame[n]!),
    nodeState: nodes.map((n) => trace.nodeState[n]!),
    arcFrom: kept.map((a) => renamed[arcFrom[a]!]!),
    arcTo: target.map((n) => renamed[n]!),
    arcWord: kept.map((a) => arcWord[a]!),
    arcPronunciation: kept.map((a) => trace.arcPronunciation[a]!),
    arcAcoustic: kept.map((a) => {
      const penalty = arcWord[a] === NO_WORD ? 0 : wordInsertionPenalty;
      return arcScore[a]! - nodeScore[arcFrom[a]!]! - languageWeight * arcLanguage[a]! + penalty;
    }),
    arcLanguage: kept.map((a) => arcLanguage[a]!),
    words,
    reachedEnd,
  });
}
