/**
 * What the decoder remembers of the past: every junction crossed (a trace node) and every way of coming there from an
 * earlier crossing (a trace arc, with or without a word). One-best results are read from the best arc into each node,
 * lattices from all of them. Nodes are numbered in topological order and the arcs into a node lie together.
 */
import { grown } from './grow.js';

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

  /** Bytes held. */
  get bytes(): number {
    return this.nodeFrame.length * 24 + this.arcFrom.length * 28;
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

  /** The arcs of the best path into `node`, in order of time. */
  bestPath(node: number): number[] {
    const path: number[] = [];
    for (let arc = this.nodeBestArc[node]!; arc >= 0; arc = this.nodeBestArc[this.arcFrom[arc]!]!)
      path.push(arc);
    return path.reverse();
  }
}
