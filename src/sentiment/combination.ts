/**
 * Logits of the members → one calibrated logit. How far a member is to be trusted depends on how long the text is: the
 * same word says more in a sentence than in a page.
 */
/** logit = Σ_m (weight_m + slope_m · u) · z_m + intercept + interceptSlope · u, u being {@link lengthFeature}. */
export interface Combination {
  members: { weight: number; slope: number }[];
  intercept: number;
  interceptSlope: number;
}

const TYPICAL_TOKENS = 30;
const LEAST = -0.5;

/** Length on a logarithmic scale: −0.5 up to 9 tokens, 0 at 30, 1 from 300 on. Bounded: nothing is extrapolated. */
export function lengthFeature(tokens: number): number {
  return Math.min(1, Math.max(LEAST, Math.log10(Math.max(1, tokens) / TYPICAL_TOKENS)));
}

/** How much the logit of the text moves with that of each member. // [members] */
export function memberWeights({ members }: Combination, tokens: number): number[] {
  const u = lengthFeature(tokens);
  return members.map(({ weight, slope }) => weight + slope * u);
}

export function combine(combination: Combination, tokens: number, logits: readonly number[]): number {
  const { intercept, interceptSlope } = combination;
  const votes = memberWeights(combination, tokens).map((weight, m) => weight * logits[m]!);
  return votes.reduce((sum, vote) => sum + vote, intercept + interceptSlope * lengthFeature(tokens));
}

export function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
