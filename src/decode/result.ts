/** What a decoder hands back: the best path read from its trace, and the lattice around it. */
import type { DecoderOptions } from './decoder-options.js';
import type { Lattice } from './lattice.js';
import { nBest } from './nbest.js';
import { NO_WORD, type WordNames } from './network.js';
import { latticePosteriors, wordConfidence } from './posteriors.js';
import type { Trace } from './trace.js';
import { traceLattice } from './trace-lattice.js';

/** One recognised word. */
export interface DecodedWord {
  word: string;
  /** Index into the network's word list. */
  wordId: number;
  /** Which of the word's pronunciations. */
  pronunciation: number;
  /** First frame of the word. */
  startFrame: number;
  /** Frame after the word's last. */
  endFrame: number;
  /** Probability, given the lattice, that this word was said here, in [0, 1]; see `wordConfidence`. */
  confidence: number;
}

/** The best path of an utterance. */
export interface DecodeResult {
  words: DecodedWord[];
  /**
   * Score of the best path: acoustic + languageWeight × language - wordInsertionPenalty × words; `-Infinity`, with no
   * words, if every path was impossible.
   */
  logLikelihood: number;
  /** acousticScale × frame scores + the network's transition and pronunciation log probabilities. */
  acousticLogLikelihood: number;
  /** Sum of the automaton's log probabilities, unweighted, the end included when it was reached. */
  languageLogProbability: number;
  /** Whether the path ends where an utterance may end. If not, the best unfinished path is given. */
  reachedEnd: boolean;
  /** The best path and what competed with it, within `latticeBeam`. */
  lattice: Lattice;
}

/** @param final - trace node in which all paths end. */
export function decodeResult(
  trace: Trace,
  final: number,
  reachedEnd: boolean,
  vocabulary: WordNames,
  options: DecoderOptions,
): DecodeResult {
  const lattice = traceLattice(trace, final, reachedEnd, vocabulary, options);
  const { posterior } = latticePosteriors(lattice, options.posteriorScale);
  const words: DecodedWord[] = [];
  let language = 0;
  let to = final;
  for (let arc = trace.nodeBestArc[to]!; arc >= 0; arc = trace.nodeBestArc[to]!) {
    const from = trace.arcFrom[arc]!;
    const wordId = trace.arcWord[arc]!;
    language += trace.arcLanguage[arc]!;
    if (wordId !== NO_WORD) {
      const startFrame = trace.nodeFrame[from]!;
      const endFrame = trace.nodeFrame[to]!;
      words.push({
        word: vocabulary.at(wordId)!,
        wordId,
        pronunciation: trace.arcPronunciation[arc]!,
        startFrame,
        endFrame,
        confidence: wordConfidence(lattice, posterior, wordId, startFrame, endFrame),
      });
    }
    to = from;
  }
  const logLikelihood = trace.nodeScore[final]!;
  return {
    words: words.reverse(),
    logLikelihood,
    acousticLogLikelihood:
      logLikelihood - options.languageWeight * language + options.wordInsertionPenalty * words.length,
    languageLogProbability: language,
    reachedEnd,
    lattice,
  };
}

/** The best path of a lattice. */
export function latticeResult(lattice: Lattice, posteriorScale: number): DecodeResult | undefined {
  const [best] = nBest(lattice, 1, posteriorScale);
  if (!best) return undefined;
  const { posterior } = latticePosteriors(lattice, posteriorScale);
  const words = best.arcs
    .filter((arc) => lattice.arcWord[arc] !== NO_WORD)
    .map((arc): DecodedWord => {
      const wordId = lattice.arcWord[arc]!;
      const startFrame = lattice.nodeFrame[lattice.arcFrom[arc]!]!;
      const endFrame = lattice.nodeFrame[lattice.arcTo[arc]!]!;
      return {
        word: lattice.words.at(wordId)!,
        wordId,
        pronunciation: lattice.arcPronunciation[arc]!,
        startFrame,
        endFrame,
        confidence: wordConfidence(lattice, posterior, wordId, startFrame, endFrame),
      };
    });
  return {
    words,
    logLikelihood: best.logLikelihood,
    acousticLogLikelihood: best.acousticLogLikelihood,
    languageLogProbability: best.languageLogProbability,
    reachedEnd: lattice.reachedEnd,
    lattice,
  };
}
