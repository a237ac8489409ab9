/** A layer, a batch and a loss, solved twice: by the plain reference in float64 and by the kernels. */
import { type CellSpec, hasRecurrentBias } from '../../../src/rnn/kernels/cell.js';
import type { Kernels } from '../../../src/rnn/kernels/kernels.js';
import { type LayerSpec, RecurrentLayer } from '../../../src/rnn/kernels/recurrent-layer.js';
import { type BatchOptions, RecurrentRun } from '../../../src/rnn/kernels/recurrent-run.js';
import { generator, type Masks, sequence, uniform, type Weights } from './reference.js';

/** Frames, sequences, inputs, units. */
export interface Sizes {
  T: number;
  B: number;
  I: number;
  H: number;
}

export interface Variant {
  lengths?: Int32Array;
  dropout?: boolean;
}

/** All numbers of a problem that the loss depends on. */
export class Problem {
  readonly spec: LayerSpec;
  readonly parameters: Float64Array; // as the layer's places say
  readonly x: Float64Array; // [T, B, I]
  readonly initial: Float64Array; // h and c, [D, 2, B, H]
  /** Loss = Σ outputs∘outputWeight + Σ final states∘finalWeight. */
  readonly outputWeight: Float64Array; // [T, B, D·H]
  readonly finalWeight: Float64Array; // [D, 2, B, H]
  readonly inputMask: Float64Array | undefined; // [B, I]
  readonly recurrentMask: Float64Array | undefined; // [D, B, H]
  readonly lengths: Int32Array | undefined;

  constructor(
    readonly layer: RecurrentLayer,
    readonly sizes: Sizes,
    variant: Variant,
  ) {
    const { T, B, I, H } = sizes;
    this.spec = layer.spec;
    const random = generator(11);
    const numbers = (n: number, size: number): Float64Array => Float64Array.from(uniform(random, n, size));
    const mask = (n: number): Float64Array =>
      Float64Array.from({ length: n }, () => (random() < 0.3 ? 0 : Math.fround(1 / 0.7)));
    const D = layer.directions;
    // Small enough that a linear network of this size does not explode.
    this.parameters = numbers(layer.size, 1.2 / Math.sqrt(H));
    this.x = numbers(T * B * I, 1);
    this.initial = numbers(D * 2 * B * H, 0.5);
    this.outputWeight = numbers(T * B * D * H, 1);
    this.finalWeight = numbers(D * 2 * B * H, 0.5);
    this.lengths = variant.lengths;
    this.inputMask = variant.dropout ? mask(B * I) : undefined;
    this.recurrentMask = variant.dropout ? mask(D * B * H) : undefined;
  }

  /** Outputs and final states by the reference. */
  expected(): { outputs: Float64Array; finals: Float64Array } {
    const { T, B, I, H } = this.sizes;
    const D = this.layer.directions;
    const outputs = new Float64Array(T * B * D * H);
    const finals = new Float64Array(D * 2 * B * H);
    for (let d = 0; d < D; d++) {
      const weights = this.weights(d);
      for (let b = 0; b < B; b++) {
        const frames = Array.from({ length: T }, (_, t) => part(this.x, t * B + b, I));
        const masks: Masks = {};
        if (this.inputMask) masks.input = part(this.inputMask, b, I);
        if (this.recurrentMask) masks.recurrent = part(this.recurrentMask, d * B + b, H);
        const result = sequence(this.spec.cell, weights, frames, {
          masks,
          reverse: this.layer.isReverse(d),
          length: this.lengths?.[b] ?? T,
          h: [...part(this.initial, d * 2 * B + b, H)],
          c: [...part(this.initial, (d * 2 + 1) * B + b, H)],
        });
        for (const [t, row] of result.outputs.entries()) outputs.set(row, (t * B + b) * D * H + d * H);
        finals.set(result.h, (d * 2 * B + b) * H);
        if (this.spec.cell.kind === 'lstm') finals.set(result.c, ((d * 2 + 1) * B + b) * H);
      }
    }
    return { outputs, finals };
  }

  loss(): number {
    const { outputs, finals } = this.expected();
    return dot(outputs, this.outputWeight) + dot(finals, this.finalWeight);
  }

