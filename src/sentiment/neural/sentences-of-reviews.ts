/**
 * Sentences of labelled reviews → graded texts: how people write who are no critics. What one sentence says is unknown;
 * it is judged by a member that has learnt from reviews, and by the verdict of its review, with which most of its
 * sentences agree (distant supervision: Täckström & McDonald 2011).
 */
import type { Random } from '../../random.js';
import type { PieceVocabulary } from '../../text/pieces/vocabulary.js';
import { type Token, tokenize } from '../../text/review/tokens.js';
import { sigmoid } from '../combination.js';
import { pick } from '../composition/draw.js';
import type { PolarText } from '../corpus/hold-out-texts.js';
import type { ScorerMember } from '../member.js';
import type { GradedText } from './graded-examples.js';

/** Log odds that the verdict adds to what the member says. */
const VERDICT = 1.2;
/** Tokens of a sentence. */
const SHORTEST = 4;
const LONGEST = 40;
const BATCH = 64;

/** @returns what draws so many sentences, each of a review drawn before */
export function sentencesOfReviews(
  reviews: readonly PolarText[],
  member: ScorerMember,
  vocabulary: PieceVocabulary,
): (random: Random, count: number) => GradedText[] {
  return (random, count) => {
    const drawn: { tokens: Token[]; label: number }[] = [];
    while (drawn.length < count) {
      const { text, label } = pick(random, reviews);
      const sentences = sentencesIn(tokenize(text));
      if (sentences.length > 0) drawn.push({ tokens: pick(random, sentences), label });
    }
    const graded: GradedText[] = [];
    for (let at = 0; at < count; at += BATCH) {
      const batch = drawn.slice(at, at + BATCH);
      const odds = member.logits(batch.map(({ tokens }) => tokens));
      batch.forEach(({ tokens, label }, i) => {
        const chance = sigmoid(odds[i]! + (label === 1 ? VERDICT : -VERDICT));
        graded.push({ ids: vocabulary.encode(tokens), chance });
      });
    }
    return graded;
  };
}

/** Those of fitting length. */
export function sentencesIn(tokens: readonly Token[]): Token[][] {
  const sentences: Token[][] = [];
  let begin = 0;
  tokens.forEach(({ endsSentence }, i) => {
    if (!endsSentence && i < tokens.length - 1) return;
    const sentence = tokens.slice(begin, i + 1);
    begin = i + 1;
    if (sentence.length >= SHORTEST && sentence.length <= LONGEST) sentences.push(sentence);
  });
  return sentences;
}
