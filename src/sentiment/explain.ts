/** What each token adds to the logit of a text: exactly for linear members, by leaving tokens out for others. */
import type { Token } from '../text/review/tokens.js';
import { type Combination, memberWeights } from './combination.js';
import type { ScorerMember } from './member.js';
import { occlude } from './occlusion.js';

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
