/** The scorer: texts → tokens → members' votes → one calibrated opinion each. */
import { InputError } from '../errors.js';
import { type Token, tokenize } from '../text/review/tokens.js';
import { type Combination, combine, sigmoid } from './combination.js';
import { contributionsOf } from './explain.js';
import type { ScorerMember } from './member.js';
import type { Opinion, OpinionExplanation, TrajectoryPoint, Verdict } from './opinion.js';
import { expectedStars, type StarScale } from './stars.js';

/** Longer texts are refused: nobody means them, and memory is to be bounded. */
export const MAX_CHARACTERS = 4_000_000;
/** Points of a trajectory at most; long texts are followed in longer strides. */
const MAX_POINTS = 64;
/** Prefixes scored together. */
const PREFIX_BATCH = 8;

export interface ScorerParts {
  members: readonly ScorerMember[];
  combination: Combination;
  /** Learnt on top: their logits are added. */
  corrections: readonly ScorerMember[];
  unsure: readonly [low: number, high: number];
  stars: StarScale;
}

/** An open sentiment model. It keeps no state between texts. */
export class SentimentScorer implements Disposable {
  readonly #parts: ScorerParts;

  constructor(parts: ScorerParts) {
    this.#parts = parts;
  }

  /**
   * One opinion for each text, in their order. Any string will do; an empty one is unsure.
   *
   * @throws InputError `text-too-long`
   */
  score(texts: readonly string[]): Opinion[] {
    return Array.from(this.logits(texts.map(tokensOf)), (logit) => this.opinionOf(logit));
  }

  /** An opinion, what each token adds to it, and the score of the text as read so far. */
  explain(text: string): Opinion & OpinionExplanation {
    const tokens = tokensOf(text);
    const [logit] = this.logits([tokens]);
    const shares = contributionsOf(this.#parts, tokens);
    return {
      ...this.opinionOf(logit!),
      tokens: tokens.map(({ surface }, i) => ({ token: surface, contribution: shares[i]! })),
      trajectory: this.#trajectory(tokens),
    };
  }

  /** Calibrated log odds that each text is positive; 0 for a text without tokens. */
  logits(texts: readonly (readonly Token[])[]): Float64Array {
    const { members, combination, corrections } = this.#parts;
    const votes = members.map((member) => member.logits(texts));
    const added = corrections.map((member) => member.logits(texts));
    return Float64Array.from(texts, (text, n) => {
      if (text.length === 0) return 0;
      const own = votes.map((logits) => logits[n]!);
      return added.reduce((sum, logits) => sum + logits[n]!, combine(combination, text.length, own));
    });
  }

  /** What calibrated log odds mean. */
  opinionOf(logit: number): Opinion {
    const { unsure, stars } = this.#parts;
    const score = sigmoid(logit);
    return { label: verdict(score, unsure), score, stars: expectedStars(stars, logit) };
  }

  close(): void {
    for (const member of [...this.#parts.members, ...this.#parts.corrections]) member.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #trajectory(tokens: readonly Token[]): TrajectoryPoint[] {
    const ends = tokens.flatMap(({ endsSentence }, i) =>
      endsSentence || i === tokens.length - 1 ? [i + 1] : [],
    );
    const stride = Math.ceil(ends.length / MAX_POINTS);
    const points = ends.filter((_, i) => (ends.length - 1 - i) % stride === 0);
    const scores: number[] = [];
    for (let at = 0; at < points.length; at += PREFIX_BATCH) {
      const prefixes = points.slice(at, at + PREFIX_BATCH).map((end) => tokens.slice(0, end));
      scores.push(...Array.from(this.logits(prefixes), sigmoid));
    }
    return points.map((end, i) => ({ tokens: end, score: scores[i]! }));
  }
}

function verdict(score: number, [low, high]: ScorerParts['unsure']): Verdict {
  if (score > low && score < high) return 'unsure';
  return score >= 0.5 ? 'positive' : 'negative';
}

/** @throws InputError `text-too-long` */
export function tokensOf(text: string): Token[] {
  if (text.length > MAX_CHARACTERS) {
    throw new InputError({
      code: 'text-too-long',
      found: `a text of ${text.length} characters`,
      expected: `at most ${MAX_CHARACTERS}`,
      remedy: 'Split it; the score of a whole library says little anyway.',
    });
  }
  return tokenize(text);
}
