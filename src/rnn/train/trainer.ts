/**
 * One step of learning: a batch divided over the threads, forward and back, the gradients summed and clipped, AdamW.
 * Nothing here knows of epochs or files.
 */
import type { KernelExports, Pointer } from '../kernels/exports.js';
import { lines } from '../kernels/sizes.js';
import { divide } from './divide.js';
import { stretches } from './layer-rates.js';
import type { Loss, LossTotals } from './loss.js';
import type { Network } from './network.js';
import { type Example, Shard } from './shard.js';

/** How weights are changed. */
export interface OptimizerOptions {
  /** β₁ and β₂ of Adam (Kingma & Ba 2015). Defaults 0.9 and 0.999. */
  beta1?: number;
  beta2?: number;
  /** Default 1e-8. */
  epsilon?: number;
  /** Decoupled weight decay (Loshchilov & Hutter 2019), as a share of the learning rate. Default 0. */
  weightDecay?: number;
  /** Gradients longer than this are shortened to it. Suggested: 1 to 5 for recurrent networks. Default: none. */
  clipNorm?: number;
  /** Share of the old in a running average of the weights; {@link Trainer.swapAverage} puts it to use. Default: none. */
  averageDecay?: number;
  /**
   * What the learning rate is multiplied by in each layer, as the network's description lists them: less for layers that
   * have learnt before (Howard & Ruder 2018), 0 for those that are to stay. Default 1.
   */
  layerRates?: readonly number[];
}

/** What a step did. */
export interface StepReport extends LossTotals {
  /** Length of the gradient before clipping. */
  gradientNorm: number;
}

/** The vectors that make up a trainer's state, in the order of a checkpoint. */
export const STATE_VECTORS = ['parameters', 'moment1', 'moment2', 'average'] as const;

/** A network, its optimiser and memory for the threads' gradients. Ends with {@link close}; the network lives on. */
export class Trainer<Target> {
  private readonly vectors: Record<(typeof STATE_VECTORS)[number], Pointer>;
  private readonly gradients: Pointer[];
  private readonly squares: Pointer;
  private readonly options: Required<OptimizerOptions>;
  private packed = false;
  /** Steps taken so far. */
  steps = 0;

  constructor(
    readonly network: Network,
    private readonly loss: Loss<Target>,
    options: OptimizerOptions = {},
  ) {
    const { kernels, size, parameters } = network;
    const { arena, threads } = kernels;
    const none = {
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      weightDecay: 0,
      clipNorm: Infinity,
      averageDecay: 0,
      layerRates: [],
    };
    this.options = { ...none, ...options };
    const zeros = (): Pointer => arena.place(new Float32Array(size));
    const averages = this.options.averageDecay > 0;
    this.vectors = {
      ...{ parameters, moment1: zeros(), moment2: zeros() },
      average: averages ? arena.place(network.snapshot()) : parameters,
    };
    this.gradients = Array.from({ length: threads }, zeros);
    this.squares = arena.alloc(16 * threads);
  }

  /**
   * Learns from one batch.
   * @param rate - learning rate of this step
   * @param seed - decides the step's dropout
   */
  step(batch: readonly Example<Target>[], rate: number, seed: number): StepReport {
    const { network, gradients } = this;
    const { kernels } = network;
    const parts = kernels.threads;
    const shards = divide(batch, parts).map((examples, p) =>
      examples.length > 0 ? new Shard(network, examples, this.loss, (seed + p) >>> 0, true) : undefined,
    );
    try {
      this.pack();
      const scale = 1 / Math.max(1e-9, this.weightOf(batch));
      kernels.run((k, part) => {
        const shard = shards[part];
        if (!shard) return k.zero(gradients[part]!, network.size);
        shard.forward(k);
        shard.backward(k, gradients[part]!, scale);
      }, true);
      const gradientNorm = this.sumGradients();
      // A batch that went astray (overflow) must not take the weights with it.
      if (Number.isFinite(gradientNorm)) {
        this.update(rate, gradientNorm);
        const used = shards.filter((shard) => shard !== undefined);
        for (const shard of used) shard.observe(kernels.call, 1 / used.length);
      }
      return { ...sumTotals(shards.map((shard) => shard?.totals())), gradientNorm };
    } finally {
      for (const shard of shards) shard?.free();
    }
  }

  /** The loss of a batch without learning from it, by the weights as they are: see {@link swapAverage}. */
  evaluate(batch: readonly Example<Target>[]): LossTotals {
    return this.apply(batch, (shards) => {
      this.network.kernels.run((k, part) => {
        shards[part]?.forward(k);
        shards[part]?.loss?.run(k, 0);
      }, true);
      return sumTotals(shards.map((shard) => shard?.totals()));
    });
  }

