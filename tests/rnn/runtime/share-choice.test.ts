/** The choice between one thread and several follows what was measured. */
import { describe, expect, it } from 'vitest';
import { ShareChoice } from '../../../src/rnn/runtime/share-choice.js';

/** How often of `runs` the work is shared when that takes `shared` ms against `alone`. */
function timesShared(choice: ShareChoice, runs: number, shared: number, alone: number): number {
  let count = 0;
  for (let i = 0; i < runs; i++) {
    const share = choice.next();
    if (share) count++;
    choice.note(share, share ? shared : alone, 100);
  }
  return count;
}

describe('ShareChoice', () => {
  it('takes the faster way but for a trial now and then', () => {
    expect(timesShared(new ShareChoice(), 160, 2, 4)).toBeGreaterThan(140);
    expect(timesShared(new ShareChoice(), 160, 9, 4)).toBeLessThan(20);
  });

  it('is not misled by slow first runs, in which the kernels are still being compiled', () => {
    const choice = new ShareChoice();
    for (let i = 0; i < 15; i++) {
      const share = choice.next();
      if (i >= 9) expect(share).toBe(true);
      choice.note(share, (share ? 2 : 4) * (i < 3 ? 10 : 1), 100);
    }
  });

  it('tries several runs in a row, the first of which may be slow', () => {
    const choice = new ShareChoice();
    let before = false;
    let shared = 0;
    for (let i = 0; i < 160; i++) {
      const share = choice.next();
      if (share) shared++;
      choice.note(share, share && before ? 2 : 4.5, 100);
      before = share;
    }
    expect(shared).toBeGreaterThan(120);
  });

  it('changes its mind when a core is taken away, and again when it comes back', () => {
    const choice = new ShareChoice();
    timesShared(choice, 32, 2, 4);
    timesShared(choice, 64, 20, 4);
    expect(timesShared(choice, 64, 20, 4)).toBeLessThan(6);
    timesShared(choice, 64, 2, 4);
    expect(timesShared(choice, 64, 2, 4)).toBeGreaterThan(56);
  });
});
