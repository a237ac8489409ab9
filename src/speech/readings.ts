/** What else a clip may say: behind what was heard, the other sentences of its lattice, the likeliest first. */
import { nBest } from '../decode/nbest.js';
import type { DecodeResult } from '../decode/result.js';
import type { Alternative } from './recognizer-types.js';

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
  // The lattice gives them in the order of their best paths; a sentence that has many paths may be likelier.
  const likely = nBest(lattice, count, posteriorScale)
    .map((sentence) => ({ text: sentence.words.join(' '), logProbability: sentence.logPosterior }))
    .sort((a, b) => b.logProbability - a.logProbability);
  const heard = likely.find((reading) => reading.text === text) ?? {
    text,
    logProbability: words.reduce((sum, { confidence }) => sum + Math.log(confidence), 0),
  };
  return [heard, ...likely.filter((reading) => reading !== heard)].slice(0, count);
}
