/**
 * Whether sharing an utterance between threads pays, found out by trying. Threads that meet after every frame are
 * faster than one only while each has a core to itself; the outputs are the same to the last bit either way.
 */

/** Runs in a row that make a trial: at the first of them the other threads, or the cores, may still be asleep. */
const TRIAL = 3;

/** Ways that are tried at the beginning. Until the engine has compiled the kernels well, the earlier looks slower. */
const FIRST_WAYS = [true, false, true];

/** Runs between two trials of what was slower: so many at first, twice as many after each trial in vain. */
const REST = 12;
const LONGEST_REST = 96;

export class ShareChoice {
  /** Recent milliseconds per frame: alone, shared. */
  private readonly pace: [number, number] = [Number.NaN, Number.NaN];
  private readonly firstWays = [...FIRST_WAYS];
  /** Which way is being tried, how many of its runs are still to come, and the best of those that were. */
  private trial: { shared: boolean; left: number; best: number } | undefined;
  private rest = REST;
  private sinceTrial = 0;

  /** Whether the next run is to be shared. The first is. */
  next(): boolean {
    if (!this.trial) {
      const first = this.firstWays.shift();
      if (first === undefined && this.sinceTrial++ < this.rest) return this.better;
      this.trial = { shared: first ?? !this.better, left: TRIAL, best: Number.POSITIVE_INFINITY };
    }
    return this.trial.shared;
  }

  /** Tells how a run went. */
  note(shared: boolean, milliseconds: number, frames: number): void {
    const { trial, better } = this;
    const index = shared ? 1 : 0;
    const pace = milliseconds / frames;
    const old = this.pace[index];
    if (trial?.shared === shared) {
      trial.best = Math.min(trial.best, pace);
      if (--trial.left > 0) return;
      this.trial = undefined;
      this.pace[index] = trial.best;
      this.sinceTrial = 0;
      this.rest = Math.min(this.rest * 2, LONGEST_REST);
    } else {
      // One slow run (cold caches, another program's turn) is soon forgotten.
      this.pace[index] = pace < old ? pace : 0.75 * old + 0.25 * pace;
    }
    if (this.better !== better) this.rest = REST;
  }

  private get better(): boolean {
    const [alone, shared] = this.pace;
    return shared <= alone;
  }
}
