/**
 * A second opinion on what was decoded: the lattice is read by a language model that is too slow to search with, and
 * its word is mixed with that of the first. What leads to a lattice node stays apart by its last words; of what is the
 * same in these the better one is read on, and of the rest a few (Liu et al. 2016).
 */
import { consensus } from './consensus.js';
import { bestToEnd, type Lattice, pruneLattice, type ScoreWeights } from './lattice.js';
import { NO_WORD } from './network.js';
import { PartialSentences } from './partial-sentences.js';
import { logAdd } from './posteriors.js';
import { type DecodeResult, latticeResult } from './result.js';

/** A language model that reads many sentences side by side. */
export interface SentenceReader {
  /** Forgets all sentences. @returns the place before the first word */
  start(): number;
  /** Reads `words[i]` at place i. @returns their natural-log probabilities, and the places behind them */
  read(places: readonly number[], words: readonly string[]): { logProbs: Float64Array; next: number[] };
  /** Natural-log probability that a sentence ends at each place. */
  end(places: readonly number[]): Float64Array;
  /** Forgets all places but these. */
  keep(places: readonly number[]): void;
}

export interface SecondPassOptions extends ScoreWeights {
  /** Share of the second model in the mixture, from 0 to 1; tune on held-out text. Suggested: 0.4 to 0.8. */
  share: number;
  /** Last words that keep apart what leads to the same node. Suggested: 3 to 5; with fewer, much good is lost. */
  history: number;
  /** What leads to a node and is read on, at most. Suggested: 3 to 10. */
  width: number;
  /** What is worse than the best about that time by more than this is left out. Suggested: 4 to 10. */
  beam: number;
  /**
   * Factor on path scores before what most paths agree on is taken instead of the best path; see `consensus`. Without it
   * the best path is taken. Suggested: 0.5 to 1.
   */
  consensusScale?: number;
}

/** Rounds of reading after which what will not be read on is forgotten. */
const ROUNDS = 64;

/** log of (1 − share)·exp(first) + share·exp(second): the linear mixture of two models. */
export function mixLogProbs(first: number, second: number, share: number): number {
  return logAdd(Math.log1p(-share) + first, Math.log(share) + second);
}

/**
 * The lattice with mixed language scores, its nodes split where the last words differ, pruned; `undefined` where the beam
 * has left nothing that comes to the end.
 *
 * @param keeps - words (indices into the lattice's words) that keep their old score: those a user has asked for
 */
export function readLattice(
  lattice: Lattice,
  reader: SentenceReader,
  options: SecondPassOptions,
  keeps: (word: number) => boolean = () => false,
): Lattice | undefined {
  const { languageWeight, wordInsertionPenalty, share } = options;
  const { arcStart, arcWord, arcTo, arcLanguage, final } = lattice;
  const partial = new PartialSentences(lattice, bestToEnd(lattice), options, reader.start());
  for (let first = 0, round = 1; first < final; round++) {
    // Nodes between which no arc leads are read together.
    const behind = partial.independentFrom(first);
    const steps = partial.survivors(first, behind).flatMap((from) => {
      const arcs = Array.from({ length: arcStart[from.node + 1]! - arcStart[from.node]! }, (_, i) => i);
      return arcs.map((i) => ({ from, arc: arcStart[from.node]! + i }));
    });
    const spoken = steps.filter(({ arc }) => arcWord[arc] !== NO_WORD);
    const { logProbs, next } = reader.read(
      spoken.map(({ from }) => from.place),
      spoken.map(({ arc }) => lattice.words.at(arcWord[arc]!)!),
    );
    const isEnd = (arc: number) => arcTo[arc] === final && arcWord[arc] === NO_WORD && lattice.reachedEnd;
    const ends = steps.filter(({ arc }) => isEnd(arc));
    const endLogProbs = reader.end(ends.map(({ from }) => from.place));
    let word = 0;
    let end = 0;
    for (const { from, arc } of steps) {
      let language = arcLanguage[arc]!;
      let { place } = from;
      if (arcWord[arc] !== NO_WORD) {
        if (!keeps(arcWord[arc]!)) language = mixLogProbs(language, logProbs[word]!, share);
        place = next[word++]!;
      } else if (isEnd(arc)) language = mixLogProbs(language, endLogProbs[end++]!, share);
      const penalty = arcWord[arc] === NO_WORD ? 0 : wordInsertionPenalty;
      const score = from.score + lattice.arcAcoustic[arc]! + languageWeight * language - penalty;
      partial.arrive(from, arc, { language, place, score });
    }
    if (round % ROUNDS === 0) reader.keep(partial.placesFrom(behind));
    first = behind;
  }
  const read = partial.finish();
  return read && pruneLattice(read, options.beam);
}

/** Second passes over what a decoder has found. Scores and lattice are those of the best path. */
export class SecondPass {
  private reader: SentenceReader | undefined;

  /**
   * @param openReader - opens the language model when something is to be read for the first time
   * @param posteriorScale - see `latticePosteriors`
   * @param keeps - see {@link readLattice}
   */
  constructor(
    private readonly openReader: () => SentenceReader,
    private readonly options: SecondPassOptions & { posteriorScale: number },
    private readonly keeps: (word: number) => boolean,
  ) {}

  revise(result: DecodeResult): DecodeResult {
    const { options, keeps } = this;
    if (result.lattice.arcs === 0) return result;
    this.reader ??= this.openReader();
    const lattice = readLattice(result.lattice, this.reader, options, keeps);
    const best = lattice && latticeResult(lattice, options.posteriorScale);
    if (!lattice || !best || options.consensusScale === undefined) return best ?? result;
    return { ...best, words: consensus(lattice, best.words, options.consensusScale) };
  }
}
