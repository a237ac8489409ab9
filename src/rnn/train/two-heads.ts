/**
 * Two losses on one output layer: some classes of every frame go to the first, the others to the second. What the second
 * head learns is to help the layers below (cross-entropy beside lattice-free MMI: Povey et al. 2016, section 2.7).
 */
import type { KernelExports } from '../kernels/exports.js';
import type { Kernels } from '../kernels/kernels.js';
import { fours } from '../kernels/sizes.js';
import type { Logits, Loss, LossRun } from './loss.js';

/** What each head is to say of a sequence. */
export interface BothTargets<First, Second> {
  first: First;
  second: Second;
}

/** Classes of each head, and what the second counts. */
export interface HeadShares {
  /** Classes of the first head; those of the second begin at {@link secondHead}. */
  classes: number;
  /** Weight of the second loss. Suggested: 0.1. */
  share: number;
}

/** Column at which the second head begins when the first has `classes`: rows of both are whole vectors. */
export function secondHead(classes: number): number {
  return fours(classes);
}

/** A mean over what the first loss is a mean over; the second's sums are reported as `second` and `secondRight`. */
export class TwoHeads<First, Second> implements Loss<BothTargets<First, Second>> {
  constructor(
    private readonly first: Loss<First>,
    private readonly second: Loss<Second>,
    private readonly shares: HeadShares,
  ) {}

  weight({ first }: BothTargets<First, Second>, frames: number): number {
    return this.first.weight(first, frames);
  }

  start(kernels: Kernels, logits: Logits, targets: readonly BothTargets<First, Second>[]): LossRun {
    const { classes, share } = this.shares;
    const begin = secondHead(classes);
    const one = new HeadRows(kernels, logits, { from: 0, classes });
    const two = new HeadRows(kernels, logits, { from: begin, classes: logits.C - begin });
    const parts = targets.map((target) => target.first);
    const others = targets.map((target) => target.second);
    const first = this.first.start(kernels, one.logits, parts);
    const second = this.second.start(kernels, two.logits, others);
    return {
      run(k, scale) {
        one.fetch(k);
        two.fetch(k);
        first.run(k, scale);
        second.run(k, scale * share);
        one.giveBack(k);
        two.giveBack(k);
      },
      totals() {
        const sums = first.totals();
        const { loss, right = 0 } = second.totals();
        return { ...sums, loss: sums.loss + share * loss, second: loss, secondRight: right };
      },
      free() {
        for (const part of [first, second, one, two]) part.free();
      },
    };
  }
}

/** The columns of one head as rows of their own. */
class HeadRows {
  readonly logits: Logits;

  constructor(
    private readonly kernels: Kernels,
    private readonly whole: Logits,
    private readonly head: { from: number; classes: number },
  ) {
    const ld = fours(head.classes);
    this.logits = { ...whole, at: kernels.arena.alloc(whole.U * whole.B * ld), C: head.classes, ld };
  }

  fetch(k: KernelExports): void {
    const { at, ld } = this.logits;
    k.copyRows(at, ld * 4, this.column, this.whole.ld * 4, this.rows, ld);
  }

  giveBack(k: KernelExports): void {
    const { at, ld } = this.logits;
    k.copyRows(this.column, this.whole.ld * 4, at, ld * 4, this.rows, ld);
  }

  free(): void {
    this.kernels.arena.free(this.logits.at);
  }

  private get column(): number {
    return this.whole.at + this.head.from * 4;
  }

  private get rows(): number {
    return this.whole.U * this.whole.B;
  }
}
