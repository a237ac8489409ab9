/** Connectionist temporal classification (Graves et al. 2006): label sequences without times. */
import type { Loss } from './loss.js';

/** @param blank - class of the blank; labels are the other classes */
export function ctcLoss(blank: number): Loss<readonly number[]> {
  return {
    weight: () => 1,

    start({ arena, call }, { at, U, B, C, ld, lengths }, targets) {
      const longest = targets.reduce((most, labels) => Math.max(most, labels.length), 1);
      const table = new Int32Array(B * longest);
      targets.forEach((labels, b) => {
        table.set(labels, b * longest);
      });
      const labels = arena.place(table);
      const counts = arena.place(Int32Array.from(targets, ({ length }) => length));
      const losses = arena.alloc(2 * B);
      const scratch = arena.alloc(call.ctcScratch(U, longest, ld));
      return {
        run(k, scale) {
          k.ctc(U, B, C, ld, at, lengths, labels, longest, counts, blank, scale, losses, scratch);
        },
        /** `unfit` counts sequences too short for their labels; they add no loss and no gradient. */
        totals() {
          const each = [...arena.f64(losses, B)];
          const finite = each.filter(Number.isFinite);
          const loss = finite.reduce((sum, value) => sum + value, 0);
          return { loss, weight: finite.length, unfit: B - finite.length };
        },
        free() {
          for (const block of [labels, counts, losses, scratch]) arena.free(block);
        },
      };
    },
  };
}
