/**
 * The search space of the decoder and the aligner: a graph of HMM states. It is built from a lexicon (decoding) or a
 * known word sequence (alignment); language-model scores are not in it, the decoder adds them at word arcs.
 */

/** Value of {@link Network.senone} at a junction: a node that emits nothing and is crossed within a frame. */
export const JUNCTION = -1;

/** Value of {@link Network.arcWord} on an arc that crosses no word. */
export const NO_WORD = -1;

/** Words by number: a list of them, or something that finds the spelling when asked. */
export interface WordNames {
  readonly length: number;
  at(word: number): string | undefined;
}

/**
 * A graph in compressed-row form. A path starts at node `start` (a junction), leaves it through arcs, spends one or
 * more frames in each emitting node (its self loop), crosses junctions for free, and ends in node `end` (a junction)
 * after the last frame. Junctions form no cycle among themselves.
 */
export interface Network {
  /** Number of nodes N. */
  readonly nodes: number;
  readonly start: number;
  readonly end: number;
  /** Senone emitted by each node, or {@link JUNCTION}. // [N] */
  readonly senone: Int32Array;
  /** Natural-log probability of staying in an emitting node; 0 and unused at a junction. // [N] */
  readonly selfLogProb: Float32Array;
  /** First arc of each node; the arcs of node n are arcStart[n] … arcStart[n + 1] - 1. // [N + 1] */
  readonly arcStart: Int32Array;
  /** Node each arc leads to. // [A] */
  readonly arcTarget: Int32Array;
  /** Natural-log probability of each arc: HMM exit, pronunciation, silence; never the language model. // [A] */
  readonly arcLogProb: Float32Array;
  /**
   * Word completed by crossing the arc, an index into `words`, or {@link NO_WORD}. Word arcs lead from a word's last
   * HMM state to a junction. Silence is no word. // [A]
   */
  readonly arcWord: Int32Array;
  /** Pronunciation index of that word (which of its variants), 0 where there is no word. // [A] */
  readonly arcPronunciation: Int32Array;
  /** The words arcs refer to. */
  readonly words: readonly string[];
}

/** A {@link Network} that also knows which phone and which HMM state of it each emitting node is. */
export interface PhoneNetwork extends Network {
  /** Phone of each emitting node, -1 at a junction. // [N] */
  readonly phone: Int16Array;
  /** Place of each emitting node in its phone's HMM, 0 first. // [N] */
  readonly position: Uint8Array;
}

/** Collects nodes and arcs in any order and lays them out in compressed-row form. */
export class NetworkBuilder {
  private readonly senones: number[] = [];
  private readonly selfLogProbs: number[] = [];
  private readonly phones: number[] = [];
  private readonly positions: number[] = [];
  private readonly arcs: { from: number[]; to: number[]; logProb: number[]; word: number[]; pron: number[] } =
    {
      from: [],
      to: [],
      logProb: [],
      word: [],
      pron: [],
    };

  junction(): number {
    return this.node(JUNCTION, 0, -1, 0);
  }

  node(senone: number, selfLogProb: number, phone: number, position: number): number {
    this.senones.push(senone);
    this.selfLogProbs.push(selfLogProb);
    this.phones.push(phone);
    this.positions.push(position);
    return this.senones.length - 1;
  }

  arc(from: number, to: number, logProb: number, word = NO_WORD, pronunciation = 0): void {
    this.arcs.from.push(from);
    this.arcs.to.push(to);
    this.arcs.logProb.push(logProb);
    this.arcs.word.push(word);
    this.arcs.pron.push(pronunciation);
  }

  build(start: number, end: number, words: readonly string[]): PhoneNetwork {
    const nodes = this.senones.length;
    const count = this.arcs.from.length;
    const arcStart = new Int32Array(nodes + 1);
    for (const from of this.arcs.from) arcStart[from + 1]!++;
    for (let n = 0; n < nodes; n++) arcStart[n + 1]! += arcStart[n]!;
    const next = arcStart.slice();
    const arcTarget = new Int32Array(count);
    const arcLogProb = new Float32Array(count);
    const arcWord = new Int32Array(count);
    const arcPronunciation = new Int32Array(count);
    for (let a = 0; a < count; a++) {
      const at = next[this.arcs.from[a]!]!++;
      arcTarget[at] = this.arcs.to[a]!;
      arcLogProb[at] = this.arcs.logProb[a]!;
      arcWord[at] = this.arcs.word[a]!;
      arcPronunciation[at] = this.arcs.pron[a]!;
    }
    return {
      nodes,
      start,
      end,
      senone: Int32Array.from(this.senones),
      selfLogProb: Float32Array.from(this.selfLogProbs),
      phone: Int16Array.from(this.phones),
      position: Uint8Array.from(this.positions),
      arcStart,
      arcTarget,
      arcLogProb,
      arcWord,
      arcPronunciation,
      words,
    };
  }
}
