/** Watches what training maximises: when to stop, and whether it ever fell, which it must not. */
import type { Warning } from '../errors.js';

/** A fall smaller than this, relative to the objective's magnitude, is rounding. */
const ROUNDING = 1e-9;

/** The objective of every iteration so far, and what follows from it. */
export class ConvergenceMonitor {
  /** Objective under the parameters before each iteration's update. */
  readonly history: number[] = [];
  readonly warnings: Warning[] = [];
  /** Whether the last gain was no more than the tolerance. */
  converged = false;

  /** @param tolerance - a gain, in the objective's own units, that is not worth another iteration */
  constructor(readonly tolerance: number) {}

  /** Notes the objective of one iteration. @returns its gain over the one before, Infinity the first time. */
  report(objective: number): number {
    const before = this.history.at(-1) ?? Number.NEGATIVE_INFINITY;
    const gain = objective - before;
    this.history.push(objective);
    this.converged = gain <= this.tolerance;
    if (gain < -ROUNDING * Math.max(1, Math.abs(before))) {
      this.warnings.push({
        code: 'hmm-likelihood-fell',
        message: `iteration ${this.history.length}: the objective fell from ${before} to ${objective}; is the variance floor above the initial variances?`,
      });
    }
    return gain;
  }
}
