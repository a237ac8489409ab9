import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/random.js';
import { combine, lengthFeature, sigmoid } from '../../src/sentiment/combination.js';
import type { Stars } from '../../src/sentiment/corpus/labelled-text.js';
import { fitCombination } from '../../src/sentiment/fit-combination.js';
import { fitStars } from '../../src/sentiment/fit-stars.js';
import { fitLogistic } from '../../src/sentiment/logistic-regression.js';
import { expectedStars, starProbabilities } from '../../src/sentiment/stars.js';

describe('fitLogistic', () => {
  it('has the closed form where there is one: log odds of each cell', () => {
    const row = (group: number, label: 0 | 1, weight: number) => ({ inputs: [1, group], label, weight });
    const rows = [row(0, 1, 3), row(0, 0, 1), row(1, 1, 2), row(1, 0, 8)];
    const [intercept, slope] = fitLogistic(rows, [1e-12, 1e-12]);
    expect(intercept).toBeCloseTo(Math.log(3), 6);
    expect(slope).toBeCloseTo(Math.log(2 / 8) - Math.log(3), 6);
  });

  it('ends on data that a line parts', () => {
    const rows = [-2, -1, 1, 2].map((x) => ({ inputs: [1, x], label: (x > 0 ? 1 : 0) as 0 | 1, weight: 1 }));
    const weights = fitLogistic(rows, [1e-6, 1e-3]);
    expect(weights.every(Number.isFinite)).toBe(true);
    expect(weights[1]).toBeGreaterThan(2);
  });
});

describe('fitCombination', () => {
  it('finds the votes that made the labels', () => {
    const random = createRandom(3);
    const truth = {
      members: [
        { weight: 1, slope: -0.5 },
        { weight: 0.4, slope: 0.6 },
      ],
      intercept: 0.2,
      interceptSlope: -0.3,
    };
    const examples = Array.from({ length: 20_000 }, () => {
      const tokens = 5 + random.int(600);
      const logits = [2 * random.normal(), 2 * random.normal()];
      const label = (random.next() < sigmoid(combine(truth, tokens, logits)) ? 1 : 0) as 0 | 1;
      return { tokens, logits, label };
    });
    const found = fitCombination(examples, 0.01);
    // Four standard errors: most texts are long, so that weights and slopes are hard to tell apart.
    const off = (value: number, wanted: number) => expect(Math.abs(value - wanted)).toBeLessThan(0.25);
    off(found.members[0]!.weight, 1);
    off(found.members[1]!.slope, 0.6);
    off(found.intercept, 0.2);
  });

  it('knows lengths only within bounds', () => {
    expect([0, 1, 30, 300, 1e6].map(lengthFeature)).toEqual([-0.5, -0.5, 0, 1, 1]);
  });
});

describe('fitStars', () => {
  it('gives back the scale that made the stars', () => {
    const random = createRandom(5);
    const truth = { slope: 0.8, bounds: [-2, -0.5, 0.7, 2] };
    const examples = Array.from({ length: 20_000 }, () => {
      const logit = 3 * random.normal();
      const u = random.next();
      // As many stars as there are sums of probabilities below a uniform number, and one.
      const probabilities = starProbabilities(truth, logit);
      const sums = probabilities.map((_, k) => probabilities.slice(0, k + 1).reduce((a, b) => a + b));
      return { logit, stars: Math.min(5, 1 + sums.filter((sum) => sum < u).length) as Stars };
    });
    const found = fitStars(examples);
    expect(found.slope).toBeCloseTo(0.8, 1);
    found.bounds.forEach((bound, k) => {
      expect(Math.abs(bound - truth.bounds[k]!)).toBeLessThan(0.12);
    });
    expect([-9, 9].map((logit) => expectedStars(found, logit))).toEqual([1, 5]);
  });
});
