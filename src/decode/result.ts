/** What a decoder hands back. */
import { NO_WORD } from './network.js';
import type { Trace } from './trace.js';

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
}

/** Reads the best path into trace node `final`. */
export function decodeResult(
  trace: Trace,
  final: number,
  reachedEnd: boolean,
  vocabulary: readonly string[],
  weights: { languageWeight: number; wordInsertionPenalty: number },
): DecodeResult {
  const words: DecodedWord[] = [];
  let language = 0;
  let to = final;
  for (let arc = trace.nodeBestArc[to]!; arc >= 0; arc = trace.nodeBestArc[to]!) {
    const from = trace.arcFrom[arc]!;
    const wordId = trace.arcWord[arc]!;
    language += trace.arcLanguage[arc]!;
    if (wordId !== NO_WORD) {
      words.push({
        word: vocabulary[wordId]!,
        wordId,
        pronunciation: trace.arcPronunciation[arc]!,
        startFrame: trace.nodeFrame[from]!,
        endFrame: trace.nodeFrame[to]!,
      });
    }
    to = from;
  }
  const logLikelihood = trace.nodeScore[final]!;
  return {
    words: words.reverse(),
    logLikelihood,
    acousticLogLikelihood:
      logLikelihood - weights.languageWeight * language + weights.wordInsertionPenalty * words.length,
    languageLogProbability: language,
    reachedEnd,
  };
}
