/** A member that is asked only about texts of some length: what it does not read costs nothing. */
import type { Token } from '../text/review/tokens.js';
import type { ScorerMember } from './member.js';
import { occlude } from './occlusion.js';

/** Tokens of the texts that are read, both ends included. */
export interface LengthRange {
  from?: number | undefined;
  upTo?: number | undefined;
}

/** Outside the range the member has no opinion: 0. */
export function gateByLength(member: ScorerMember, { from, upTo }: LengthRange): ScorerMember {
  if (from === undefined && upTo === undefined) return member;
  const reads = ({ length }: readonly Token[]) => length >= (from ?? 0) && length <= (upTo ?? Infinity);
  return {
    logits(texts) {
      const places = [...texts.keys()].filter((i) => reads(texts[i]!));
      const odds = new Float64Array(texts.length);
      if (places.length === 0) return odds;
      const read = member.logits(places.map((i) => texts[i]!));
      for (const [n, i] of places.entries()) odds[i] = read[n]!;
      return odds;
    },
    // A text without one of its tokens is still the same text: it must not fall out of the range.
    contributions(text) {
      if (!reads(text)) return new Float64Array(text.length);
      return member.contributions?.(text) ?? occlude(member, text);
    },
    close: () => member.close(),
    [Symbol.dispose]: () => member.close(),
  };
}
