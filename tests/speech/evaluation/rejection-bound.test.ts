import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestBound, type RejectionTrial } from '../../../src/speech/evaluation/rejection-bound.js';

/** The share of the worse side, counted plainly. */
function worseShare(trials: readonly RejectionTrial[], bound: number): number {
  const inside = trials.filter((trial) => trial.inside);
  const outside = trials.filter((trial) => !trial.inside);
  const accepted = inside.filter(({ right, misfit }) => right && misfit <= bound).length;
  const rejected = outside.filter(({ misfit }) => misfit > bound).length;
  return Math.min(accepted / inside.length, rejected / outside.length);
}

describe('bestBound', () => {
  it('lies between two sides that can be told apart', () => {
    const inside = [0.1, 0.4].map((misfit) => ({ inside: true, right: true, misfit }));
    const outside = [0.8, 2, Infinity].map((misfit) => ({ inside: false, right: false, misfit }));
    expect(bestBound([...outside, ...inside])).toBeCloseTo(0.6, 12);
  });

  it('is as good as any bound there is', () => {
    const trial = fc.record({
      inside: fc.boolean(),
      right: fc.boolean(),
      misfit: fc.integer({ min: 0, max: 8 }).map((n) => (n === 8 ? Infinity : n / 4)),
    });
    fc.assert(
      fc.property(fc.array(trial, { minLength: 2, maxLength: 30 }), (trials) => {
        fc.pre(trials.some(({ inside, right }) => inside && right) && trials.some(({ inside }) => !inside));
        const finite = trials.filter(({ misfit }) => misfit < Infinity);
        fc.pre(finite.length > 0);
        const best = Math.max(...finite.map(({ misfit }) => worseShare(trials, misfit)));
        expect(worseShare(trials, bestBound(trials))).toBeCloseTo(best, 12);
      }),
    );
  });
});
