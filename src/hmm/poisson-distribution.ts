/** The Poisson distribution: log n! and drawing. */
import type { Random } from '../random.js';

/** Natural log of n!, n a non-negative whole number; to 14 digits or an absolute 1e-13. */
export function logFactorial(n: number): number {
  if (n < 16) {
    let product = 1;
    for (let k = 2; k <= n; k++) product *= k;
    return Math.log(product);
  }
  // Stirling's series (Abramowitz and Stegun 6.1.41).
  const inverse = 1 / n;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
  return (n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + series;
}

/** Draws from the Poisson distribution of this rate (mean), non-negative. */
export function drawPoisson(rate: number, random: Random): number {
  if (rate < 10) {
    const limit = Math.exp(-rate);
    let n = 0;
    for (let product = random.next(); product > limit; product *= random.next()) n++;
    return n;
  }
  // Transformed rejection, PTRS (Hörmann 1993): a constant number of tries however large the rate.
  const logRate = Math.log(rate);
  const b = 0.931 + 2.53 * Math.sqrt(rate);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  for (;;) {
    const u = random.next() - 0.5;
    const v = 1 - random.next();
    const us = 0.5 - Math.abs(u);
    const n = Math.floor(((2 * a) / us + b) * u + rate + 0.43);
    if (us >= 0.07 && v <= 0.9277 - 3.6224 / (b - 2)) return n;
    if (n < 0 || (us < 0.013 && v > us)) continue;
    if (Math.log((v * inverseAlpha) / (a / (us * us) + b)) <= n * logRate - rate - logFactorial(n)) return n;
  }
}
