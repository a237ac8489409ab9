/** One thread's part of a batch on its way through a network and back. */
import type { KernelExports, Pointer } from '../kernels/exports.js';
import { fours } from '../kernels/sizes.js';
import type { LayerRun } from './layer.js';
import type { Loss, LossRun, LossTotals } from './loss.js';
import type { Network } from './network.js';

/** A sequence to learn from. */
export interface Example<Target> {
  /** Frames // [T, inputs], or T token ids. */
  input: Float32Array | Int32Array;
  target: Target;
}

/** Memory for some sequences; everything after the constructor, up to {@link free}, is kernel calls. */
export class Shard<Target> {
  readonly loss: LossRun | undefined;
  /** Output frames. // [U, B, ld] */
  readonly outputs: Pointer;
  private readonly x: Pointer;
  private readonly runs: LayerRun[] = [];
  private readonly lengths: Pointer[] = [];
  /** Gradients of the layers' outputs, two buffers in turn. */
  private readonly dOutputs: [Pointer, Pointer] = [0, 0];

  /**
   * @param dropoutSeed - absent when nothing is dropped
   * @param learns - whether there will be a way back
   */
  constructor(
    private readonly network: Network,
    examples: readonly Example<Target>[],
    loss: Loss<Target> | undefined,
    dropoutSeed: number | undefined,
    learns: boolean,
  ) {
    const { kernels, layers, description } = network;
    const { arena } = kernels;
    const F = description.inputs;
    const B = examples.length;
    let frames = examples.map(({ input }) => input.length / F);
    let T = Math.max(...frames);
    this.x = this.placeInputs(examples, T);
    this.lengths.push(arena.place(Int32Array.from(frames)));
    let widest = 0;
    layers.forEach(({ layer }, l) => {
      const lengths = this.lengths.at(-1)!;
      // Another seed for every layer, far apart for neighbouring steps.
      const seed = dropoutSeed === undefined ? {} : { dropoutSeed: Math.imul(dropoutSeed + l, 0x9e3779b1) };
      this.runs.push(layer.start({ T, B, lengths, ...seed }));
      const U = layer.outputFrames(T);
      if (U !== T || frames.some((count) => layer.outputFrames(count) !== count)) {
        frames = frames.map((count) => layer.outputFrames(count));
        this.lengths.push(arena.place(Int32Array.from(frames)));
        T = U;
      }
      if (l < layers.length - 1) widest = Math.max(widest, U * B * fours(layer.outputs));
    });
    if (learns && widest > 0) this.dOutputs = [arena.alloc(widest), arena.alloc(widest)];
    this.outputs = this.runs.at(-1)!.outputs;
    const C = network.outputs;
    this.loss = loss?.start(
      kernels,
      { at: this.outputs, U: T, B, C, ld: fours(C), lengths: this.lengths.at(-1)!, frames },
      examples.map(({ target }) => target),
    );
  }

  forward(k: KernelExports): void {
    let x = this.x;
    this.network.layers.forEach(({ at }, l) => {
      this.runs[l]!.forward(k, this.network.parameters + at * 4, x);
      x = this.runs[l]!.outputs;
    });
  }

  /**
   * The loss of the outputs, its gradient, and the way back.
   * @param gradient - out: gradient of the parameters, laid out like them
   * @param scale - of the gradient
   */
  backward(k: KernelExports, gradient: Pointer, scale: number): void {
    this.loss!.run(k, scale);
    let dOutputs = this.outputs;
    for (let l = this.runs.length - 1; l >= 0; l--) {
      const x = l > 0 ? this.runs[l - 1]!.outputs : this.x;
      const dX = l > 0 ? this.dOutputs[l % 2]! : 0;
      this.runs[l]!.backward(k, gradient + this.network.layers[l]!.at * 4, x, dOutputs, dX);
      dOutputs = dX;
    }
    this.loss!.addGradient?.(k, gradient);
  }

  /**
   * Brings weights that follow the batches nearer to what this one was like; on the calling thread.
   * @param share - of this part in the batch
   */
  observe(k: KernelExports, share: number): void {
    this.network.layers.forEach(({ at }, l) => {
      const seen = this.runs[l]!.observed;
      if (!seen) return;
      const weights = this.network.parameters + (at + seen.at) * 4;
      k.blendInto(weights, seen.values, seen.count, 1 - (1 - seen.keep) * share);
    });
  }

  totals(): LossTotals {
    return this.loss!.totals();
  }

  free(): void {
    const { arena } = this.network.kernels;
    this.loss?.free();
    for (const run of this.runs) run.free();
    for (const at of [this.x, ...this.lengths, ...this.dOutputs]) arena.free(at);
  }

  /** Inputs time-major, zero where a sequence has ended. // [T, B, F] */
  private placeInputs(examples: readonly Example<Target>[], T: number): Pointer {
    const { arena } = this.network.kernels;
    const F = this.network.description.inputs;
    const B = examples.length;
    const at = arena.alloc(T * B * F);
    const table = this.network.takesIds ? arena.i32(at, T * B) : arena.f32(at, T * B * F);
    table.fill(0);
    examples.forEach(({ input }, b) => {
      for (let t = 0; t * F < input.length; t++)
        table.set(input.subarray(t * F, (t + 1) * F), (t * B + b) * F);
    });
    return at;
  }
}
