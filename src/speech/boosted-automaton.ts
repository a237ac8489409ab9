/** A language model with favourites: some words get a bonus on their log probability wherever they stand. */
import type { WordAutomaton } from '../decode/language-model.js';

export class BoostedAutomaton implements WordAutomaton {
  readonly start: number;
  score = 0;
  readonly most: Float32Array | undefined;

  /** @param boost - added to the log probability of each word; 0 for most. // [W] */
  constructor(
    private readonly automaton: WordAutomaton,
    private readonly boost: Float32Array,
  ) {
    this.start = automaton.start;
    this.most = automaton.most?.map((score, word) => score + boost[word]!);
  }

  advance(state: number, word: number): number {
    const next = this.automaton.advance(state, word);
    this.score = this.automaton.score + this.boost[word]!;
    return next;
  }

  endScore(state: number): number {
    return this.automaton.endScore(state);
  }
}

/**
 * The automaton over `words`, favouring some of them.
 * @param boosts - by word; those not among `words` have no influence
 */
export function favour(
  automaton: WordAutomaton,
  words: readonly string[],
  boosts: ReadonlyMap<string, number>,
): WordAutomaton {
  if (boosts.size === 0) return automaton;
  return new BoostedAutomaton(
    automaton,
    Float32Array.from(words, (word) => boosts.get(word) ?? 0),
  );
}
