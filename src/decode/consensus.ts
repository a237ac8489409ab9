/**
 * The words with the fewest expected errors, rather than the likeliest sentence: place by place what most of a lattice's
 * mass agrees on. (Minimum Bayes risk by a recursion over the expected edit distance: Xu, Povey, Mangu & Zhu 2011.)
 */
import type { Lattice } from './lattice.js';
import { NO_WORD } from './network.js';
import { latticePosteriors } from './posteriors.js';
import type { DecodedWord } from './result.js';

/** Sweeps over one stretch: each lowers the expected errors, the first by nearly all there is. */
const MOST_SWEEPS = 4;
/** A word where nothing is said costs this much more than nothing where a word is: ties are for fewer words. */
const TIE = 1e-5;
/** Ways of coming to a place: a word for a word or none, a word too many, a word too few. */
const [PAIRED, EXTRA, MISSING] = [0, 1, 2];

/**
 * @param words - where to begin: the words of the best path
 * @param scale - see `latticePosteriors`
 * @returns each word with the mass of the paths that have it in its place as its confidence
 */
export function consensus(lattice: Lattice, words: readonly DecodedWord[], scale: number): DecodedWord[] {
  const { posterior } = latticePosteriors(lattice, scale);
  const found: DecodedWord[] = [];
  const cuts = commonNodes(lattice, posterior);
  for (let c = 1, w = 0; c < cuts.length; c++) {
    const [first, last] = [cuts[c - 1]!, cuts[c]!];
    const own: number[] = [];
    const end = last === lattice.final ? Infinity : lattice.nodeFrame[last]!;
    while (w < words.length && words[w]!.endFrame <= end) own.push(words[w++]!.wordId);
    found.push(...new Stretch(lattice, posterior, first, last).agree(own));
  }
  return inOrder(found);
}

/** The nodes on every path that has any mass. */
function commonNodes({ arcStart, arcTo, final, nodes }: Lattice, posterior: Float64Array): number[] {
  const common: number[] = [];
  for (let n = 0, farthest = 0; n < nodes; n++) {
    if (farthest <= n) common.push(n); // no arc passes over it
    for (let a = arcStart[n]!; a < arcStart[n + 1]!; a++) {
      if (posterior[a]! > 0) farthest = Math.max(farthest, arcTo[a]!);
    }
  }
  if (common.at(-1) !== final) common.push(final);
  return common;
}

/** Times of words that come from different paths may overlap: the later word gives way. */
function inOrder(words: DecodedWord[]): DecodedWord[] {
  let before = 0;
  return words.map((word) => {
    const startFrame = Math.max(before, word.startFrame);
    const endFrame = Math.max(startFrame + 1, word.endFrame);
    before = endFrame;
    return { ...word, startFrame, endFrame };
  });
}

/** A vote for a word in a place. */
interface Vote {
  mass: number;
  /** The arc that gave most of it. */
  arc: number;
  arcMass: number;
}

/** What lies between two nodes that all paths pass. */
class Stretch {
  private readonly nodes: number;
  private readonly firstArc: number;
  private readonly endArc: number;
  /** Of all that comes to an arc's end, the share that comes over the arc. // [A] */
  private readonly share: Float64Array;

  constructor(
    private readonly lattice: Lattice,
    posterior: Float64Array,
    private readonly first: number,
    last: number,
  ) {
    this.nodes = last - first + 1;
    this.firstArc = lattice.arcStart[first]!;
    this.endArc = lattice.arcStart[last]!;
    const mass = new Float64Array(this.nodes);
    for (let a = this.firstArc; a < this.endArc; a++) mass[lattice.arcTo[a]! - first]! += posterior[a]!;
    this.share = new Float64Array(this.endArc - this.firstArc);
    for (let a = this.firstArc; a < this.endArc; a++) {
      const all = mass[lattice.arcTo[a]! - first]!;
      this.share[a - this.firstArc] = all > 0 ? posterior[a]! / all : 0;
    }
  }

  agree(words: readonly number[]): DecodedWord[] {
    let places = spaced(words);
    let votes = this.vote(places);
    for (let sweep = 1; sweep < MOST_SWEEPS; sweep++) {
      const better = spaced(votes.map(winner).filter((word) => word !== NO_WORD));
      if (better.join() === places.join()) break;
      places = better;
      votes = this.vote(places);
    }
    return votes.flatMap((own) => {
      const wordId = winner(own);
      return wordId === NO_WORD ? [] : [this.word(wordId, own.get(wordId)!)];
    });
  }

