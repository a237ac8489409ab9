/**
 * What the best of a node's exits adds to a score. Most tokens at the end of a word fall below the cutoff by any exit,
 * frame after frame: this tells so without asking the automaton about every word.
 */
import type { WordAutomaton } from './language-model.js';
import { NO_WORD } from './network.js';
import type { SearchNetwork } from './search-network.js';

/** How words are paid for; see the decoder's options. */
export interface WordPrice {
  languageWeight: number;
  wordInsertionPenalty: number;
}

/** Entries of the memory; a row is first exit, state, gain as a double: 1 MB. */
const ROWS = 1 << 16;
/** Bounds lie this far above what they bound: they are summed up in another order and in float32. */
const MARGIN = 1e-4;

/** Exits of one node are named by the first of them. */
export class ExitGains {
  private readonly keys = new Int32Array(4 * ROWS).fill(-1);
  private readonly gains = new Float64Array(this.keys.buffer);
  /** What the gain of a node's exits is in no state above; NaN where that was not asked. // [X], or [0] if nobody knows */
  private readonly bounds: Float32Array;

  constructor(
    private readonly network: SearchNetwork,
    private readonly automaton: WordAutomaton,
    private readonly price: WordPrice,
  ) {
    this.bounds = new Float32Array(automaton.most ? network.exitJunction.length : 0).fill(Number.NaN);
  }

  /** Bytes held. */
  get bytes(): number {
    return this.gains.byteLength + this.bounds.byteLength;
  }

  /** Whether the exits from `first` to before `end` are known to add less than `needed` in `state`. */
  stayBelow(needed: number, first: number, end: number, state: number): boolean {
    const { bounds, keys } = this;
    if (bounds.length > 0) {
      if (Number.isNaN(bounds[first])) bounds[first] = this.bound(first, end);
      if (bounds[first]! < needed) return true;
    }
    const row = rowOf(first, state);
    return keys[4 * row] === first && keys[4 * row + 1] === state && this.gains[2 * row + 1]! < needed;
  }

  /** Remembers that they add at most `gain`. */
  remember(first: number, state: number, gain: number): void {
    const row = rowOf(first, state);
    this.keys[4 * row] = first;
    this.keys[4 * row + 1] = state;
    this.gains[2 * row + 1] = gain;
  }

  private bound(first: number, end: number): number {
    const { exitScore, exitWord } = this.network;
    const { languageWeight, wordInsertionPenalty } = this.price;
    let most = -Infinity;
    for (let x = first; x < end; x++) {
      const word = exitWord[x]!;
      const paid = word === NO_WORD ? 0 : languageWeight * this.automaton.most![word]! - wordInsertionPenalty;
      most = Math.max(most, exitScore[x]! + paid);
    }
    return most + MARGIN;
  }
}

function rowOf(first: number, state: number): number {
  return (Math.imul(first, 0x9e3779b1) ^ Math.imul(state, 0x85ebca6b)) >>> 16;
}
