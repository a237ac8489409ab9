/**
 * What the decoder remembers of the past: every junction crossed (a trace node) and every way of coming there from an
 * earlier crossing (a trace arc, with or without a word). One-best results are read from the best arc into each node,
 * lattices from all of them. Nodes are numbered in topological order and the arcs into a node lie together.
 */
import { grown } from './grow.js';
import { ROUNDING } from './lattice.js';
import type { TokenList } from './token-table.js';

export class Trace {
  nodes = 0;
  arcs = 0;
  /** Frames consumed before the junction was crossed. // [nodes] */
  nodeFrame = new Int32Array(1024);
  /** Automaton state there. // [nodes] */
  nodeState = new Int32Array(1024);
  /** Score of the best path from the start, without look-ahead. // [nodes] */
  nodeScore = new Float64Array(1024);
  /** First arc into each node; they end where those of the next node begin. // [nodes] */
  nodeFirstArc = new Int32Array(1024);
  /** Best arc into each node, -1 at the start. // [nodes] */
  nodeBestArc = new Int32Array(1024);
  /** Trace node each arc comes from, -1 at the start. // [arcs] */
  arcFrom = new Int32Array(1024);
  arcWord = new Int32Array(1024);
  arcPronunciation = new Int32Array(1024);
  /** Score at the arc's end of the best path through the arc, without look-ahead. // [arcs] */
  arcScore = new Float64Array(1024);
  /** Natural-log probability by the automaton, unweighted. // [arcs] */
  arcLanguage = new Float64Array(1024);

  /** For {@link compact}: how far the best path over each node stays behind, and its new number. // [nodes] */
  private behind = new Float64Array(0);
  private renamed = new Int32Array(0);

  /** Bytes held. */
  get bytes(): number {
    return this.nodeFrame.length * 24 + this.arcFrom.length * 28 + this.behind.length * 12;
  }

  clear(): void {
    this.nodes = 0;
    this.arcs = 0;
  }

  /** The arcs into a node follow its making: call {@link addArc} for each before the next node. */
  addNode(frame: number, state: number, score: number): number {
    const n = this.nodes++;
    if (n === this.nodeFrame.length) {
      this.nodeFrame = grown(this.nodeFrame, n * 2);
      this.nodeState = grown(this.nodeState, n * 2);
      this.nodeScore = grown(this.nodeScore, n * 2);
      this.nodeFirstArc = grown(this.nodeFirstArc, n * 2);
      this.nodeBestArc = grown(this.nodeBestArc, n * 2);
    }
    this.nodeFrame[n] = frame;
    this.nodeState[n] = state;
    this.nodeScore[n] = score;
    this.nodeFirstArc[n] = this.arcs;
    this.nodeBestArc[n] = -1;
    return n;
  }

  /** An arc into the node made last. */
  addArc(from: number, word: number, pronunciation: number, score: number, language: number): void {
    const a = this.arcs++;
    if (a === this.arcFrom.length) {
      this.arcFrom = grown(this.arcFrom, a * 2);
      this.arcWord = grown(this.arcWord, a * 2);
      this.arcPronunciation = grown(this.arcPronunciation, a * 2);
      this.arcScore = grown(this.arcScore, a * 2);
      this.arcLanguage = grown(this.arcLanguage, a * 2);
    }
    this.arcFrom[a] = from;
    this.arcWord[a] = word;
    this.arcPronunciation[a] = pronunciation;
    this.arcScore[a] = score;
    this.arcLanguage[a] = language;
    const best = this.nodeBestArc[this.nodes - 1]!;
    if (best < 0 || score > this.arcScore[best]!) this.nodeBestArc[this.nodes - 1] = a;
  }

  /**
   * Forgets all that can be on no path within `latticeBeam` of the best, whichever of the living `tokens` that will
   * pass through, and renumbers what is left, `tokens.link` included. (The pruning of Kaldi's lattice decoder: a path
   * that is behind the best path to each token it leads to will be as far behind at the end.)
   */
  compact(tokens: TokenList, latticeBeam: number): void {
    const { nodes, arcs, nodeScore, nodeFirstArc, nodeBestArc, arcFrom, arcScore } = this;
    if (this.behind.length < nodes) {
      this.behind = new Float64Array(this.nodeFrame.length);
      this.renamed = new Int32Array(this.nodeFrame.length);
    }
    const { behind, renamed } = this;
    behind.fill(Infinity, 0, nodes);
    behind[0] = 0;
    for (let i = 0; i < tokens.count; i++) behind[tokens.link[i]!] = 0;
    for (let n = nodes - 1, last = arcs; n >= 0; last = nodeFirstArc[n--]!) {
      for (let a = nodeFirstArc[n]!; a < last; a++) {
        const b = behind[n]! + nodeScore[n]! - arcScore[a]!;
        const from = arcFrom[a]!;
        if (b > latticeBeam + ROUNDING || b === Infinity) arcFrom[a] = -1;
        else if (b < behind[from]!) behind[from] = b;
      }
    }
    this.clear();
    for (let n = 0, a = 0; n < nodes; n++) {
      const best = nodeBestArc[n]!;
      const last = n + 1 < nodes ? nodeFirstArc[n + 1]! : arcs;
      if (behind[n] === Infinity) {
        a = last;
        continue;
      }
      renamed[n] = this.addNode(this.nodeFrame[n]!, this.nodeState[n]!, nodeScore[n]!);
      for (; a < last; a++) {
        if (arcFrom[a]! < 0) continue;
        if (a === best) nodeBestArc[this.nodes - 1] = this.arcs;
        this.moveArc(a, renamed[arcFrom[a]!]!);
      }
    }
    for (let i = 0; i < tokens.count; i++) tokens.link[i] = renamed[tokens.link[i]!]!;
  }

  /** Arc `a` becomes the last arc. */
  private moveArc(a: number, from: number): void {
    const i = this.arcs++;
    this.arcFrom[i] = from;
    this.arcWord[i] = this.arcWord[a]!;
    this.arcPronunciation[i] = this.arcPronunciation[a]!;
    this.arcScore[i] = this.arcScore[a]!;
    this.arcLanguage[i] = this.arcLanguage[a]!;
  }

  /** The arcs of the best path into `node`, in order of time. */
  bestPath(node: number): number[] {
    const path: number[] = [];
    for (let arc = this.nodeBestArc[node]!; arc >= 0; arc = this.nodeBestArc[this.arcFrom[arc]!]!)
      path.push(arc);
    return path.reverse();
  }
}
