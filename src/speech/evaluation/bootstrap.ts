/** How far an error rate might lie off, had other utterances been drawn: the bootstrap. */
import { createRandom } from '../../random.js';

export interface BootstrapOptions {
  /** Number of resamples; 10,000 unless told. */
  resamples?: number;
  seed?: number;
  /** Probability that the interval covers; 0.95 unless told. */
  level?: number;
}

/**
 * Percentile interval of Σ errors / Σ words when utterances are drawn with replacement (Bisani and Ney 2004,
 * "Bootstrap estimates for confidence intervals in ASR performance evaluation"). Utterances count as independent:
 * with few speakers the true interval is wider.
 *
 * @param errors - errors of each utterance. // [N]
 * @param words - reference words of each utterance, at least one of them above zero. // [N]
 * @returns lower and upper end
 */
export function bootstrapInterval(
  errors: ArrayLike<number>,
  words: ArrayLike<number>,
  { resamples = 10_000, seed = 1, level = 0.95 }: BootstrapOptions = {},
): [number, number] {
  const random = createRandom(seed);
  const utterances = words.length;
  const rates = new Float64Array(resamples);
  for (let b = 0; b < resamples; b++) {
    let errorSum = 0;
    let wordSum = 0;
    // A draw of wordless utterances only has no error rate: it is drawn again.
    while (wordSum === 0) {
      errorSum = 0;
      for (let n = 0; n < utterances; n++) {
        const drawn = random.int(utterances);
        errorSum += errors[drawn]!;
        wordSum += words[drawn]!;
      }
    }
    rates[b] = errorSum / wordSum;
  }
  rates.sort();
  return [quantile(rates, (1 - level) / 2), quantile(rates, (1 + level) / 2)];
}

/** Linear interpolation between order statistics. */
function quantile(sorted: Float64Array, q: number): number {
  const at = q * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!);
}