  /** Central difference of the loss at one number. */
  slope(numbers: Float64Array, index: number): number {
    const size = 1e-6;
    const old = numbers[index]!;
    numbers[index] = old + size;
    const above = this.loss();
    numbers[index] = old - size;
    const below = this.loss();
    numbers[index] = old;
    return (above - below) / (2 * size);
  }

  private weights(direction: number): Weights {
    const { I, H } = this.sizes;
    const places = this.layer.places[direction]!;
    const N = this.layer.columns;
    const block = (at: number, n: number): Float64Array => this.parameters.subarray(at, at + n);
    const weights: Weights = {
      kernel: block(places.kernel, I * N),
      recurrent: block(places.recurrent, H * N),
      bias: block(places.bias, N),
    };
    if (hasRecurrentBias(this.spec.cell)) weights.recurrentBias = block(places.recurrentBias, N);
    return weights;
  }
}

/** The same by the kernels, forward and back. */
export function solve(kernels: Kernels, problem: Problem) {
  const { arena, call } = kernels;
  const { layer } = problem;
  const { T, B, I, H } = problem.sizes;
  const D = layer.directions;
  const isLstm = problem.spec.cell.kind === 'lstm';
  const run = new RecurrentRun(arena, layer, T, B);
  const place = (numbers: Float64Array): number => arena.place(Float32Array.from(numbers));
  const parameters = place(problem.parameters);
  const x = place(problem.x);
  const dOutputs = place(problem.outputWeight);
  const gradient = arena.alloc(layer.size);
  const dX = arena.alloc(T * B * I);
  const batch: BatchOptions = { keepState: true, keepStateGradient: true };
  if (problem.lengths) batch.lengths = arena.place(problem.lengths);
  if (problem.inputMask) batch.inputMask = place(problem.inputMask);
  if (problem.recurrentMask) batch.recurrentMask = place(problem.recurrentMask);
  const stride = layer.outputs * 4;
  for (let d = 0; d < D; d++) {
    for (let b = 0; b < B; b++) {
      arena.f32(run.initialState(d) + b * stride, H).set(part(problem.initial, d * 2 * B + b, H));
    }
    if (isLstm) arena.f32(run.initialCell(d), B * H).set(part(problem.initial, d * 2 + 1, B * H));
  }
  layer.pack(call, parameters);
  run.forward(call, parameters, x, batch);
  const outputs = arena.f32(run.outputs, T * B * layer.outputs).slice();
  const finals = new Float32Array(D * 2 * B * H);
  for (let d = 0; d < D; d++) {
    for (let b = 0; b < B; b++) {
      finals.set(arena.f32(run.finalState(d) + b * stride, H), (d * 2 * B + b) * H);
    }
    if (isLstm) finals.set(arena.f32(run.finalCell(d), B * H), (d * 2 + 1) * B * H);
    arena.f32(run.stateGradient(d), 2 * B * H).set(part(problem.finalWeight, d, 2 * B * H));
  }
  run.backward(call, gradient, x, dOutputs, dX, batch);
  const dInitial = new Float32Array(D * 2 * B * H);
  for (let d = 0; d < D; d++) dInitial.set(arena.f32(run.stateGradient(d), 2 * B * H), d * 2 * B * H);
  const result = {
    outputs,
    finals,
    gradient: arena.f32(gradient, layer.size).slice(),
    dX: arena.f32(dX, T * B * I).slice(),
    dInitial,
  };
  run.free();
  for (const at of [parameters, x, dOutputs, gradient, dX]) arena.free(at);
  for (const at of [batch.lengths, batch.inputMask, batch.recurrentMask]) arena.free(at);
  return result;
}

/** A layer with a problem on it. */
// biome-ignore format: one line per thought
export function makeProblem(
  kernels: Kernels, cell: CellSpec, way: Way, sizes: Omit<Sizes, 'H'>, variant: Variant,
): Problem {
  const spec = { cell, inputs: sizes.I, bidirectional: way === 'both', reverse: way === 'backwards' };
  return new Problem(new RecurrentLayer(kernels.arena, spec), { ...sizes, H: cell.units }, variant);
}

export type Way = 'forwards' | 'backwards' | 'both';

function part(numbers: Float64Array, index: number, size: number): Float64Array {
  return numbers.subarray(index * size, (index + 1) * size);
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
