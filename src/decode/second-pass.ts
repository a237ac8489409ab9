/**
 * A second opinion on what was decoded: the best sentences of the lattice are read by a language model that is too slow
 * to search with, and its word is mixed with that of the first.
 */
import type { Lattice, ScoreWeights } from './lattice.js';
import { nBest } from './nbest.js';
import { NO_WORD } from './network.js';
import { PathTree } from './path-tree.js';
import { logAdd } from './posteriors.js';
import { type DecodeResult, latticeResult } from './result.js';

/** A language model that reads whole sentences. */
export interface SentenceScorer {
  /** @returns for each sentence the natural-log probability of each word, and of the end behind them // [words + 1] */
  score(sentences: readonly (readonly string[])[]): Float64Array[];
}

export interface SecondPassOptions extends ScoreWeights {
  /** Sentences that are read. More cost more and find more. Suggested: 30 to 200. */
  sentences: number;
  /** Share of the second model in the mixture, from 0 to 1; tune on held-out text. Suggested: 0.4 to 0.7. */
  share: number;
}

/** log of (1 − share)·exp(first) + share·exp(second): the linear mixture of two models. */
export function mixLogProbs(first: number, second: number, share: number): number {
  return logAdd(Math.log1p(-share) + first, Math.log(share) + second);
}

/**
 * The lattice's best sentences with new language scores.
 *
 * @param keeps - words (indices into the lattice's words) that keep their old score: those a user has asked for
 * @returns a lattice of these sentences alone, the best path of each; beginnings in common are shared.
 */
export function rescoreSentences(
  lattice: Lattice,
  scorer: SentenceScorer,
  options: SecondPassOptions,
  keeps: (word: number) => boolean = () => false,
): Lattice {
  // Posteriors are not wanted yet: their scale is of no account.
  const sentences = nBest(lattice, options.sentences, 1);
  const scores = scorer.score(sentences.map(({ words }) => words));
  const tree = new PathTree(lattice, options);
  sentences.forEach(({ arcs }, s) => {
    let word = 0;
    tree.add(arcs, (arc) => {
      const old = lattice.arcLanguage[arc]!;
      const isWord = lattice.arcWord[arc] !== NO_WORD;
      const isEnd = !isWord && lattice.reachedEnd && lattice.arcTo[arc] === lattice.final;
      if (!isWord && !isEnd) return old;
      const other = scores[s]![word]!;
      if (isWord) word++;
      return isWord && keeps(lattice.arcWord[arc]!) ? old : mixLogProbs(old, other, options.share);
    });
  });
  return tree.finish();
}

/** Second passes over what a decoder has found. */
export class SecondPass {
  /**
   * @param posteriorScale - see `latticePosteriors`
   * @param keeps - see {@link rescoreSentences}
   */
  constructor(
    private readonly scorer: SentenceScorer,
    private readonly options: SecondPassOptions & { posteriorScale: number },
    private readonly keeps: (word: number) => boolean,
  ) {}

  /** @param atLeast - sentences that are wanted in the lattice, if there are so many */
  revise(result: DecodeResult, atLeast = 1): DecodeResult {
    const { scorer, options, keeps } = this;
    const sentences = Math.max(options.sentences, atLeast);
    const lattice = rescoreSentences(result.lattice, scorer, { ...options, sentences }, keeps);
    return latticeResult(lattice, options.posteriorScale) ?? result;
  }
}
