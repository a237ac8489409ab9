/** Members and texts that none of them was trained on → how they vote, how sure that is, how many stars it makes. */
import { type Token, tokenize } from '../text/review/tokens.js';
import { type Combination, combine } from './combination.js';
import type { LabelledText } from './corpus/labelled-text.js';
import { fitCombination } from './fit-combination.js';
import { fitStars } from './fit-stars.js';
import type { ScorerMember } from './member.js';
import type { StarScale } from './stars.js';

/** A text for tuning. */
export interface TuningText extends LabelledText {
  /** How much it counts; 1 unless told. */
  weight?: number;
}

export interface Ensemble {
  combination: Combination;
  stars: StarScale;
}

/** What members say of texts: computed once, used in every fit. */
export interface Votes {
  texts: readonly TuningText[];
  tokens: number[]; // [N]
  logits: number[][]; // [N][members]
}

const BATCH = 32;

export function collectVotes(members: readonly ScorerMember[], texts: readonly TuningText[]): Votes {
  const votes: Votes = { texts, tokens: [], logits: [] };
  for (let at = 0; at < texts.length; at += BATCH) {
    const batch: Token[][] = texts.slice(at, at + BATCH).map(({ text }) => tokenize(text));
    const said = members.map((member) => member.logits(batch));
    batch.forEach((tokens, i) => {
      votes.tokens.push(tokens.length);
      votes.logits.push(said.map((logits) => logits[i]!));
    });
  }
  return votes;
}

/** Texts without a label teach only the stars, texts without stars only the combination. */
export function fitEnsemble({ texts, tokens, logits }: Votes): Ensemble {
  const combination = fitCombination(
    texts.flatMap(({ label, weight }, n) =>
      label === undefined
        ? []
        : [{ tokens: tokens[n]!, logits: logits[n]!, label, ...(weight !== undefined && { weight }) }],
    ),
  );
  const stars = fitStars(
    texts.flatMap(({ stars, weight }, n) =>
      stars === undefined
        ? []
        : [
            {
              logit: combine(combination, tokens[n]!, logits[n]!),
              stars,
              ...(weight !== undefined && { weight }),
            },
          ],
    ),
  );
  return { combination, stars };
}

/** Mean of −ln P(label), the weights aside: lower is better. */
export function logLoss(logits: ArrayLike<number>, labels: ArrayLike<number>): number {
  let sum = 0;
  for (let n = 0; n < labels.length; n++) {
    const margin = (labels[n] === 1 ? 1 : -1) * logits[n]!;
    sum += Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin)));
  }
  return sum / labels.length;
}
