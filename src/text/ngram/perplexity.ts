/** How well a model predicts a text. */
import type { NgramModel } from './model.js';
import { UNKNOWN_ID } from './vocabulary.js';
import { NgramWalker } from './walker.js';

export interface TextScore {
  sentences: number;
  /** Words without the ends of sentences. */
  words: number;
  /** Words the model does not have, read as <unk>. */
  unknownWords: number;
  /** Natural-log probability of the text, ends of sentences and unknown words included. */
  logProb: number;
  /** exp(−logProb / (words + sentences)): unknown words count with the probability of <unk>. */
  perplexity: number;
  /** The same over known words and ends of sentences only, as usually published. Histories are the same. */
  perplexityWithoutUnknown: number;
}

/** @param sentences - words as they stand in the model; sentences without words are skipped */
export function scoreText(model: NgramModel, sentences: Iterable<readonly string[]>): TextScore {
  const walker = new NgramWalker(model);
  const { vocabulary } = model;
  let words = 0;
  let sentenceCount = 0;
  let unknownWords = 0;
  // Two sums: a model without <unk> scores it -Infinity, which could not be taken out of one.
  let knownLogProb = 0;
  let unknownLogProb = 0;
  for (const sentence of sentences) {
    if (sentence.length === 0) continue;
    let state = walker.start;
    for (const word of sentence) {
      const id = vocabulary.id(word) ?? UNKNOWN_ID;
      state = walker.advance(state, id);
      if (id === UNKNOWN_ID) {
        unknownWords++;
        unknownLogProb += walker.score;
      } else knownLogProb += walker.score;
    }
    knownLogProb += walker.endScore(state);
    sentenceCount++;
    words += sentence.length;
  }
  const tokens = words + sentenceCount;
  const logProb = knownLogProb + unknownLogProb;
  return {
    sentences: sentenceCount,
    words,
    unknownWords,
    logProb,
    perplexity: Math.exp(-logProb / tokens),
    perplexityWithoutUnknown: Math.exp(-knownLogProb / (tokens - unknownWords)),
  };
}
