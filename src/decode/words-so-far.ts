/** What an unfinished search would say now: the words of its best hypothesis, and how many hypotheses agree on each. */
import { NO_WORD, type WordNames } from './network.js';
import type { DecodedWord } from './result.js';
import type { TokenList } from './token-table.js';
import type { Trace } from './trace.js';

/** A word that all but so little of the hypotheses' mass agree on is taken for sure. */
const DOUBT = 1e-3;

/**
 * The words that the best hypothesis has completed. `confidence` is the share that the hypotheses with this word about
 * there have of all that are alive, each weighing exp(scale × score) and standing for its best past.
 *
 * @param scale - see `latticePosteriors`.
 */
export function wordsSoFar(
  trace: Trace,
  tokens: TokenList,
  vocabulary: WordNames,
  scale: number,
): DecodedWord[] {
  let best = -1;
  for (let i = 0; i < tokens.count; i++) if (best < 0 || tokens.score[i]! > tokens.score[best]!) best = i;
  if (best < 0) return [];
  const mass = new Float64Array(trace.nodes); // [nodes]
  let total = 0;
  for (let i = 0; i < tokens.count; i++) {
    const weight = Math.exp(scale * (tokens.score[i]! - tokens.score[best]!));
    mass[tokens.link[i]!]! += weight;
    total += weight;
  }
  for (let n = trace.nodes - 1; n > 0; n--) {
    const arc = trace.nodeBestArc[n]!;
    if (arc >= 0) mass[trace.arcFrom[arc]!]! += mass[n]!;
  }
  const words: DecodedWord[] = [];
  let to = tokens.link[best]!;
  for (let arc = trace.nodeBestArc[to]!; arc >= 0; arc = trace.nodeBestArc[to]!) {
    const from = trace.arcFrom[arc]!;
    const wordId = trace.arcWord[arc]!;
    if (wordId !== NO_WORD) {
      const [startFrame, endFrame] = [trace.nodeFrame[from]!, trace.nodeFrame[to]!];
      const isSure = mass[to]! > (1 - DOUBT) * total;
      words.push({
        ...{ word: vocabulary.at(wordId)!, wordId, pronunciation: trace.arcPronunciation[arc]! },
        ...{ startFrame, endFrame },
        confidence: isSure ? 1 : agreement(trace, mass, wordId, startFrame, endFrame) / total,
      });
    }
    to = from;
  }
  return words.reverse();
}

/** The largest mass, over the frames from `start` to `end`, of the best arcs with this word that cross the frame. */
function agreement(trace: Trace, mass: Float64Array, word: number, start: number, end: number): number {
  const change = new Float64Array(end - start + 1);
  for (let n = 1; n < trace.nodes; n++) {
    const arc = trace.nodeBestArc[n]!;
    if (arc < 0 || mass[n] === 0 || trace.arcWord[arc] !== word) continue;
    const from = Math.max(start, trace.nodeFrame[trace.arcFrom[arc]!]!);
    const to = Math.min(end, trace.nodeFrame[n]!);
    if (from >= to) continue;
    change[from - start]! += mass[n]!;
    change[to - start]! -= mass[n]!;
  }
  let [sum, most] = [0, 0];
  for (const step of change) {
    sum += step;
    most = Math.max(most, sum);
  }
  return most;
}
