/** A line in which each has its turn, whoever leaves it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Turns } from '../../src/server/recognition/turns.js';

describe('Turns', () => {
  it('lets so many in, in order, and forgets who left', async () => {
    const plan = fc.array(fc.record({ leaves: fc.boolean(), ticks: fc.nat(3) }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3 }), plan, async (most, comers) => {
        const turns = new Turns(most);
        const began: number[] = [];
        let now = 0;
        const runs = comers.map(async ({ leaves, ticks }, i) => {
          const leaving = new AbortController();
          const turn = turns.begin(leaving.signal);
          if (leaves) queueMicrotask(() => leaving.abort());
          const isIn = await turn.then(
            () => true,
            () => false,
          );
          if (!isIn) return;
          began.push(i);
          expect(++now).toBeLessThanOrEqual(most);
          for (let tick = 0; tick < ticks; tick++) await new Promise(setImmediate);
          now--;
          turns.end();
        });
        await Promise.all(runs);
        expect(began).toEqual(began.toSorted((a, b) => a - b));
        const stayed = comers.flatMap(({ leaves }, i) => (leaves ? [] : [i]));
        expect(began).toEqual(expect.arrayContaining(stayed));
        // All places are free again.
        const free = Array.from({ length: most }, () => turns.begin(new AbortController().signal));
        await Promise.all(free);
      }),
      { numRuns: 50 },
    );
  });
});
