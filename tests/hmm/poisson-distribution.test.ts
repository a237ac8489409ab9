import { describe, expect, it } from 'vitest';
import { drawPoisson, logFactorial } from '../../src/hmm/poisson-distribution.js';
import { createRandom } from '../../src/random.js';

describe('Poisson distribution', () => {
  it('log n! is the sum of logs', () => {
    let sum = 0;
    for (let n = 0; n < 3000; n++) {
      if (n > 1) sum += Math.log(n);
      expect(Math.abs(logFactorial(n) - sum)).toBeLessThan(1e-13 * Math.max(10, sum));
    }
  });

  it.each([0, 0.3, 4, 9.99, 10, 37, 500, 1e6])('draws of rate %d have its distribution', (rate) => {
    const random = createRandom(11);
    const n = 40_000;
    const counts = new Map<number, number>();
    let mean = 0;
    let square = 0;
    let sound = true;
    for (let k = 0; k < n; k++) {
      const x = drawPoisson(rate, random);
      sound &&= Number.isInteger(x) && x >= 0;
      counts.set(x, (counts.get(x) ?? 0) + 1);
      mean += x / n;
      square += (x - rate) ** 2 / n;
    }
    expect(sound).toBe(true);
    const error = Math.sqrt(rate / n);
    expect(Math.abs(mean - rate)).toBeLessThanOrEqual(4 * error);
    expect(Math.abs(square - rate)).toBeLessThanOrEqual(6 * Math.sqrt((2 * rate * rate + rate) / n));
    for (const [x, count] of counts) {
      const p = rate === 0 ? 1 : Math.exp(x * Math.log(rate) - rate - logFactorial(x));
      if (p * n < 30) continue;
      expect(Math.abs(count - p * n)).toBeLessThan(5 * Math.sqrt(p * n));
    }
  });

  it('does not hang or overflow at rates beyond all data', () => {
    const x = drawPoisson(1e15, createRandom(1));
    expect(Math.abs(x - 1e15)).toBeLessThan(1e9);
  });
});
