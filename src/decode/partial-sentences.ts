/** What leads from the start of a lattice to each of its nodes, told apart by the last words; and what is worth going on. */
import { Lattice, type ScoreWeights } from './lattice.js';
import { NO_WORD } from './network.js';

/** How much is kept. */
export interface PartialOptions extends ScoreWeights {
  history: number;
  width: number;
  beam: number;
}

/** The best of what leads to a node with the same last words. */
export interface PartialSentence {
  node: number;
  /** The last words, oldest first. */
  words: readonly number[];
  score: number;
  /** Where the language model stands. */
  place: number;
  /** All ways here, for the lattice that comes out. */
  ways: { from: PartialSentence; arc: number; language: number }[];
  /** Number in that lattice, once it has survived. */
  number: number;
}

/** Frames within which partial sentences are compared: those that end at some frame may all be bad. */
const WINDOW = 16;

export class PartialSentences {
  /** By node: partial sentences by their last words. */
  private readonly at: Map<string, PartialSentence>[];
  /** By node: the latest node that an arc leads here from. */
  private readonly latestSource: Int32Array;
  /** By frame: the best score, with what is to come, of partial sentences that end there. */
  private readonly bestAt: Float64Array;
  private readonly kept: PartialSentence[] = [];

  /** @param toEnd - best score from each node to the end, by the old scores // [N] */
  constructor(
    private readonly lattice: Lattice,
    private readonly toEnd: Float64Array,
    private readonly options: PartialOptions,
    place: number,
  ) {
    this.at = Array.from({ length: lattice.nodes }, () => new Map());
    this.latestSource = new Int32Array(lattice.nodes).fill(-1);
    for (let a = 0; a < lattice.arcs; a++) {
      const to = lattice.arcTo[a]!;
      this.latestSource[to] = Math.max(this.latestSource[to]!, lattice.arcFrom[a]!);
    }
    this.bestAt = new Float64Array(lattice.nodeFrame[lattice.final]! + 1).fill(-Infinity);
    this.at[0]!.set('', { node: 0, words: [], score: 0, place, ways: [], number: -1 });
  }

  /** The first node behind `first` that an arc leads to from a node not before `first`; the end at the latest. */
  independentFrom(first: number): number {
    const { lattice, latestSource } = this;
    let behind = first + 1;
    while (behind < lattice.final && latestSource[behind]! < first) behind++;
    return behind;
  }

  /** What is worth going on of what leads to the nodes from `first` up to, not including, `behind`. */
  survivors(first: number, behind: number): PartialSentence[] {
    const { at, toEnd, options, bestAt, lattice } = this;
    const found: PartialSentence[] = [];
    for (let node = first; node < behind; node++) {
      const all = [...at[node]!.values()].sort((a, b) => b.score - a.score);
      if (all.length === 0) continue;
      const frame = lattice.nodeFrame[node]!;
      bestAt[frame] = Math.max(bestAt[frame]!, all[0]!.score + toEnd[node]!);
      found.push(...all.slice(0, options.width));
    }
    const survivors = found.filter(({ node, score }) => {
      const frame = lattice.nodeFrame[node]!;
      const window = bestAt.subarray(Math.max(0, frame - WINDOW), frame + WINDOW);
      return score + toEnd[node]! >= Math.max(...window) - options.beam;
    });
    for (const survivor of survivors) survivor.number = this.kept.push(survivor) - 1;
    return survivors;
  }

  /** Where the language model stands in all that leads to nodes from `first` on. */
  placesFrom(first: number): number[] {
    return this.at.slice(first).flatMap((all) => Array.from(all.values(), ({ place }) => place));
  }

  /** A survivor goes over an arc. */
  arrive(
    from: PartialSentence,
    arc: number,
    { language, place, score }: { language: number; place: number; score: number },
  ): void {
    if (!(score > -Infinity)) return;
    const { lattice, options } = this;
    const node = lattice.arcTo[arc]!;
    const word = lattice.arcWord[arc]!;
    let { words } = from;
    // Behind the end nothing is told apart.
    if (node === lattice.final) words = [];
    else if (word !== NO_WORD) words = options.history > 0 ? [...words, word].slice(-options.history) : [];
    const key = words.join();
    let known = this.at[node]!.get(key);
    if (!known) {
      known = { node, words, score, place, ways: [], number: -1 };
      this.at[node]!.set(key, known);
    } else if (score > known.score) {
      known.score = score;
      known.place = place;
    }
    known.ways.push({ from, arc, language });
  }

  /** The lattice of all that has survived; `undefined` where nothing has come to the end. */
  finish(): Lattice | undefined {
    const { lattice, kept, options } = this;
    const { languageWeight, wordInsertionPenalty } = options;
    const end = this.at[lattice.final]!.get('');
    if (!end) return undefined;
    end.number = kept.push(end) - 1;
    const ways = kept.flatMap((to) => to.ways.map((way) => ({ ...way, to })));
    const along = (values: ArrayLike<number>): number[] => ways.map(({ arc }) => values[arc]!);
    return new Lattice({
      ...{ languageWeight, wordInsertionPenalty },
      nodeFrame: kept.map(({ node }) => lattice.nodeFrame[node]!),
      nodeState: kept.map(({ node }) => lattice.nodeState[node]!),
      arcFrom: ways.map(({ from }) => from.number),
      arcTo: ways.map(({ to }) => to.number),
      arcWord: along(lattice.arcWord),
      arcPronunciation: along(lattice.arcPronunciation),
      arcAcoustic: along(lattice.arcAcoustic),
      arcLanguage: ways.map(({ language }) => language),
      words: lattice.words,
      reachedEnd: lattice.reachedEnd,
    });
  }
}
