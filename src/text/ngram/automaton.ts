/** A model seen by the decoder: a deterministic automaton over the decoder's own word list. */
import type { NgramModel } from './model.js';
import type { NgramTrie } from './trie.js';
import { UNKNOWN_ID } from './vocabulary.js';
import { NgramWalker } from './walker.js';

export interface NgramAutomatonOptions {
  /** Added, per word, to the log probability of a word the model does not know. Natural log, default 0. */
  unknownLogPenalty?: number;
}

/** Entries of the memory of recent steps; a row is state, word, next state, score: 1 MB, what a core keeps close. */
const RECENT = 1 << 16;
const ROW = 4;

/**
 * Satisfies the decoder's `WordAutomaton`. A state stands for the longest suffix of the history that the model says
 * something about, so histories the model cannot tell apart share one state.
 *
 * A decoder asks for the same words in the same states frame after frame, and a step through a large model waits for
 * main memory several times: recent steps are therefore remembered.
 */
export class NgramAutomaton {
  readonly start: number;
  /** Natural-log probability of the last {@link advance}, a float32 number. */
  score = 0;
  readonly most: Float32Array | undefined;
  private readonly walker: NgramWalker;
  private readonly trie: NgramTrie;
  private readonly ids: Int32Array;
  private readonly unknownLogPenalty: number;
  private readonly recent = new Int32Array(RECENT * ROW).fill(-1);
  private readonly recentScores = new Float32Array(this.recent.buffer);

  /** @param words - the decoder's words, or their ids in the model; words it does not have are read as <unk> */
  constructor(model: NgramModel, words: readonly string[] | Int32Array, options: NgramAutomatonOptions = {}) {
    this.walker = new NgramWalker(model);
    this.trie = model.trie;
    this.start = this.walker.start;
    this.ids =
      words instanceof Int32Array
        ? words
        : Int32Array.from(words, (word) => model.vocabulary.id(word) ?? UNKNOWN_ID);
    this.unknownLogPenalty = options.unknownLogPenalty ?? 0;
    const most = this.trie.mostLogProb();
    if (most) {
      most[UNKNOWN_ID]! += this.unknownLogPenalty;
      this.most = Float32Array.from(this.ids, (id) => most[id]!);
    }
  }

  advance(state: number, word: number): number {
    const { recent, recentScores } = this;
    const hash = Math.imul(state, 0x9e3779b1) ^ Math.imul(word, 0x85ebca6b);
    const at = (hash >>> 16) * ROW;
    if (recent[at] === state && recent[at + 1] === word) {
      this.score = recentScores[at + 3]!;
      return recent[at + 2]!;
    }
    const { trie } = this;
    const id = this.ids[word]!;
    const node = trie.childOf(state, id);
    let next: number;
    if (node >= 0) {
      next = trie.next(node);
      this.score = trie.logProb(node) + (id === UNKNOWN_ID ? this.unknownLogPenalty : 0);
    } else {
      // Many states have the same suffix, whose steps are remembered too.
      next = this.advance(trie.suffix(state), word);
      this.score += trie.backoff(state);
    }
    recent[at] = state;
    recent[at + 1] = word;
    recent[at + 2] = next;
    recentScores[at + 3] = this.score;
    this.score = recentScores[at + 3]!;
    return next;
  }

  endScore(state: number): number {
    return this.walker.endScore(state);
  }
}
