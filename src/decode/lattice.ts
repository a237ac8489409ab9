/**
 * What else might have been said: an acyclic graph of words and pauses between instants, with acoustic and language
 * scores apart. Every path from the first node to the last covers the whole utterance.
 */
import { NO_WORD, type WordNames } from './network.js';

/** Added to lattice beams, so that rounding never drops the best path itself. */
export const ROUNDING = 1e-9;

/** How acoustic and language scores are weighed into one. */
export interface ScoreWeights {
  languageWeight: number;
  wordInsertionPenalty: number;
}

/** Lattice arcs and nodes in any arrays; see {@link Lattice} for the fields. */
export interface LatticeParts extends ScoreWeights {
  nodeFrame: ArrayLike<number>;
  nodeState: ArrayLike<number>;
  arcFrom: ArrayLike<number>;
  arcTo: ArrayLike<number>;
  arcWord: ArrayLike<number>;
  arcPronunciation: ArrayLike<number>;
  arcAcoustic: ArrayLike<number>;
  arcLanguage: ArrayLike<number>;
  words: WordNames;
  reachedEnd: boolean;
}

/**
 * Nodes are in topological order: 0 is the start, the last is the end, and every arc leads to a larger node. Arcs are
 * sorted by the node they leave. All natural logs.
 */
export class Lattice implements ScoreWeights {
  /** Number of nodes N. */
  readonly nodes: number;
  /** Number of arcs A; 0 when no path exists. */
  readonly arcs: number;
  /** Frames before each node. // [N] */
  readonly nodeFrame: Int32Array;
  /** Automaton state at each node, -1 at the end. // [N] */
  readonly nodeState: Int32Array;
  /** First arc out of each node. // [N + 1] */
  readonly arcStart: Int32Array;
  readonly arcFrom: Int32Array; // [A]
  readonly arcTo: Int32Array; // [A]
  /** Index into `words`, or `NO_WORD` for a pause, the end, or nothing at all. // [A] */
  readonly arcWord: Int32Array;
  readonly arcPronunciation: Int32Array; // [A]
  /** Scaled frame scores and the network's own log probabilities. // [A] */
  readonly arcAcoustic: Float64Array;
  /** The automaton's log probability, unweighted. // [A] */
  readonly arcLanguage: Float64Array;
  readonly words: WordNames;
  readonly languageWeight: number;
  readonly wordInsertionPenalty: number;
  /** Whether its paths end where an utterance may end; all of them do or none. */
  readonly reachedEnd: boolean;

  /** @param parts - nodes in topological order, arcs in any order. */
  constructor(parts: LatticeParts) {
    this.nodes = parts.nodeFrame.length;
    this.arcs = parts.arcFrom.length;
    this.nodeFrame = Int32Array.from(parts.nodeFrame);
    this.nodeState = Int32Array.from(parts.nodeState);
    this.arcStart = new Int32Array(this.nodes + 1);
    for (let i = 0; i < this.arcs; i++) this.arcStart[parts.arcFrom[i]! + 1]!++;
    for (let n = 0; n < this.nodes; n++) this.arcStart[n + 1]! += this.arcStart[n]!;
    const place = this.arcStart.slice();
    const order = new Int32Array(this.arcs);
    for (let i = 0; i < this.arcs; i++) order[place[parts.arcFrom[i]!]!++] = i;
    const sorted = (values: ArrayLike<number>) => Int32Array.from(order, (i) => values[i]!);
    this.arcFrom = sorted(parts.arcFrom);
    this.arcTo = sorted(parts.arcTo);
    this.arcWord = sorted(parts.arcWord);
    this.arcPronunciation = sorted(parts.arcPronunciation);
    this.arcAcoustic = Float64Array.from(order, (i) => parts.arcAcoustic[i]!);
    this.arcLanguage = Float64Array.from(order, (i) => parts.arcLanguage[i]!);
    this.words = parts.words;
    this.languageWeight = parts.languageWeight;
    this.wordInsertionPenalty = parts.wordInsertionPenalty;
    this.reachedEnd = parts.reachedEnd;
  }

  /** The node at the end. */
  get final(): number {
    return this.nodes - 1;
  }

  /** What arc `a` adds to a path's score. */
  arcScore(a: number): number {
    const penalty = this.arcWord[a] === NO_WORD ? 0 : this.wordInsertionPenalty;
    return this.arcAcoustic[a]! + this.languageWeight * this.arcLanguage[a]! - penalty;
  }
}

/** Score of the best path from each node to the end; `-Infinity` where there is none. // [N] */
export function bestToEnd(lattice: Lattice): Float64Array {
  const best = new Float64Array(lattice.nodes).fill(-Infinity);
  best[lattice.final] = 0;
  for (let a = lattice.arcs - 1; a >= 0; a--) {
    const score = lattice.arcScore(a) + best[lattice.arcTo[a]!]!;
    if (score > best[lattice.arcFrom[a]!]!) best[lattice.arcFrom[a]!] = score;
  }
  return best;
}

/** Score of the best path from the start to each node; `-Infinity` where there is none. // [N] */
export function bestFromStart(lattice: Lattice): Float64Array {
  const best = new Float64Array(lattice.nodes).fill(-Infinity);
  best[0] = 0;
  for (let a = 0; a < lattice.arcs; a++) {
    const score = best[lattice.arcFrom[a]!]! + lattice.arcScore(a);
    if (score > best[lattice.arcTo[a]!]!) best[lattice.arcTo[a]!] = score;
  }
  return best;
}

/** The lattice without the arcs and nodes on no path within `beam` of the best. */
export function pruneLattice(lattice: Lattice, beam: number): Lattice {
  const before = bestFromStart(lattice);
  const after = bestToEnd(lattice);
  const worst = after[0]! - beam - ROUNDING;
  const kept: number[] = [];
  const used = new Uint8Array(lattice.nodes);
  used[0] = 1;
  used[lattice.final] = 1;
  for (let a = 0; a < lattice.arcs; a++) {
    const from = lattice.arcFrom[a]!;
    const to = lattice.arcTo[a]!;
    const through = before[from]! + lattice.arcScore(a) + after[to]!;
    if (!(through > -Infinity) || through < worst) continue;
    kept.push(a);
    used[from] = 1;
    used[to] = 1;
  }
  const nodes = Array.from(used.keys()).filter((n) => used[n] === 1);
  const renamed = new Int32Array(lattice.nodes);
  nodes.forEach((n, i) => {
    renamed[n] = i;
  });
  return new Lattice({
    ...weightsOf(lattice),
    nodeFrame: nodes.map((n) => lattice.nodeFrame[n]!),
    nodeState: nodes.map((n) => lattice.nodeState[n]!),
    arcFrom: kept.map((a) => renamed[lattice.arcFrom[a]!]!),
    arcTo: kept.map((a) => renamed[lattice.arcTo[a]!]!),
    arcWord: kept.map((a) => lattice.arcWord[a]!),
    arcPronunciation: kept.map((a) => lattice.arcPronunciation[a]!),
    arcAcoustic: kept.map((a) => lattice.arcAcoustic[a]!),
    arcLanguage: kept.map((a) => lattice.arcLanguage[a]!),
    words: lattice.words,
    reachedEnd: lattice.reachedEnd,
  });
}

function weightsOf({ languageWeight, wordInsertionPenalty }: ScoreWeights): ScoreWeights {
  return { languageWeight, wordInsertionPenalty };
}
