/** One training step of a stack of recurrent layers with a softmax per frame, on the kernels alone. */
import type { CellSpec } from '../../../src/rnn/kernels/cell.js';
import { DenseLayer, DenseRun } from '../../../src/rnn/kernels/dense-run.js';
import type { KernelExports, Pointer } from '../../../src/rnn/kernels/exports.js';
import type { Kernels } from '../../../src/rnn/kernels/kernels.js';
import { RecurrentLayer } from '../../../src/rnn/kernels/recurrent-layer.js';
import { RecurrentRun } from '../../../src/rnn/kernels/recurrent-run.js';

/** The network and batch of the bench. */
export interface StepShape {
  cell: CellSpec;
  layers: number;
  inputs: number;
  classes: number;
  T: number;
  B: number;
}

/** A thread's part of the batch. */
interface Shard {
  B: number;
  x: Pointer;
  labels: Pointer;
  gradient: Pointer;
  totals: Pointer;
  runs: RecurrentRun[];
  dense: DenseRun;
  dHidden: Pointer;
}

const ADAM = { rate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

/** Weights, optimiser and memory for steps of one shape. */
export class TrainingStep {
  private readonly layers: RecurrentLayer[];
  private readonly head: DenseLayer;
  private readonly at: number[] = [];
  private readonly headAt: number;
  private readonly size: number;
  readonly weights: Pointer;
  private readonly moment1: Pointer;
  private readonly moment2: Pointer;
  private readonly shards: Shard[];
  private steps = 0;

  constructor(
    private readonly kernels: Kernels,
    private readonly shape: StepShape,
    random: () => number,
  ) {
    const { arena, threads } = kernels;
    const { cell, inputs, classes, T, B } = shape;
    const H = cell.units;
    this.layers = Array.from(
      { length: shape.layers },
      (_, l) => new RecurrentLayer(arena, { cell, inputs: l ? H : inputs }),
    );
    this.head = new DenseLayer(arena, H, classes);
    let floats = 0;
    for (const layer of this.layers) {
      this.at.push(floats * 4);
      floats += layer.size;
    }
    this.headAt = floats * 4;
    this.size = floats + this.head.size;
    const scale = Math.sqrt(3 / H);
    this.weights = arena.place(Float32Array.from({ length: this.size }, () => (random() * 2 - 1) * scale));
    this.moment1 = arena.place(new Float32Array(this.size));
    this.moment2 = arena.place(new Float32Array(this.size));
    const part = B / threads;
    const makeShard = (): Shard => ({
      B: part,
      x: arena.alloc(T * part * inputs),
      labels: arena.alloc(T * part),
      gradient: arena.place(new Float32Array(this.size)),
      totals: arena.alloc(6),
      runs: this.layers.map((layer) => new RecurrentRun(arena, layer, T, part)),
      dense: new DenseRun(arena, this.head, T * part),
      dHidden: arena.alloc(T * part * H),
    });
    this.shards = Array.from({ length: threads }, makeShard);
    const x = Float32Array.from({ length: T * B * inputs }, () => random() * 2 - 1);
    const labels = Int32Array.from({ length: T * B }, () => Math.floor(random() * classes));
    this.shards.forEach((shard, s) => {
      for (let row = 0; row < T * part; row++) {
        const from = Math.floor(row / part) * B + s * part + (row % part);
        const frame = x.subarray(from * inputs, (from + 1) * inputs);
        arena.f32(shard.x + row * inputs * 4, inputs).set(frame);
        arena.i32(shard.labels + row * 4, 1)[0] = labels[from]!;
      }
    });
  }

  /** Floating-point operations of one step: two per weight and frame forward, four back; no gradient of x. */
  get flops(): number {
    const { cell, layers, inputs, classes, T, B } = this.shape;
    const H = cell.units;
    const columns = this.layers[0]!.columns;
    const weights = columns * (inputs + H) + (layers - 1) * columns * 2 * H + H * classes;
    return (6 * weights - 2 * inputs * columns) * T * B;
  }

  /** One step. @returns the mean loss before it */
  run(): number {
    const { kernels, layers, weights } = this;
    const { arena, call } = kernels;
    kernels.run((k, part, parts) => {
      layers.forEach((layer, l) => {
        layer.pack(k, weights + this.at[l]!, part, parts);
      });
      if (part === parts - 1) this.head.pack(k, weights + this.headAt);
    }, true);
    kernels.run((k, part) => this.forwardAndBack(k, this.shards[part]!), true);
    const [first, ...others] = this.shards;
    for (const other of others) call.addInto(first!.gradient, other.gradient, this.size);
    const t = ++this.steps;
    const { rate, beta1, beta2, epsilon } = ADAM;
    const c1 = 1 / (1 - beta1 ** t);
    const c2 = 1 / (1 - beta2 ** t);
    // biome-ignore format: as the kernel has it
    call.adam(
      weights, first!.gradient, this.moment1, this.moment2, this.size, 1, rate, beta1, beta2, epsilon, 0, c1, c2);
    const loss = this.shards.reduce((sum, { totals }) => sum + arena.f64(totals, 3)[0]!, 0);
    return loss / (this.shape.T * this.shape.B);
  }

  private forwardAndBack(k: KernelExports, shard: Shard): void {
    const { layers, head, shape } = this;
    const M = shape.T * shard.B;
    let x = shard.x;
    layers.forEach((_, l) => {
      shard.runs[l]!.forward(k, this.weights + this.at[l]!, x);
      x = shard.runs[l]!.outputs;
    });
    shard.dense.forward(k, this.weights + this.headAt, x);
    k.zero(shard.totals, 6);
    const scale = 1 / (shape.T * shape.B);
    k.softmaxCrossEntropy(
      shard.dense.outputs,
      M,
      shape.classes,
      head.stride,
      shard.labels,
      scale,
      shard.totals,
    );
    shard.dense.backward(k, shard.gradient + this.headAt, x, shard.dHidden);
    for (let l = layers.length - 1; l >= 0; l--) {
      const below = l ? shard.runs[l - 1]!.outputs : shard.x;
      const dBelow = l ? shard.dHidden : 0;
      shard.runs[l]!.backward(k, shard.gradient + this.at[l]!, below, shard.dHidden, dBelow);
    }
  }
}
