/** A word automaton written out arc by arc: grammars, loops over a word list, and anything a test needs. */
import { InputError } from '../errors.js';
import type { WordAutomaton } from './language-model.js';

/** One arc: in state `from`, `word` leads to `to` with natural-log probability `logProb`. */
export interface WordArc {
  from: number;
  word: number;
  to: number;
  logProb: number;
}

/** Arcs in rows by state, sorted by word within a row. Words without an arc are not allowed. */
export class GrammarAutomaton implements WordAutomaton {
  score = -Infinity;
  private readonly rowStart: Int32Array; // [states + 1]
  private readonly word: Int32Array; // [arcs]
  private readonly to: Int32Array; // [arcs]
  private readonly logProb: Float64Array; // [arcs]
  private readonly end: Float64Array; // [states]

  /**
   * @param states - number of states; arcs and finals name states below it.
   * @param finals - where a sentence may end, with natural-log probability.
   * @throws InputError `automaton-not-deterministic` when a state has two arcs for one word.
   */
  constructor(
    states: number,
    arcs: readonly WordArc[],
    finals: readonly { state: number; logProb: number }[],
    readonly start = 0,
  ) {
    const sorted = [...arcs].sort((a, b) => a.from - b.from || a.word - b.word);
    sorted.forEach((arc, i) => {
      const last = sorted[i - 1];
      if (last?.from !== arc.from || last.word !== arc.word) return;
      throw new InputError({
        code: 'automaton-not-deterministic',
        found: `two arcs for word ${arc.word} in state ${arc.from}`,
        expected: 'at most one arc for each word in a state',
        remedy: 'Determinise the automaton first; compileJsgf does so for grammars.',
      });
    });
    this.rowStart = new Int32Array(states + 1);
    for (const arc of sorted) this.rowStart[arc.from + 1]!++;
    for (let s = 0; s < states; s++) this.rowStart[s + 1]! += this.rowStart[s]!;
    this.word = Int32Array.from(sorted, (arc) => arc.word);
    this.to = Int32Array.from(sorted, (arc) => arc.to);
    this.logProb = Float64Array.from(sorted, (arc) => arc.logProb);
    this.end = new Float64Array(states).fill(-Infinity);
    for (const { state, logProb } of finals) this.end[state] = logProb;
  }

  /** Any sequence of words, each drawn from a unigram distribution. // [W] */
  static unigram(logProb: ArrayLike<number>, endLogProb: number): GrammarAutomaton {
    const arcs = Array.from(logProb, (p, word) => ({ from: 0, word, to: 0, logProb: p }));
    return new GrammarAutomaton(1, arcs, [{ state: 0, logProb: endLogProb }]);
  }

  advance(state: number, word: number): number {
    let low = this.rowStart[state]!;
    let high = this.rowStart[state + 1]!;
    const last = high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.word[middle]! < word) low = middle + 1;
      else high = middle;
    }
    if (low < last && this.word[low] === word) {
      this.score = this.logProb[low]!;
      return this.to[low]!;
    }
    this.score = -Infinity;
    return state;
  }

  endScore(state: number): number {
    return this.end[state]!;
  }
}
