/** What a token adds, found by leaving it out: for members that cannot tell themselves. */
import type { Token } from '../text/review/tokens.js';
import type { ScorerMember } from './member.js';

/** Texts scored to explain one, at most; in longer texts neighbouring tokens are left out together. */
const MAX_OCCLUSIONS = 256;
const BATCH = 32;

/** How much the logit falls when a token is not there. */
export function occlude(member: ScorerMember, tokens: readonly Token[]): Float64Array {
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
