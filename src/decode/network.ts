/**
 * The search space of the decoder and the aligner: a graph of HMM states. It is built from a lexicon (decoding) or a
 * known word sequence (alignment); language-model scores are not in it, the decoder adds them at word arcs.
 */

/** Value of {@link Network.senone} at a junction: a node that emits nothing and is crossed within a frame. */
export const JUNCTION = -1;

/** Value of {@link Network.arcWord} on an arc that crosses no word. */
export const NO_WORD = -1;

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