  /** Exchanges the weights with their running average; a second call exchanges them back. */
  swapAverage(): void {
    const { parameters, average } = this.vectors;
    if (average === parameters) return;
    const { arena } = this.network.kernels;
    const { size } = this.network;
    const kept = arena.f32(parameters, size).slice();
    arena.f32(parameters, size).set(arena.f32(average, size));
    arena.f32(average, size).set(kept);
    this.packed = false;
  }

  /** Says that the parameters were changed from outside. */
  touched(): void {
    this.packed = false;
  }

  /** Views of the state, for checkpoints; good until the next allocation. */
  state(): { name: string; values: Float32Array }[] {
    const { arena } = this.network.kernels;
    const names = STATE_VECTORS.filter((name) => name !== 'average' || this.options.averageDecay > 0);
    return names.map((name) => ({ name, values: arena.f32(this.vectors[name], this.network.size) }));
  }

  close(): void {
    const { arena } = this.network.kernels;
    const { moment1, moment2, average, parameters } = this.vectors;
    for (const at of [moment1, moment2, this.squares, ...this.gradients]) arena.free(at);
    if (average !== parameters) arena.free(average);
  }

  private apply<Result>(
    batch: readonly Example<Target>[],
    work: (shards: (Shard<Target> | undefined)[]) => Result,
  ): Result {
    const shards = divide(batch, this.network.kernels.threads).map((examples) =>
      examples.length > 0 ? new Shard(this.network, examples, this.loss, undefined, false) : undefined,
    );
    try {
      this.pack();
      return work(shards);
    } finally {
      for (const shard of shards) shard?.free();
    }
  }

  private pack(): void {
    if (this.packed) return;
    const { network } = this;
    network.kernels.run((k, part, parts) => network.pack(k, part, parts), true);
    this.packed = true;
  }

  private weightOf(batch: readonly Example<Target>[]): number {
    const { network, loss } = this;
    const frames = ({ input }: Example<Target>) =>
      network.outputFrames(input.length / network.description.inputs);
    return batch.reduce((sum, example) => sum + loss.weight(example.target, frames(example)), 0);
  }

  /** Sums the threads' gradients into the first. @returns the length of the sum */
  private sumGradients(): number {
    const { network, gradients, squares } = this;
    const { kernels } = network;
    const [first, ...others] = gradients;
    kernels.run((k, part, parts) => {
      const { from, count } = this.range(part, parts);
      for (const other of others) k.addInto(first! + from, other + from, count);
      k.zero(squares + part * 64, 2);
      k.sumSquares(first! + from, count, squares + part * 64);
    });
    let sum = 0;
    for (let p = 0; p < kernels.threads; p++) sum += kernels.arena.f64(squares + p * 64, 1)[0]!;
    return Math.sqrt(sum);
  }

  private update(rate: number, gradientNorm: number): void {
    const { kernels } = this.network;
    const { moment1, moment2, parameters, average } = this.vectors;
    const { beta1, beta2, epsilon, weightDecay, clipNorm, averageDecay, layerRates } = this.options;
    const t = ++this.steps;
    const c1 = 1 / (1 - beta1 ** t);
    const c2 = 1 / (1 - beta2 ** t);
    const clip = gradientNorm > clipNorm ? clipNorm / gradientNorm : 1;
    // At the beginning the average follows quickly, or it would remember the random weights.
    const keep = Math.min(averageDecay, (1 + t) / (10 + t));
    const share = (k: KernelExports, part: number, parts: number): void => {
      const { from, count } = this.range(part, parts);
      for (const stretch of stretches(this.network.layers, layerRates, from, count)) {
        const [w, g, m, v] = [parameters, this.gradients[0]!, moment1, moment2].map(
          (at) => at + stretch.from,
        );
        const own = rate * stretch.factor;
        if (own > 0)
          k.adam(w!, g!, m!, v!, stretch.count, clip, own, beta1, beta2, epsilon, weightDecay, c1, c2);
      }
      if (averageDecay > 0) k.blendInto(average + from, parameters + from, count, keep);
    };
    // Weight decay is not for weights that follow the batches.
    const at = (from: number): Pointer => parameters + from * 4;
    const { arena } = kernels;
    const held = this.network.observed.map(({ at: from, count }) => ({
      from,
      values: arena.f32(at(from), count).slice(),
    }));
    kernels.run(share);
    for (const { from, values } of held) arena.f32(at(from), values.length).set(values);
    this.packed = false;
  }

  /** A thread's range of the parameters: bytes to its beginning, and floats. */
  private range(part: number, parts: number): { from: number; count: number } {
    const { size } = this.network;
    const start = (p: number): number => Math.min(size, lines(Math.ceil((size * p) / parts)));
    return { from: start(part) * 4, count: start(part + 1) - start(part) };
  }
}

export function sumTotals(all: Iterable<LossTotals | undefined>): LossTotals {
  const sum: LossTotals = { loss: 0, weight: 0 };
  for (const totals of all) {
    for (const [name, value] of Object.entries(totals ?? {})) sum[name] = (sum[name] ?? 0) + value;
  }
  return sum;
}
