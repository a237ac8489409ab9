/** What each token adds to the logit of a text: exactly for linear members, by leaving tokens out for others. */
import type { Token } from '../text/review/tokens.js';
import { type Combination, memberWeights } from './combination.js';
import type { ScorerMember } from './member.js';

/** Texts scored to explain one, at most; in longer texts neighbouring tokens are left out together. */
const MAX_OCCLUSIONS = 256;
const BATCH = 32;

/**
 * The members' contributions weighted as their votes are.
 *
 * @returns one for each token
 */
export function contributionsOf(
  {
    members,
    combination,
    corrections,
  }: {
    members: readonly ScorerMember[];
    combination: Combination;
    corrections: readonly ScorerMember[];
  },
  tokens: readonly Token[],
): Float64Array {
  const weights = memberWeights(combination, tokens.length);
  const total = new Float64Array(tokens.length);
  const add = (member: ScorerMember, weight: number) => {
    const shares = member.contributions?.(tokens) ?? occlude(member, tokens);
    for (let i = 0; i < total.length; i++) total[i]! += weight * shares[i]!;
  };
  members.forEach((member, m) => {
    add(member, weights[m]!);
  });
  for (const member of corrections) add(member, 1);
  return total;
}

/** How much the logit falls when a token is not there. */
function occlude(member: ScorerMember, tokens: readonly Token[]): Float64Array {
  const shares = new Float64Array(tokens.length);
  if (tokens.length === 0) return shares;
  const [whole] = member.logits([tokens]);
  const stride = Math.ceil(tokens.length / MAX_OCCLUSIONS);
  const begins = Array.from({ length: Math.ceil(tokens.length / stride) }, (_, i) => i * stride);
  for (let at = 0; at < begins.length; at += BATCH) {
    const batch = begins.slice(at, at + BATCH);
    const without = batch.map((begin) => tokens.toSpliced(begin, stride));
    member.logits(without).forEach((logit, i) => {
      const end = Math.min(tokens.length, batch[i]! + stride);
      shares.fill((whole! - logit) / (end - batch[i]!), batch[i]!, end);
    });
  }
  return shares;
}
