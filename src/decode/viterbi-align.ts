/**
 * The best path of an utterance through a network whose words are known: forced alignment. The same Viterbi as the
 * decoder's, but it remembers every HMM state, which training and phone times need.
 */
import type { AcousticScores } from './acoustic-scores.js';
import { JUNCTION, NO_WORD, type PhoneNetwork } from './network.js';

/** One visit to an emitting node of the network. */
export interface StateSegment {
  node: number;
  /** First frame. */
  start: number;
  /** Frame after the last. */
  end: number;
}

/** A word crossed by the path. */
export interface AlignedWord {
  /** Index into the network's words. */
  word: number;
  variant: number;
  /** Its visits to emitting nodes are states[from] … states[to - 1]. */
  from: number;
  to: number;
}

export interface Alignment {
  states: StateSegment[];
  words: AlignedWord[];
  /** Natural-log likelihood of the path, transitions included. */
  logLikelihood: number;
}

export interface AlignOptions {
  /** States whose score is more than this below the frame's best are dropped. Suggested values: 200 to 1000. */
  beam: number;
  /** Weight of acoustic against transition scores. */
  acousticScale: number;
}

/** Paths as a linked list: entering `node` at `frame` over `arc`, coming from `previous`. */
class Traceback {
  private previous = new Int32Array(4096);
  private arc = new Int32Array(4096);
  private frame = new Int32Array(4096);
  private length = 0;

  push(previous: number, arc: number, frame: number): number {
    if (this.length === this.previous.length) {
      this.previous = doubled(this.previous);
      this.arc = doubled(this.arc);
      this.frame = doubled(this.frame);
    }
    this.previous[this.length] = previous;
    this.arc[this.length] = arc;
    this.frame[this.length] = frame;
    return this.length++;
  }

  /** The steps of a path, first to last. */
  unwind(record: number): { arc: number; frame: number }[] {
    const steps = [];
    for (let r = record; r >= 0; r = this.previous[r]!)
      steps.push({ arc: this.arc[r]!, frame: this.frame[r]! });
    return steps.reverse();
  }
}

/**
 * Maps acoustic scores [T, S] and a network of known words to the most likely state sequence.
 * @returns undefined when no path of T frames survives the beam (too few frames, or too narrow a beam).
 */
export function viterbiAlign(
  network: PhoneNetwork,
  scores: AcousticScores,
  options: AlignOptions,
): Alignment | undefined {
  const { nodes, senone, selfLogProb, arcStart, arcTarget, arcLogProb } = network;
  const traceback = new Traceback();
  let score = new Float64Array(nodes).fill(Number.NEGATIVE_INFINITY);
  let record = new Int32Array(nodes).fill(-1);
  let nextScore = new Float64Array(nodes).fill(Number.NEGATIVE_INFINITY);
  let nextRecord = new Int32Array(nodes).fill(-1);
  let active: number[] = [];
  let nextActive: number[] = [];
  // Arcs into emitting nodes land in the next frame; arcs into junctions in the present one.
  const leave = (from: number, base: number, previous: number, frame: number): void => {
    for (let a = arcStart[from]!; a < arcStart[from + 1]!; a++) {
      const target = arcTarget[a]!;
      const value = base + arcLogProb[a]!;
      if (senone[target] === JUNCTION) {
        if (value <= score[target]!) continue;
        if (score[target] === Number.NEGATIVE_INFINITY) active.push(target);
        score[target] = value;
        record[target] = traceback.push(previous, a, frame);
        leave(target, value, record[target]!, frame);
      } else if (value > nextScore[target]!) {
        if (nextScore[target] === Number.NEGATIVE_INFINITY) nextActive.push(target);
        nextScore[target] = value;
        nextRecord[target] = traceback.push(previous, a, frame);
      }
    }
  };
  leave(network.start, 0, -1, 0);
  for (let t = 0; t < scores.frames; t++) {
    for (const n of active) score[n] = Number.NEGATIVE_INFINITY;
    active.length = 0;
    [score, nextScore] = [nextScore, score];
    [record, nextRecord] = [nextRecord, record];
    [active, nextActive] = [nextActive, active];
    let best = Number.NEGATIVE_INFINITY;
    for (const n of active) {
      score[n]! += options.acousticScale * scores.logLikelihood(t, senone[n]!);
      if (score[n]! > best) best = score[n]!;
    }
    const emitting = active.length; // junctions are appended while arcs are followed
    for (let i = 0; i < emitting; i++) {
      const n = active[i]!;
      const value = score[n]!;
      if (!(value >= best - options.beam)) continue;
      const stay = value + selfLogProb[n]!;
      if (stay > nextScore[n]!) {
        if (nextScore[n] === Number.NEGATIVE_INFINITY) nextActive.push(n);
        nextScore[n] = stay;
        nextRecord[n] = record[n]!;
      }
      leave(n, value, record[n]!, t + 1);
    }
  }
  const logLikelihood = score[network.end]!;
  if (logLikelihood === Number.NEGATIVE_INFINITY) return undefined;
  return describePath(network, traceback.unwind(record[network.end]!), scores.frames, logLikelihood);
}

function describePath(
  network: PhoneNetwork,
  steps: readonly { arc: number; frame: number }[],
  frames: number,
  logLikelihood: number,
): Alignment {
  const states: StateSegment[] = [];
  const words: AlignedWord[] = [];
  let wordFrom = 0;
  for (const { arc, frame } of steps) {
    const node = network.arcTarget[arc]!;
    if (states.length > 0 && states[states.length - 1]!.end < 0) states[states.length - 1]!.end = frame;
    if (network.arcWord[arc] !== NO_WORD) {
      words.push({
        word: network.arcWord[arc]!,
        variant: network.arcPronunciation[arc]!,
        from: wordFrom,
        to: states.length,
      });
    }
    if (network.senone[node] === JUNCTION) wordFrom = states.length;
    else states.push({ node, start: frame, end: -1 });
  }
  if (states.length > 0 && states[states.length - 1]!.end < 0) states[states.length - 1]!.end = frames;
  return { states, words, logLikelihood };
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
