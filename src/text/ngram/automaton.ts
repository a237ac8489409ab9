/** A model seen by the decoder: a deterministic automaton over the decoder's own word list. */
import type { NgramModel } from './model.js';
import { UNKNOWN_ID } from './vocabulary.js';
import { NgramWalker } from './walker.js';

export interface NgramAutomatonOptions {
  /** Added, per word, to the log probability of a word the model does not know. Natural log, default 0. */
  unknownLogPenalty?: number;
}

/**
 * Satisfies the decoder's `WordAutomaton`. A state stands for the longest suffix of the history that the model says
 * something about, so histories the model cannot tell apart share one state.
 */
export class NgramAutomaton {
  readonly start: number;
  /** Natural-log probability of the last {@link advance}. */
  score = 0;
  private readonly walker: NgramWalker;
  private readonly ids: Int32Array;
  private readonly unknownLogPenalty: number;

  /** @param words - the decoder's words; those the model does not have are read as <unk> */
  constructor(model: NgramModel, words: readonly string[], options: NgramAutomatonOptions = {}) {
    this.walker = new NgramWalker(model);
    this.start = this.walker.start;
    this.ids = Int32Array.from(words, (word) => model.vocabulary.id(word) ?? UNKNOWN_ID);
    this.unknownLogPenalty = options.unknownLogPenalty ?? 0;
  }

  advance(state: number, word: number): number {
    const id = this.ids[word]!;
    const next = this.walker.advance(state, id);
    this.score = id === UNKNOWN_ID ? this.walker.score + this.unknownLogPenalty : this.walker.score;
    return next;
  }

  endScore(state: number): number {
    return this.walker.endScore(state);
  }
}
