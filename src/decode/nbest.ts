/**
 * The n best distinct word sequences of a lattice, exactly: A* over word prefixes, the lattice being made
 * deterministic on the way. A prefix stands for all lattice nodes its words can lead to; the best path from each of
 * them to the end is known, so prefixes leave the queue in the order of their best completions.
 */
import { bestToEnd, type Lattice } from './lattice.js';
import { NO_WORD } from './network.js';
import { latticePosteriors, logAdd } from './posteriors.js';
import { PriorityQueue } from './priority-queue.js';

/** One word sequence. */
export interface Alternative {
  words: string[];
  /** Indices into the lattice's words. */
  wordIds: number[];
  /** Score of the best path with these words. */
  logLikelihood: number;
  acousticLogLikelihood: number;
  languageLogProbability: number;
  /** Natural-log probability, given the lattice, of all paths with these words together. */
  logPosterior: number;
  /** Lattice arcs of the best path, in order. */
  arcs: number[];
}

/** A lattice node reached by the words of a prefix. */
interface Entry {
  node: number;
  /** Best score from the start. */
  score: number;
  /** Log of the summed scaled scores of all paths here. */
  mass: number;
  /** The best path's last arc, and where it came from; -1 at the start. */
  arc: number;
  from: Entry | undefined;
}

/** No other path comes to the first node: it is never changed. */
const START: Readonly<Entry> = { node: 0, score: 0, mass: 0, arc: -1, from: undefined };

interface Prefix {
  entries: Map<number, Entry>;
  /** Best score of a complete path. */
  score: number;
  /** Set once the sequence is complete. */
  end?: Entry;
}

/**
 * @param count - how many at most; fewer if the lattice has no more.
 * @param posteriorScale - see `latticePosteriors`.
 * @returns best first.
 */
export function nBest(lattice: Lattice, count: number, posteriorScale: number): Alternative[] {
  const toEnd = bestToEnd(lattice);
  if (lattice.arcs === 0) return [];
  const { logTotal } = latticePosteriors(lattice, posteriorScale);
  const queue = new PriorityQueue<Prefix>((prefix) => prefix.score);
  queue.push({ entries: new Map([[0, START]]), score: toEnd[0]! });
  const found: Alternative[] = [];
  while (found.length < count) {
    const prefix = queue.pop();
    if (!prefix) break;
    if (prefix.end) {
      found.push(alternative(lattice, prefix.end, logTotal));
      continue;
    }
    const { end, next } = step(lattice, prefix.entries, posteriorScale);
    if (end) queue.push({ entries: new Map(), score: end.score, end });
    for (const entries of next.values()) {
      let score = -Infinity;
      for (const entry of entries.values()) score = Math.max(score, entry.score + toEnd[entry.node]!);
      queue.push({ entries, score });
    }
  }
  return found;
}

/**
 * Natural-log probability, given the lattice, of all paths with exactly these words together; `-Infinity` where there is
 * no such path.
 *
 * @param wordIds - indices into the lattice's words
 * @param posteriorScale - see `latticePosteriors`
 */
export function sentenceLogPosterior(
  lattice: Lattice,
  wordIds: readonly number[],
  posteriorScale: number,
): number {
  let entries: Map<number, Entry> | undefined = new Map([[0, START]]);
  for (const word of wordIds) {
    entries = step(lattice, entries, posteriorScale).next.get(word);
    if (!entries) return -Infinity;
  }
  const { end } = step(lattice, entries, posteriorScale);
  return end ? Math.min(0, end.mass - latticePosteriors(lattice, posteriorScale).logTotal) : -Infinity;
}

/** From the nodes of a prefix over arcs without words, then over one word: the nodes of every longer prefix. */
function step(
  lattice: Lattice,
  entries: Map<number, Entry>,
  scale: number,
): { end: Entry | undefined; next: Map<number, Map<number, Entry>> } {
  const next = new Map<number, Map<number, Entry>>();
  // Smallest node first: then every path into a node has been followed before the node is left.
  const waiting = new PriorityQueue<number>((node) => -node);
  for (const node of entries.keys()) waiting.push(node);
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const entry = entries.get(node)!;
    for (let a = lattice.arcStart[node]!; a < lattice.arcStart[node + 1]!; a++) {
      const word = lattice.arcWord[a]!;
      let reached = entries;
      if (word !== NO_WORD) {
        reached = next.get(word) ?? new Map();
        next.set(word, reached);
      }
      if (extend(lattice, reached, entry, a, scale) && word === NO_WORD) waiting.push(lattice.arcTo[a]!);
    }
  }
  return { end: entries.get(lattice.final), next };
}

/** Adds the path over arc `a`. @returns whether its target is new. */
function extend(
  lattice: Lattice,
  reached: Map<number, Entry>,
  from: Entry,
  a: number,
  scale: number,
): boolean {
  const node = lattice.arcTo[a]!;
  const score = from.score + lattice.arcScore(a);
  const mass = from.mass + scale * lattice.arcScore(a);
  const known = reached.get(node);
  if (!known) {
    reached.set(node, { node, score, mass, arc: a, from });
    return true;
  }
  known.mass = logAdd(known.mass, mass);
  if (score > known.score) {
    known.score = score;
    known.arc = a;
    known.from = from;
  }
  return false;
}

function alternative(lattice: Lattice, end: Entry, logTotal: number): Alternative {
  const arcs: number[] = [];
  for (let entry = end; entry.from; entry = entry.from) arcs.push(entry.arc);
  arcs.reverse();
  const wordIds = arcs.map((a) => lattice.arcWord[a]!).filter((word) => word !== NO_WORD);
  return {
    words: wordIds.map((word) => lattice.words.at(word)!),
    wordIds,
    logLikelihood: end.score,
    acousticLogLikelihood: arcs.reduce((sum, a) => sum + lattice.arcAcoustic[a]!, 0),
    languageLogProbability: arcs.reduce((sum, a) => sum + lattice.arcLanguage[a]!, 0),
    logPosterior: Math.min(0, end.mass - logTotal),
    arcs,
  };
}
