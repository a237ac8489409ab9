/**
 * Lattice-free MMI (Povey et al. 2016): what was said against everything that could have been said. The loss of a
 * sequence is log p(logits | denominator) − log p(logits | numerator), never below zero when every path of the numerator
 * is one of the denominator; its gradient the difference of the two posteriors.
 */
import type { Pointer } from '../kernels/exports.js';
import type { HmmGraph } from '../kernels/hmm-graph.js';
import type { Kernels } from '../kernels/kernels.js';
import { packSharedGraph } from '../kernels/pack-graph.js';
import type { Logits, Loss, LossRun } from './loss.js';

export interface LfmmiOptions {
  /**
   * Chance to go on anywhere in the denominator after a frame, which keeps probabilities from vanishing. 0 sums exactly
   * the graph's paths, but loses what lies more than 85 nats behind. Suggested: 1e-5 to 0.1. Default 1e-5.
   */
  leakage?: number;
  /** Weight of half the sum of squares of the outputs. Suggested: 0 to 1e-3. Default 0. */
  l2?: number;
  /**
   * Margin by which what was said must lead, in nats for each frame that is heard otherwise: while it learns, the
   * denominator sees outputs that are less by this times the numerator's posterior, which is taken as given (boosted
   * LF-MMI, Weng and Yu 2019). Suggested: 0.1 to 0.5. Default 0; none where there is no gradient.
   */
  boost?: number;
}

/** Sums of each sequence: log p of numerator and denominator, squares of the outputs. */
const SUMS = 3;

/**
 * The loss; a target is a numerator packed by `packTimedGraph`. It keeps the denominator in the kernels' memory until
 * {@link LfmmiLoss.close}. A loss is a mean over frames. Sequences that fit no path of their numerator are counted as
 * `unfit`; they add no loss and no gradient.
 */
export class LfmmiLoss implements Loss<Int32Array> {
  private readonly graph: Pointer;
  private readonly states: number;
  private readonly junctions: number;
  private readonly options: Required<LfmmiOptions>;

  /** @param leak - where a leak goes on: weight of each of the denominator's junctions // [J] */
  constructor(
    private readonly kernels: Kernels,
    denominator: HmmGraph,
    leak: Float32Array,
    options: LfmmiOptions = {},
  ) {
    this.options = { leakage: 1e-5, l2: 0, boost: 0, ...options };
    this.states = denominator.classes.length;
    this.junctions = denominator.junctions;
    this.graph = kernels.arena.place(packSharedGraph(denominator, leak));
  }

  weight(_target: Int32Array, frames: number): number {
    return frames;
  }

  start(kernels: Kernels, logits: Logits, targets: readonly Int32Array[]): LossRun {
    const { at, U, B, C, ld, lengths, frames } = logits;
    const { arena } = kernels;
    const { graph, states, junctions } = this;
    const { leakage, l2, boost } = this.options;
    targets.forEach((target, b) => {
      if (target[3] !== frames[b])
        throw new Error(`A numerator of ${target[3]} frames for ${frames[b]} frames of output.`);
    });
    const words = targets.map((target) => arena.place(target));
    const room = targets.map((target) => arena.alloc((target[3]! + 3) * target[2]!));
    const graphs = arena.place(Int32Array.from(words));
    const rooms = arena.place(Int32Array.from(room));
    const sums = arena.alloc(2 * SUMS * B);
    // The boost is subtracted before the denominator has said whether any of its paths fits.
    arena.f64(sums, SUMS * B).fill(0);
    const scratch = arena.alloc(kernels.call.denominatorScratch(U, ld, states, junctions));
    return {
      run(k, scale) {
        k.numerators(B, ld, at, graphs, rooms, sums);
        if (boost !== 0 && scale !== 0) k.subtractNumerators(B, ld, at, lengths, graphs, rooms, boost, sums);
        k.denominator(U, B, C, ld, at, lengths, graph, leakage, scale, l2, sums, scratch);
        if (scale !== 0) k.subtractNumerators(B, ld, at, lengths, graphs, rooms, scale, sums);
      },
      /** `mmi` is the loss without squares. */
      totals() {
        const totals = { loss: 0, weight: 0, mmi: 0, unfit: 0 };
        for (let b = 0; b < B; b++) {
          const own = arena.f64(sums + b * SUMS * 8, SUMS);
          const [numerator, denominator, squares] = own as Iterable<number> as number[];
          const mmi = denominator! - numerator!;
          if (!Number.isFinite(mmi)) {
            totals.unfit++;
            continue;
          }
          totals.loss += mmi + (l2 / 2) * squares!;
          totals.weight += frames[b]!;
          totals.mmi += mmi;
        }
        return totals;
      },
      free() {
        for (const block of [...words, ...room, graphs, rooms, sums, scratch]) arena.free(block);
      },
    };
  }

  /** Takes the denominator out of the kernels' memory. */
  close(): void {
    this.kernels.arena.free(this.graph);
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
