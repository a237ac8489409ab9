/** One batch of a recurrent layer, from TensorFlow.js's layout into the kernels' and back, divided among the threads. */
import { gateCount, unpadGates } from '../kernels/cell.js';
import type { Pointer } from '../kernels/exports.js';
import type { Kernels } from '../kernels/kernels.js';
import { type Share, WorkerLostError } from '../kernels/pool.js';
import type { BatchInputs } from './batch-inputs.js';
import { dealSequences, type FrameOrder, orderFrames } from './frame-order.js';
import type { PackedWeights } from './packed-weights.js';
import { partsFor, runParts } from './parts.js';
import { Shard } from './recurrent-shard.js';
import { addRow, copyRow, type Numbers } from './tensor-data.js';

/** Gradients of a layer's weights, in Keras's layout. */
export interface WeightGradients {
  kernel: Float32Array;
  recurrentKernel: Float32Array;
  bias: Float32Array;
}

/** Runs forward at once; what the way back needs is kept until {@link free}. */
export class RecurrentBatch {
  private readonly order: FrameOrder;
  private readonly shards: Shard[];
  private readonly frames: number;
  /** Of the frames: B, T, I. */
  readonly shape: readonly number[];

  constructor(
    private readonly kernels: Kernels,
    private readonly weights: PackedWeights,
    inputs: BatchInputs,
  ) {
    this.shape = inputs.shape;
    const [B, T] = inputs.shape as [number, number];
    this.frames = T;
    this.order = orderFrames(B, T, inputs.mask, inputs.backwards);
    const perFrame = weights.layer.columns * (weights.inputs + weights.cell.units);
    const parts = partsFor(kernels, this.order.T * B * perFrame);
    const dealt = dealSequences(B, this.order.lengths, parts);
    this.shards = dealt.map((rows) => new Shard(kernels.arena, weights, this.order.T, rows));
    for (const shard of this.shards) shard.place(inputs, this.order);
    this.forward();
    weights.users++;
  }

  /** Copies out the outputs of all frames. // [B, T, H] */
  sequences(out: Float32Array): void {
    const { frames } = this;
    const { shown } = this.order;
    const H = this.weights.cell.units;
    for (const shard of this.shards) {
      const states = shard.states();
      for (const [row, b] of shard.rows.entries()) {
        for (let place = 0; place < frames; place++) {
          const from = shard.stateAt(shown[b * frames + place]!, row);
          copyRow(out, (b * frames + place) * H, states, from, H);
        }
      }
    }
  }

  /** Copies out h (0) or an LSTM's c (1) after the last frame. // [B, H] */
  finalState(which: number, out: Float32Array): void {
    const H = this.weights.cell.units;
    for (const shard of this.shards) {
      const { values, first } = which === 0 ? shard.finalStates() : shard.finalCells();
      for (const [row, b] of shard.rows.entries()) copyRow(out, b * H, values, first + row * shard.width, H);
    }
  }

  /**
   * The way back, once.
   * @param dSequences - gradient of {@link sequences} // [B, T, H]
   * @param dStates - gradients of the final states
   * @returns gradients of the weights; those of the initial states are added to `dInitial`
   */
  backward(
    dSequences: Numbers | undefined,
    dStates: readonly Numbers[],
    dInitial: Float32Array[],
  ): WeightGradients {
    for (const shard of this.shards) shard.prepareBackward();
    const run = (): void => {
      for (const shard of this.shards) shard.placeFinalGradients(dStates);
      this.run((k, part) => this.shards[part]?.backward(k));
      this.sumGradients();
    };
    if (dSequences) this.placeOutputGradients(dSequences, dInitial[0]);
    try {
      run();
    } catch (error) {
      if (!(error instanceof WorkerLostError)) throw error;
      // The way back destroys what it reads: it is gone again, on the threads that are left.
      this.forward();
      run();
    }
    for (const shard of this.shards) shard.addInitialGradients(dInitial);
    return this.weightGradients();
  }

  /** Copies out the gradient of the frames, after {@link backward}. // [B, T, I] */
  inputGradient(out: Float32Array): void {
    const { kernels, shards, order, frames } = this;
    const I = this.weights.inputs;
    const at = shards.map((shard) => kernels.arena.alloc(order.T * shard.rows.length * I));
    this.run((k, part) => shards[part]?.inputGradient(k, at[part]!), true);
    for (const [s, { rows }] of shards.entries()) {
      const dX = kernels.arena.f32(at[s]!, order.T * rows.length * I);
      for (const [row, b] of rows.entries()) {
        for (let step = 0; step < order.T; step++) {
          const t = order.source[b * order.T + step]!;
          if (t >= 0) copyRow(out, (b * frames + t) * I, dX, (step * rows.length + row) * I, I);
        }
      }
      kernels.arena.free(at[s]!);
    }
  }

  free(): void {
    for (const shard of this.shards) shard.free();
    this.weights.users--;
  }

  private run(share: Share, repeatable = false): void {
    runParts(this.kernels, this.shards.length, share, repeatable);
  }

  private forward(): void {
    this.run((k, part) => this.shards[part]?.forward(k), true);
  }

  /** A frame that was left out showed an earlier state: its gradient is added there. */
  private placeOutputGradients(dSequences: Numbers, dInitial: Float32Array | undefined): void {
    const { frames } = this;
    const { shown, T, lengths } = this.order;
    const put = T === frames && !lengths ? copyRow : addRow;
    const H = this.weights.cell.units;
    for (const shard of this.shards) {
      const dOutputs = shard.outputGradients();
      for (const [row, b] of shard.rows.entries()) {
        for (let place = 0; place < frames; place++) {
          const from = (b * frames + place) * H;
          const step = shown[b * frames + place]!;
          if (step >= 0) {
            put(dOutputs, (step * shard.rows.length + row) * shard.width, dSequences, from, H);
          } else if (dInitial) addRow(dInitial, b * H, dSequences, from, H);
        }
      }
    }
  }

  /** Adds all shares' gradients into the first's. */
  private sumGradients(): void {
    const { size } = this.weights.layer;
    const [first, ...others] = this.shards.map(({ gradient }) => gradient) as [Pointer, ...Pointer[]];
    this.run((k, part, parts) => {
      // Parts begin at whole cache lines.
      const start = Math.floor((size / 16) * (part / parts)) * 16;
      const end = Math.floor((size / 16) * ((part + 1) / parts)) * 16;
      for (const other of others) k.addInto(first + start * 4, other + start * 4, end - start);
    });
  }

  private weightGradients(): WeightGradients {
    const { layer, cell, inputs } = this.weights;
    const G = gateCount(cell);
    const H = cell.units;
    const places = layer.places[0]!;
    const block = (at: number, rows: number): Float32Array => {
      const padded = this.kernels.arena.f32(this.shards[0]!.gradient + at * 4, rows * layer.columns);
      return layer.columns === G * H ? padded : unpadGates(padded, rows, G, H);
    };
    const biases = places.recurrentBias < 0 ? 1 : 2;
    const bias = new Float32Array(biases * G * H);
    bias.set(block(places.bias, 1));
    if (biases === 2) bias.set(block(places.recurrentBias, 1), G * H);
    return { kernel: block(places.kernel, inputs), recurrentKernel: block(places.recurrent, H), bias };
  }
}
