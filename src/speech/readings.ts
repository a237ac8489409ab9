/** What else a clip may say: behind what was heard, the other sentences of its lattice, the likeliest first. */
import { nBest, sentenceLogPosterior } from '../decode/nbest.js';
import type { DecodeResult } from '../decode/result.js';
import type { Alternative } from './recognizer-types.js';

/**
 * A lattice gives sentences in the order of their best paths. One that has many paths may be likelier than some before
 * it: so many times more than are wanted are weighed.
 */
const DRAWN_FOR_EACH = 4;

/**
 * What was heard need not be the likeliest sentence, nor any path of the lattice: then its probability is taken to be
 * that of its words together.
 *
 * @param count - how many at most, what was heard included
 * @param posteriorScale - see `latticePosteriors`
 */
export function readings(
  { words, lattice }: DecodeResult,
  count: number,
  posteriorScale: number,
): Alternative[] {
  const text = words.map(({ word }) => word).join(' ');
  const wordIds = words.map(({ wordId }) => wordId);
  const own = sentenceLogPosterior(lattice, wordIds, posteriorScale);
  const together = () => words.reduce((sum, { confidence }) => sum + Math.log(confidence), 0);
  const heard = { text, logProbability: own > -Infinity ? own : together() };
  if (count === 1) return [heard];
  const others = nBest(lattice, DRAWN_FOR_EACH * count, posteriorScale)
    .map((sentence) => ({ text: sentence.words.join(' '), logProbability: sentence.logPosterior }))
    .filter((reading) => reading.text !== text)
    .sort((a, b) => b.logProbability - a.logProbability);
  return [heard, ...others.slice(0, count - 1)];
}
