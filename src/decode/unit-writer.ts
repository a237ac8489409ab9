/** Fills the units of a search network; see search-network.ts for their layout. */

/** A way into an emitting node. */
export interface Arc {
  /** Its first unit. */
  to: number;
  senone: number;
  score: number;
}

export class UnitWriter {
  readonly words: Int32Array; // [units, 4]
  readonly doubles: Float64Array; // [units, 2]

  constructor(units: number) {
    this.words = new Int32Array(units * 4);
    this.doubles = new Float64Array(this.words.buffer);
  }

  /** The first unit of a node; its arcs follow, then its exits if it has any. */
  node(unit: number, arcs: number, hasExits: boolean, senone: number, selfScore: number): void {
    this.words[4 * unit] = 2 * arcs + (hasExits ? 1 : 0);
    this.words[4 * unit + 1] = senone;
    this.doubles[2 * unit + 1] = selfScore;
  }

  /** Writes `arcs` from `unit` on, the best first, and returns the unit after the last. */
  arcs(unit: number, arcs: Arc[]): number {
    arcs.sort((a, b) => rank(b) - rank(a));
    for (const { to, senone, score } of arcs) {
      this.words[4 * unit] = to;
      this.words[4 * unit + 1] = senone;
      this.doubles[2 * unit++ + 1] = score;
    }
    return unit;
  }

  exits(unit: number, from: number, to: number): void {
    this.words[4 * unit] = from;
    this.words[4 * unit + 1] = to;
  }
}

/** NaN, which leads nowhere, comes last. */
function rank({ score }: Arc): number {
  return Number.isNaN(score) ? -Infinity : score;
}
