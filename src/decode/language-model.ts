/** What the decoder asks of a language model or a grammar: a deterministic automaton over words with log scores. */

/**
 * A deterministic weighted automaton over words. States are small non-negative integers. `advance` allocates
 * nothing: the score of the last step is left in {@link score}.
 */
export interface WordAutomaton {
  /** The state before the first word. */
  readonly start: number;
  /**
   * Reads word `word` (an index into the network's word list) in `state`, leaves its natural-log probability in
   * {@link score} (`-Infinity`: not allowed here) and returns the next state.
   */
  advance(state: number, word: number): number;
  /** Natural-log probability of the last {@link advance}. */
  readonly score: number;
  /** By word, what {@link score} is in no state above; nothing where that is not known. // [W] */
  readonly most?: Float32Array | undefined;
  /** Natural-log probability of ending in `state`; `-Infinity` when the sentence cannot end here. */
  endScore(state: number): number;
}
