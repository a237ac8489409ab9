/** All paths of a small lattice, one by one: the truth for everything that is computed on lattices cleverly. */
import type { Lattice } from '../../src/decode/lattice.js';
import { NO_WORD } from '../../src/decode/network.js';

export interface LatticePath {
  arcs: number[];
  words: number[];
  score: number;
}

export function enumerateLattice(lattice: Lattice): LatticePath[] {
  const paths: LatticePath[] = [];
  const walk = (node: number, arcs: number[], score: number) => {
    if (node === lattice.final) {
      const words = arcs.map((a) => lattice.arcWord[a]!).filter((word) => word !== NO_WORD);
      paths.push({ arcs, words, score });
      return;
    }
    for (let a = lattice.arcStart[node]!; a < lattice.arcStart[node + 1]!; a++) {
      walk(lattice.arcTo[a]!, [...arcs, a], score + lattice.arcScore(a));
    }
  };
  walk(0, [], 0);
  return paths;
}

/** Best score of each distinct word sequence, best first. */
export function bestByWords(paths: { words: number[]; score: number }[]): { words: string; score: number }[] {
  const best = new Map<string, number>();
  for (const { words, score } of paths) {
    const key = words.join(' ');
    best.set(key, Math.max(best.get(key) ?? -Infinity, score));
  }
  return Array.from(best, ([words, score]) => ({ words, score })).sort((p, q) => q.score - p.score);
}

/** log Σ exp. */
export function logSum(values: number[]): number {
  const most = Math.max(...values);
  return most === -Infinity ? most : most + Math.log(values.reduce((sum, v) => sum + Math.exp(v - most), 0));
}
