/** The three discounts of modified Kneser–Ney for one order, from counts of counts. */

/** What is taken from an n-gram counted once, twice, three times or more; index 0 is 0. */
export interface Discounts {
  values: readonly [0, number, number, number];
  /** True when the corpus was too small to estimate them and {@link FALLBACK} stands in. */
  isFallback: boolean;
}

/** KenLM's `--discount_fallback`. */
const FALLBACK = [0, 0.5, 1, 1.5] as const;

/**
 * D_k = k − (k + 1) Y t_{k+1} / t_k with Y = t_1 / (t_1 + 2 t_2), where t_k n-grams have count k (Chen & Goodman 1998,
 * "An Empirical Study of Smoothing Techniques for Language Modeling", equation 26). The fall-back stands in when some
 * t_k is 0 or some D_k is not in [0, k], as happens in small or artificial corpora.
 * @param counts - (adjusted) counts of all n-grams of the order; zeros are ignored
 */
export function estimateDiscounts(counts: Uint32Array): Discounts {
  const t = [0, 0, 0, 0, 0];
  for (let j = 0; j < counts.length; j++) if (counts[j]! <= 4) t[counts[j]!]!++;
  const y = t[1]! / (t[1]! + 2 * t[2]!);
  const discount = (k: number) => k - ((k + 1) * y * t[k + 1]!) / t[k]!;
  const [d1, d2, d3] = [discount(1), discount(2), discount(3)];
  const isSound = t[4]! > 0 && d1 >= 0 && d1 <= 1 && d2 >= 0 && d2 <= 2 && d3 >= 0 && d3 <= 3;
  return isSound ? { values: [0, d1, d2, d3], isFallback: false } : { values: FALLBACK, isFallback: true };
}
