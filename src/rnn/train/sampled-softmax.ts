/**
 * Language modelling in both directions without a softmax over the whole vocabulary: each batch's words compete with
 * each other and with noise. The output table is the embedding itself (Press & Wolf 2017).
 */
import type { Arena } from '../kernels/arena.js';
import type { KernelExports, Pointer } from '../kernels/exports.js';
import type { Kernels } from '../kernels/kernels.js';
import { eights, fours } from '../kernels/sizes.js';
import type { Logits, Loss, LossRun } from './loss.js';
import type { Network } from './network.js';
import { NoiseSampler } from './noise-sampler.js';

/** Ids to be predicted at each frame, −1 where nothing is: one list for each direction of the network's states. */
export interface NeighbourTargets {
  directions: readonly Int32Array[];
}

export interface SampledSoftmaxOptions {
  /** How often each id occurs, for the noise. */
  counts: ArrayLike<number>;
  /** Ids drawn as noise for each part of a batch. Suggested: 1,000 to 2,000; as many as ids: the whole softmax. */
  noise: number;
}

/**
 * Mean of −log p(neighbour) over all directions. Frames of the network are its directions' states side by side, each as
 * wide as the embedding, which must be its first layer. // [U, B, D·E]
 *
 * p is a softmax over the ids of the batch and the noise (Bengio & Senécal 2008): logit = s·e + log q − log P(drawn),
 * with q the share of the id in the text and P the probability that it is among those drawn.
 */
export function sampledSoftmax(network: Network, options: SampledSoftmaxOptions): Loss<NeighbourTargets> {
  const [first] = network.layers;
  const table = network.parameters + first!.at * 4;
  const E = first!.layer.outputs;
  const sampler = new NoiseSampler(options.counts, options.noise);
  return {
    weight: ({ directions }) =>
      directions.reduce((sum, ids) => sum + ids.reduce((count, id) => count + (id >= 0 ? 1 : 0), 0), 0),
    start: (kernels, logits, targets) =>
      new SampledRun(kernels, logits, targets, sampler, { table, tableAt: first!.at, E }),
  };
}

interface Table {
  /** The embedding. // [V, E] */
  table: Pointer;
  /** Where it begins in the parameters, in floats. */
  tableAt: number;
  E: number;
}

class SampledRun implements LossRun {
  private readonly arena: Arena;
  private readonly M: number;
  private readonly D: number;
  /** Candidates: ids, their rows of the table, the same packed both ways, their biases, the rows' gradients. */
  private readonly S: number;
  private readonly ids: Pointer;
  private readonly rows: Pointer;
  private readonly forwardPanels: Pointer;
  private readonly backwardPanels: Pointer;
  private readonly bias: Pointer;
  private readonly dRows: Pointer;
  /** Of each direction: the place of each frame's target among the candidates. // i32 [D, M] */
  private readonly labels: Pointer;
  private readonly scores: Pointer;
  private readonly left: Pointer;
  private readonly right: Pointer;
  private readonly sums: Pointer;

  constructor(
    kernels: Kernels,
    private readonly logits: Logits,
    targets: readonly NeighbourTargets[],
    sampler: NoiseSampler,
    private readonly source: Table,
  ) {
    const { arena } = kernels;
    const { U, B } = logits;
    const { E } = source;
    this.arena = arena;
    this.M = U * B;
    this.D = targets[0]!.directions.length;
    const { ids, biases, placeOf } = sampler.draw(targets.flatMap(({ directions }) => directions));
    const labels = new Int32Array(this.D * this.M).fill(-1);
    targets.forEach(({ directions }, b) => {
      directions.forEach((wanted, d) => {
        for (let u = 0; u < Math.min(U, wanted.length); u++) {
          if (wanted[u]! >= 0) labels[d * this.M + u * B + b] = placeOf(wanted[u]!);
        }
      });
    });
    const S = ids.length;
    this.S = S;
    this.ids = arena.place(ids);
    this.bias = arena.place(biases);
    this.labels = arena.place(labels);
    this.rows = arena.alloc(S * E);
    this.dRows = arena.alloc(S * E);
    this.forwardPanels = arena.alloc(E * eights(S));
    this.backwardPanels = arena.alloc(S * eights(E));
    this.scores = arena.alloc(this.M * fours(S));
    this.left = arena.alloc(Math.max(fours(this.M) * Math.max(E, S), fours(S) * this.M));
    this.right = arena.alloc(this.M * eights(E));
    this.sums = arena.alloc(6);
  }

  run(k: KernelExports, scale: number): void {
    const { M, D, S, scores, left, right, labels, rows, dRows, sums } = this;
    const { E } = this.source;
    const { at, ld } = this.logits;
    const width = fours(S);
    k.gatherRows(this.source.table, this.ids, S, E, rows);
    k.packB(rows, 4, E * 4, E, S, this.forwardPanels);
    k.packB(rows, E * 4, 4, S, E, this.backwardPanels);
    k.zero(dRows, S * E);
    k.zero(sums, 6);
    for (let d = 0; d < D; d++) {
      const states = at + d * E * 4;
      k.fillRows(scores, M, width, this.bias);
      k.packA(states, ld * 4, 4, M, E, left);
      k.gemm(left, this.forwardPanels, scores, width * 4, M, S, E, 1);
      k.softmaxCrossEntropy(scores, M, S, width, labels + d * M * 4, scale, sums);
      if (scale === 0) continue;
      // dRows [S, E] += scoresᵀ · states
      k.packB(states, ld * 4, 4, M, E, right);
      k.packA(scores, 4, width * 4, S, M, left);
      k.gemm(left, right, dRows, E * 4, S, E, M, 1);
      // The states' gradient takes their place. // [M, E]
      k.packA(scores, width * 4, 4, M, S, left);
      k.gemm(left, this.backwardPanels, states, ld * 4, M, E, S, 0);
    }
  }

  addGradient(k: KernelExports, gradient: Pointer): void {
    k.scatterAddRows(gradient + this.source.tableAt * 4, this.ids, this.S, this.source.E, this.dRows);
  }

  totals() {
    const [loss, right, weight] = this.arena.f64(this.sums, 3);
    return { loss: loss!, weight: weight!, right: right! };
  }

  free(): void {
    const { ids, rows, forwardPanels, backwardPanels, bias, dRows, labels, scores, left, right, sums } = this;
    const all = [ids, rows, forwardPanels, backwardPanels, bias, dRows, labels, scores, left, right, sums];
    for (const at of all) this.arena.free(at);
  }
}