  private word(wordId: number, { mass, arc }: Vote): DecodedWord {
    const { words, nodeFrame, arcFrom, arcTo, arcPronunciation } = this.lattice;
    return {
      word: words.at(wordId)!,
      wordId,
      pronunciation: arcPronunciation[arc]!,
      startFrame: nodeFrame[arcFrom[arc]!]!,
      endFrame: nodeFrame[arcTo[arc]!]!,
      confidence: Math.min(1, mass),
    };
  }

  /**
   * Pairs every path with the places so that the expected errors are fewest, forwards; then hands the mass of the paths
   * back along the pairs. Places have words and gaps in turns.
   * @returns by place: votes by word
   */
  private vote(places: readonly number[]): Map<number, Vote>[] {
    const { lattice, nodes, first, firstArc, endArc, share } = this;
    const { arcFrom, arcTo, arcWord } = lattice;
    const Q = places.length + 1;
    const expected = new Float64Array(nodes * Q); // errors up to each node and place // [N, Q]
    for (let q = 1; q < Q; q++) expected[q] = expected[q - 1]! + errors(NO_WORD, places[q - 1]!);
    const row = new Float64Array(Q);
    const way = new Uint8Array((endArc - firstArc) * Q);
    for (let a = firstArc; a < endArc; a++) {
      const weight = share[a - firstArc]!;
      if (weight === 0) continue;
      const from = (arcFrom[a]! - first) * Q;
      const to = (arcTo[a]! - first) * Q;
      const word = arcWord[a]!;
      const extra = errors(word, NO_WORD);
      const ways = (a - firstArc) * Q;
      row[0] = expected[from]! + extra;
      way[ways] = EXTRA;
      for (let q = 1; q < Q; q++) {
        const place = places[q - 1]!;
        let least = expected[from + q - 1]! + errors(word, place);
        let best = PAIRED;
        if (expected[from + q]! + extra < least) {
          least = expected[from + q]! + extra;
          best = EXTRA;
        }
        const missing = row[q - 1]! + errors(NO_WORD, place);
        if (missing < least) {
          least = missing;
          best = MISSING;
        }
        row[q] = least;
        way[ways + q] = best;
      }
      for (let q = 0; q < Q; q++) expected[to + q]! += weight * row[q]!;
    }
    const votes = places.map(() => new Map<number, Vote>());
    const mass = new Float64Array(nodes * Q); // [N, Q]
    mass[nodes * Q - 1] = 1;
    for (let a = endArc - 1; a >= firstArc; a--) {
      const weight = share[a - firstArc]!;
      if (weight === 0) continue;
      const from = (arcFrom[a]! - first) * Q;
      const to = (arcTo[a]! - first) * Q;
      let handed = 0;
      for (let q = Q - 1; q >= 0; q--) {
        const own = handed + weight * mass[to + q]!;
        handed = 0;
        if (own === 0) continue;
        const chosen = way[(a - firstArc) * Q + q];
        if (chosen === EXTRA) mass[from + q]! += own;
        else if (chosen === PAIRED) {
          mass[from + q - 1]! += own;
          cast(votes[q - 1]!, arcWord[a]!, own, a);
        } else {
          handed = own;
          cast(votes[q - 1]!, NO_WORD, own, a);
        }
      }
    }
    for (let q = Q - 1, left = 0; q > 0; q--) {
      left += mass[q]!;
      cast(votes[q - 1]!, NO_WORD, left, -1);
    }
    return votes;
  }
}

/** Words with a gap before, between and behind them. */
function spaced(words: readonly number[]): number[] {
  return [NO_WORD, ...words.flatMap((word) => [word, NO_WORD])];
}

function errors(said: number, place: number): number {
  if (said === place) return 0;
  return place === NO_WORD ? 1 : 1 + TIE;
}

function cast(votes: Map<number, Vote>, word: number, mass: number, arc: number): void {
  const vote = votes.get(word);
  if (!vote) votes.set(word, { mass, arc, arcMass: mass });
  else {
    vote.mass += mass;
    if (mass > vote.arcMass) Object.assign(vote, { arc, arcMass: mass });
  }
}

function winner(votes: Map<number, Vote>): number {
  let best = NO_WORD;
  let most = votes.get(NO_WORD)?.mass ?? 0;
  for (const [word, { mass }] of votes) {
    if (mass > most) [best, most] = [word, mass];
  }
  return best;
}
